"""核稿 at the first check: an incoming paper's file is looked at once, its findings stand beside it and go onto the slip."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checking.models import ProofReply, ProofRun
from docflow.web.errors import Faster, Incomplete, NotAllowed
from documents.actions.correcting import correct
from documents.actions.files import add_file
from documents.actions.looking import look, look_at_waiting
from documents.actions.proofing import ignore_finding
from documents.files.errors import CannotShow
from documents.models import Document, Proposal
from documents.queries.proofing import found_in, waiting
from documents.rules.proofing import key_of
from tests.documents.files import make
from tests.documents.page.browser import Page, text
from tests.documents.page.conftest import upload
from tests.documents.proofing.request import FAULTY, request
from tests.documents.sheets.test_handling_sheet import words as words_of
from tests.office import Office, make_office, registered, reviewing, submitted
from workflow.clock import database_now

RULES = {"NUM-02", "SIG-02", "NOTE-02"}


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def paper(office: Office, content: bytes = FAULTY, name: str = "请示.docx", **fields: Any) -> Document:
    return registered(office, blobs=[(*upload(office, content, name), "body")], **fields)


def looked(office: Office, content: bytes = FAULTY, **fields: Any) -> Document:
    doc = paper(office, content, **fields)
    assert look(doc, database_now())
    return doc


def rules(doc: Document) -> set[str]:
    return {one.finding.rule for one in found_in(doc).findings}


def keys(doc: Document, *wanted: str) -> list[str]:
    return [key_of(one) for one in found_in(doc).findings if one.finding.rule in wanted]


def test_a_right_paper_gives_nothing(office: Office) -> None:
    doc = looked(office, request())
    assert rules(doc) == set()
    assert "没有发现问题" in text(Page(office.handler).open(doc, "?tab=proof"))


def test_what_is_wrong_stands_beside_the_paper(office: Office) -> None:
    doc = looked(office)
    assert rules(doc) == RULES
    shown = text(Page(office.handler).open(doc, "?tab=proof"))
    for words in (
        "NUM-02",
        "云政[2026]15号",
        "GB/T 9704-2012 7.2.5",
        "条款已核",
        "通行做法（不是规定）",
        "第 2 行",  # of the text beside it, which shows no blank lines; the checker counts them
        "带入拟退文",
    ):
        assert words in shown, words
    assert "核稿 ◆" in text(Page(office.handler).open(doc))


def test_every_finding_leads_to_its_line_in_the_text(office: Office) -> None:
    doc = looked(office)
    page = Page(office.handler)
    shown = text(page.open(doc, "?tab=proof"))
    body = doc.attachments.get(role="body").pk
    address = f"/documents/{doc.ref}/?from=&amp;tab=proof&amp;file={body}&amp;view=text#line-"
    for rule, line in (("NUM-02", "云政[2026]15号"), ("SIG-02", "2026年03月05日")):
        row = next(r for r in shown.split("<li>") if f"<b>{rule}</b>" in r)
        found = re.search(rf'href="{re.escape(address)}(\d+)" data-line="\1" data-column="(\d+)"', row)
        assert found, row
        there = re.search(rf'<span id="line-{found[1]}">([^<]*)</span>', shown)
        assert there, rule
        assert line in there[1]
    assert 'id="line-' not in text(page.open(doc, "?view=text")), "only where findings lead there"


def test_beside_its_findings_the_form_makes_room(office: Office) -> None:
    doc = looked(office)
    page = Page(office.handler)
    shown = text(page.open(doc, "?tab=proof"))
    assert 'name="leaders"' not in shown
    assert f'action="/documents/{doc.ref}/do/propose/"' in shown, "one click away"
    assert 'name="leaders"' in text(page.open(doc))
    assert '?from=&amp;tab=proof#proof"' in text(page.open(doc))
    doc = reviewing(office, doc)
    chief = text(Page(office.chief).open(doc, "?tab=proof"))
    assert 'id="op"' not in chief
    assert f'action="/documents/{doc.ref}/do/approve/"' in chief


def test_two_findings_go_onto_the_slip_with_words_and_basis(office: Office) -> None:
    doc = looked(office)
    page = Page(office.handler)
    drawn = page.get(
        doc, "propose_return", "?" + "&".join(f"found={k}" for k in keys(doc, "NUM-02", "NOTE-02"))
    )
    assert drawn.status_code == 200
    answer = page.post(drawn, codes=["R11", "R14"])
    assert answer.status_code == 302, text(answer)
    made = Proposal.objects.get(document=doc, latest=True)
    assert made.return_codes == ["R11", "R14"]
    assert "云政[2026]15号" in made.text
    assert "依据：GB/T 9704-2012 7.2.5" in made.text
    assert "（通行做法）" in made.text
    assert "实务惯例" not in made.text, "the sender is not told on what our practice rests"
    assert "2026年03月05日" not in made.text  # nothing is wrong there but what is missing beside it
    doc = Document.objects.get(pk=doc.pk)
    assert Page(office.chief).press(doc, opinion="同意退文。").status_code == 302
    slip = words_of(page.client.get(f"/documents/{doc.ref}/return-slip/").content)
    for words in ("退文单", "R11", "R14", "7.2.5", "云政[2026]15号"):
        assert words in slip, words


def test_the_form_ticks_the_codes_and_takes_what_was_typed(office: Office) -> None:
    doc = looked(office)
    drawn = text(Page(office.handler).get(doc, "propose_return", f"?found={keys(doc, 'NUM-02')[0]}"))
    assert re.search(r'value="R14"[^>]*checked', drawn)
    assert not re.search(r'value="R11"[^>]*checked', drawn)
    assert "改为“〔2026〕”" in drawn or "改为“〔" in drawn


@pytest.mark.parametrize(
    "query", ["found=x", "found=NUM-02.zz", "finding=%00", "found=" + "9" * 500, "tab=nothing"]
)
def test_a_query_that_is_none_of_ours_is_a_bad_request(office: Office, query: str) -> None:
    assert Page(office.handler).open(paper(office), f"?{query}").status_code == 400


def test_a_finding_that_stands_no_more_is_left_out(office: Office) -> None:
    doc = looked(office, request())
    drawn = Page(office.handler).get(doc, "propose_return", "?found=NUM-02.0123456789abcdef")
    assert drawn.status_code == 200


def test_the_clock_looks_at_every_paper_once(office: Office) -> None:
    first, second = paper(office), paper(office, request())
    submitted(
        office, paper(office, request({"head": "一、概况"}))
    )  # past the check: nobody sends it back any more
    assert {doc.pk for doc, _file in waiting(10)} == {first.pk, second.pk}
    assert look_at_waiting(database_now()) == 2
    assert look_at_waiting(database_now()) == 0
    assert ProofRun.objects.filter(side="document").count() == 2


def test_a_new_version_and_a_corrected_register_are_looked_at_again(office: Office) -> None:
    doc = looked(office)
    correct(
        doc, by=office.clerk, expected_version=doc.version, fields={"kind": "letter"}, reason="登记有误。"
    )
    assert [d.pk for d, _file in waiting(10)] == [doc.pk]
    doc = Document.objects.get(pk=doc.pk)
    assert look(doc, database_now())
    assert waiting(10) == []
    blob, name = upload(office, request(), "请示2.docx")
    body = doc.attachments.get(role="body")
    add_file(doc, by=office.clerk, blobs=[(blob, name, "body")], replaces=body)
    assert [d.pk for d, _file in waiting(10)] == [doc.pk]


def test_fields_corrected_back_show_what_was_found_for_them(office: Office) -> None:
    doc = looked(office)
    for kind in ("letter", "request"):
        correct(
            doc, by=office.clerk, expected_version=doc.version, fields={"kind": kind}, reason="登记有误。"
        )
        doc = Document.objects.get(pk=doc.pk)
        assert look(doc, database_now())
    assert rules(doc) == RULES
    assert ProofRun.objects.filter(subject_pk=doc.pk).count() == 2


def test_it_is_looked_at_at_once_when_asked(office: Office) -> None:
    doc = paper(office)
    page = Page(office.handler)
    assert "立即核稿" in text(page.open(doc, "?tab=proof"))
    answer = page.client.post(f"/documents/{doc.ref}/proof/", follow=True)
    assert answer.redirect_chain == [(f"/documents/{doc.ref}/?tab=proof#proof", 302)]
    assert "NUM-02" in text(answer)
    assert page.client.get(f"/documents/{doc.ref}/proof/").status_code == 405


def test_who_does_not_see_the_paper_sees_nothing_of_it(office: Office) -> None:
    doc = looked(office)
    other = Page(office.outsider)
    assert other.open(doc, "?tab=proof").status_code == 404
    assert other.client.post(f"/documents/{doc.ref}/proof/").status_code == 404
    assert other.get(doc, "ignore_finding").status_code == 404


def test_who_only_reads_ticks_nothing(office: Office) -> None:
    doc = looked(office)
    shown = text(Page(office.clerk).open(doc, "?tab=proof"))
    assert "NUM-02" in shown
    assert "带入拟退文" not in shown
    assert 'name="found"' not in shown
    assert "do/ignore_finding" not in shown


def test_after_the_check_there_is_no_such_tab(office: Office) -> None:
    doc = submitted(office, looked(office))
    assert "tab=proof" not in text(Page(office.handler).open(doc))
    assert "NUM-02" not in text(Page(office.handler).open(doc, "?tab=proof"))
    assert Page(office.handler).client.post(f"/documents/{doc.ref}/proof/").status_code == 409


def test_a_finding_put_aside_stays_so_with_its_reason(office: Office) -> None:
    doc = looked(office)
    page = Page(office.handler)
    key = keys(doc, "NOTE-02")[0]
    drawn = page.get(doc, "ignore_finding", f"?finding={key}")
    assert "核稿 ◆2 ▲1" in text(page.open(doc))
    answer = page.post(drawn, reason="联系人已电话告知。")
    assert answer.status_code == 302, text(answer)
    kept = ProofReply.objects.get(subject_pk=doc.pk)
    assert (kept.rule, kept.by_name, kept.reason) == ("NOTE-02", office.handler.name, "联系人已电话告知。")
    shown = text(page.open(doc, "?tab=proof"))
    assert "已忽略" in shown
    assert "联系人已电话告知。" in shown
    assert key not in shown
    assert "▲" not in text(page.open(doc)), "the tab counts what is open"
    with pytest.raises(Faster):
        ignore_finding(doc, by=office.handler, finding=key, reason="再来一次。")


def test_putting_aside_needs_a_reason_and_the_task(office: Office) -> None:
    doc = looked(office)
    key = keys(doc, "NOTE-02")[0]
    with pytest.raises(Incomplete):
        ignore_finding(doc, by=office.handler, finding=key, reason="　")
    with pytest.raises(NotAllowed):
        ignore_finding(doc, by=office.clerk, finding=key, reason="不算。")
    with pytest.raises(Faster):
        ignore_finding(doc, by=office.handler, finding="NUM-02.0123456789abcdef", reason="不算。")
    doc = reviewing(office, doc)
    ignore_finding(doc, by=office.chief, finding=key, reason="可以补报。")
    assert not ProofReply.objects.exclude(rule="NOTE-02").exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.4 broken %%EOF", "a.pdf", "不是完整的 PDF"),
        (make.image("JPEG"), "a.jpg", "没有可以核稿的文件"),
        (make.docx(), "a.docx", ""),
    ],
)
def test_a_paper_whose_file_cannot_be_read_says_so(
    office: Office, content: bytes, name: str, words: str
) -> None:
    doc = paper(office, content, name)
    look_at_waiting(database_now())
    shown = text(Page(office.handler).open(doc, "?tab=proof"))
    assert words in shown
    assert "Traceback" not in shown
    assert look_at_waiting(database_now()) == 0  # not again every half minute


def test_a_paper_without_a_form_of_its_own_is_not_looked_at(office: Office) -> None:
    doc = paper(office, kind="other")
    assert waiting(10) == []
    assert not look(doc, database_now())
    assert "没有法定格式" in text(Page(office.handler).open(doc, "?tab=proof"))


def test_where_there_is_no_room_it_is_tried_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = paper(office)

    def busy(*_: Any, **__: Any) -> Any:
        raise CannotShow("预览正忙", "busy")

    monkeypatch.setattr("documents.files.sandbox.run", busy)
    assert not look(doc, database_now())
    assert not ProofRun.objects.exists()
    assert [d.pk for d, _file in waiting(10)] == [doc.pk]


def test_a_file_that_hangs_says_so_and_is_not_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = paper(office)

    def hang(*_: Any, **__: Any) -> Any:
        raise CannotShow("", "timeout")

    monkeypatch.setattr("documents.files.sandbox.run", hang)
    assert look(doc, database_now())
    assert "读取超时" in ProofRun.objects.get().trouble
    assert "读取超时" in text(Page(office.handler).open(doc, "?tab=proof"))


def test_the_kept_run_cannot_be_rewritten(office: Office) -> None:
    from django.db import IntegrityError, transaction

    looked(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProofRun.objects.update(trouble="x")


def test_the_page_costs_no_statement_more_for_it(office: Office) -> None:
    doc = looked(office)
    page = Page(office.handler)
    page.open(doc)
    with CaptureQueriesContext(connection) as before:
        page.open(doc)
    assert not any("checking_proofreply" in q["sql"] for q in before)
    with CaptureQueriesContext(connection) as beside:
        page.open(doc, "?tab=proof")
    assert len(beside) - len(before) <= 6
