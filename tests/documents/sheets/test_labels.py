"""收文条码: the number, its digits and its day on a slip of its own, or up to forty on a sheet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from documents.files.labels import MOST, Label, labels_pdf
from documents.models import Document, FormPrint
from documents.rules.codes import code_of
from tests.documents.sheets.test_handling_sheet import RARE, in_order, printed, words
from tests.lists.bulk import papers
from tests.office import Office, fresh, make_office, registered

LABELS = "/printing/register/label/"


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def chen(office: Office) -> Client:
    client = Client()
    client.force_login(fresh(office.clerk))
    return client


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [(round(w / 72 * 25.4), round(h / 72 * 25.4)) for w, h in (p.get_size() for p in document)]
    finally:
        document.close()


def address(docs: list[Document]) -> str:
    return f"{LABELS}?{urlencode([('pick', doc.ref) for doc in docs])}"


def test_the_slip_of_one_paper(office: Office) -> None:
    doc = registered(office)
    pdf = printed(office.clerk, doc, "label")
    assert sizes(pdf) == [(70, 40)]
    day = f"{timezone.localdate(doc.received_at)}"
    in_order(words(pdf), "江东省人民政府办公厅", doc.receipt_no, code_of(doc.year, doc.serial), day)
    assert doc.title not in words(pdf)  # it is read by whoever sees the paper lie there


@pytest.mark.parametrize("query", ["as=docx", "as=xyz"])
def test_there_is_no_word_copy_of_it(office: Office, chen: Client, query: str) -> None:
    doc = registered(office)
    assert chen.get(f"/documents/{doc.ref}/label/?{query}").status_code == 400
    assert not FormPrint.objects.exists()


def test_a_sheet_of_what_was_chosen_in_the_order_of_the_register(office: Office, chen: Client) -> None:
    docs = [registered(office) for _ in range(3)]
    answer = chen.get(address(docs[::-1]))
    assert answer["Content-Type"] == "application/pdf"
    assert sizes(answer.content) == [(210, 297)]
    in_order(words(answer.content), *(doc.receipt_no for doc in docs))
    assert FormPrint.objects.filter(form="label", person=office.clerk).count() == 3


def test_a_sheet_is_full_with_forty(office: Office, chen: Client) -> None:
    docs = papers(office, MOST + 1)
    answer = chen.get(address(docs[:MOST]))
    assert sizes(answer.content) == [(210, 297)]
    assert words(answer.content).count("测〔2026〕") == MOST
    refused = chen.get(address(docs))
    assert refused.status_code == 422
    assert "一次最多打印 40 件" in refused.content.decode()
    assert chen.get(f"{LABELS}?all=1&back=").status_code == 422
    assert FormPrint.objects.count() == MOST


def test_all_that_the_list_shows(office: Office, chen: Client) -> None:
    papers(office, 2)
    papers(office, 1, start=50, kind="notice")
    text = words(chen.get(f"{LABELS}?all=1&back=kind%3Dnotice").content)
    assert "测〔2026〕50号" in text
    assert text.count("测〔2026〕") == 1


def test_nothing_of_what_he_may_not_see(office: Office, chen: Client) -> None:
    open_, secret = registered(office), registered(office)
    Document.objects.filter(pk=secret.pk).update(work_secret=True)
    client = Client()
    client.force_login(fresh(office.supervisor))
    text = words(client.get(address([open_, secret])).content)
    assert open_.receipt_no in text
    assert secret.receipt_no not in text
    client.force_login(fresh(office.outsider))
    assert client.get(f"/documents/{open_.ref}/label/").status_code == 404
    assert client.get(address([open_])).status_code == 404


@pytest.mark.parametrize("query", ["", "pick=xyz", "pick=" + "9" * 30, "pick=%3Cb%3E"])
def test_nothing_chosen_leads_back_with_a_sentence(office: Office, chen: Client, query: str) -> None:
    answer: Any = chen.get(f"{LABELS}?{query}", follow=True)
    assert answer.redirect_chain[-1][0] == "/documents/"
    assert "没有选中任何一件" in answer.content.decode()


def test_a_bad_address_is_refused(office: Office, chen: Client) -> None:
    assert chen.get(f"{LABELS}?pick=%00").status_code == 400
    assert chen.get(f"{LABELS}?all=1&back=since%3D0230").status_code == 422
    assert chen.get(f"{LABELS}?back={'x' * 2001}").status_code == 422


def test_the_register_offers_it_to_who_chooses_there(office: Office, chen: Client) -> None:
    registered(office)
    page = chen.get("/documents/").content.decode()
    assert f'formaction="{LABELS}"' in page
    assert 'data-key="KeyL"' in page


def test_long_names_and_rare_ones_keep_their_label() -> None:
    label = Label(
        f"{RARE}省人民政府办公厅公文运转处" * 3, "江政办收〔2026〕123456789号", "10202600001387", "2026-11-29"
    )
    pdf = labels_pdf([label] * MOST, timezone.now())
    assert sizes(pdf) == [(210, 297)]
    assert words(pdf).count("江政办收〔2026〕123456789号") == MOST
    for count in (0, MOST + 1):
        with pytest.raises(ValueError, match="do not fit"):
            labels_pdf([label] * count, timezone.now())
