"""退文单: every reason with what it rests on, the advice, who did it, room for the sender's hand; a PDF/A."""

from __future__ import annotations

import pytest
from django.test import Client

from documents.actions.propose import propose_return
from documents.models import Document, ReturnSlip
from documents.rules.codes import code_of
from documents.rules.returns import BASIS
from documents.words import ReturnCode
from tests.documents.sheets.test_handling_sheet import RARE, in_order, printed, words
from tests.office import Office, approve, fresh, make_office, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def returned(office: Office, text: str = "一文多事，请分别行文。", **fields: str) -> Document:
    doc = registered(office, **fields)
    doc = propose_return(
        doc, by=office.handler, codes=["R07", "R11"], text=text, advice="请分成两件。", reviewer=office.chief
    ).subject
    return Document.objects.get(pk=approve(doc, by=office.chief).subject.pk)


def test_every_field_in_its_place(office: Office) -> None:
    doc = returned(office)
    pdf = printed(office.clerk, doc, "return-slip")
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    in_order(
        words(pdf), "退文单", doc.receipt_no, code_of(doc.year, doc.serial), "原件登记号", doc.receipt_no, "收文日期",
        "来文单位", doc.source_name, "文号", doc.source_doc_number, "标题", doc.title,
        "退文理由", "R07", str(ReturnCode.R07.label), BASIS["R07"], "R11", str(ReturnCode.R11.label), BASIS["R11"],
        "一文多事，请分别行文。", "修改建议", "请分成两件。", "经办", office.handler.name, "审核", office.chief.name,
        "退回时间", "退回方式", "交换站", "对方签收", "签收时间", "重报件", "重报时注明原登记号", "本单不得用于流转涉密文件",
    )  # fmt: skip


def test_every_reason_has_its_basis() -> None:
    assert set(BASIS) == set(ReturnCode.values)


def test_a_code_that_is_on_the_list_no_more_still_prints(office: Office) -> None:
    doc = returned(office)
    ReturnSlip.objects.filter(document=doc).update(codes=["R99"])
    assert "R99" in words(printed(office.clerk, doc, "return-slip"))


def test_rare_names_markup_and_lines(office: Office) -> None:
    text = f"{RARE} #panic(1) $x$\n=第二行"
    doc = returned(office, text, source_doc_number="")
    in_order(words(printed(office.clerk, doc, "return-slip")), "无号", RARE, "#panic(1)$x$", "=第二行")


def test_what_it_was_sent_in_again_as_is_named_to_who_may_see_that(office: Office) -> None:
    doc = returned(office)
    again = registered(office)
    ReturnSlip.objects.filter(document=doc).update(resubmitted_as=again)
    assert again.receipt_no in words(printed(office.clerk, doc, "return-slip"))
    Document.objects.filter(pk=again.pk).update(work_secret=True)
    text = words(printed(office.supervisor, doc, "return-slip"))
    assert again.receipt_no not in text.split("重报件")[1]


def test_only_a_returned_paper_has_one_and_only_for_who_sees_it(office: Office) -> None:
    doc, other = returned(office), registered(office)
    client = Client()
    client.force_login(fresh(office.clerk))
    assert client.get(f"/documents/{other.ref}/return-slip/").status_code == 404
    assert (
        f'href="/documents/{doc.ref}/return-slip/"' in client.get(f"/documents/{doc.ref}/").content.decode()
    )
    client.force_login(fresh(office.outsider))
    assert client.get(f"/documents/{doc.ref}/return-slip/").status_code == 404
