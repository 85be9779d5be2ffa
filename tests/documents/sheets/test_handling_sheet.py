"""收文处理单: what stands on it, in which order, for whom; and that it is a PDF/A a printer can take."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import translation

from documents.actions.instruct import instruct, record
from documents.actions.reading import read, recall_reader
from documents.actions.review import countersign, give_back
from documents.actions.signers import add_signer
from documents.actions.withdraw import withdraw
from documents.models import Document
from documents.rules.codes import code_of, read_code
from people.models import Delegation
from tests.documents.handling import path
from tests.documents.papers import returned
from tests.office import (
    SINCE,
    Office,
    approve,
    circulating,
    fresh,
    make_office,
    registered,
    reviewing,
    submitted,
)
from workflow.models import Task

pytestmark = pytest.mark.django_db
RARE = "堃祎喆珺璟昇垚燚骉龑"


@pytest.fixture
def office() -> Office:
    return make_office()


def printed(who: Any, doc: Document, form: str = "sheet") -> bytes:
    client = Client()
    client.force_login(fresh(who))
    answer = client.get(f"/documents/{doc.ref}/{form}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    return bytes(answer.content)


def task_of(doc: Document, person: Any) -> int:
    return Task.objects.about(doc).open().get(holder=person.principal).pk


def words(pdf: bytes) -> str:
    """All its text, without the white space that layout makes."""
    pages = pypdfium2.PdfDocument(pdf)
    try:
        return re.sub(r"\s+", "", "".join(page.get_textpage().get_text_range() for page in pages))
    finally:
        pages.close()


def in_order(text: str, *wanted: str) -> None:
    at = 0
    for word in wanted:
        at = text.find(word, at) + len(word)
        assert at >= len(word), f"no {word} after what comes before it: {text}"


def test_head_and_opinions_by_role_in_their_order(office: Office) -> None:
    doc = path.closed(office)
    doc = Document.objects.get(pk=doc.pk)
    text = words(printed(office.chief, doc))
    in_order(text, "收文处理单", doc.receipt_no, code_of(doc.year, doc.serial), "来文单位", doc.source_name,
             "来文字号", doc.source_doc_number, "办结时限", "标题", doc.title, "拟办意见", "审核意见", "领导批示",
             "会签意见", "承办情况", "办结意见")  # fmt: skip
    in_order(
        text, "拟办意见", office.handler.name, "审核意见", office.chief.name, "领导批示", office.leader.name
    )
    in_order(text, "办结意见", "已办复。", "同意办结。")  # as they were written, whoever is of higher rank
    assert "本单不得用于流转涉密文件" in text
    assert f"{office.chief.name}（{office.chief.username}）" in text


def test_the_form_is_chinese_whatever_the_screen_is(office: Office) -> None:
    doc = reviewing(office)
    client = Client(headers={"accept-language": "en"})
    client.force_login(fresh(office.chief))
    client.cookies["django_language"] = "en"
    text = words(bytes(client.get(f"/documents/{doc.ref}/sheet/").content))
    assert "未办结，现在：审核" in text
    assert "in hand" not in text


def test_whoever_recorded_and_whatever_is_wanting_is_said(office: Office) -> None:
    doc = submitted(office)
    record(doc, by=fresh(office.secretary), leader=office.leader, text="请水利厅办理。", kind="oral")
    text = words(printed(office.clerk, doc))
    in_order(text, "请水利厅办理。", office.leader.name, f"{office.secretary.name}代录")
    assert "待书面确认" in text


def test_what_holds_no_more_is_marked(office: Office) -> None:
    doc = reviewing(office)
    doc = approve(doc, by=office.chief, opinion="同意拟办意见。").subject
    withdraw(doc, by=office.chief)
    text = words(printed(office.chief, doc))
    assert re.search("同意拟办意见。.{0,40}撤回", text)


def test_a_countersigners_result_stands_with_his_words(office: Office) -> None:
    doc = reviewing(office)
    add_signer(doc, by=office.chief, signer=office.head, mode="before")
    countersign(doc, by=fresh(office.head), opinion="经费渠道不明。", result="disagreed")
    in_order(words(printed(office.chief, doc)), "会签意见", "经费渠道不明。", "不同意", office.head.name)


def test_rare_names_and_markup_print_as_they_are(office: Office) -> None:
    title = f"关于表彰{RARE}同志的请示 #panic(1) $x$ *b* <b>&"
    doc = registered(office, title=title)
    text = words(printed(office.clerk, doc))
    assert title.replace(" ", "") in text


def test_a_character_no_font_has_is_no_fault(office: Office) -> None:
    """An opinion cannot be changed any more: its paper must print all the same, though not as PDF/A."""
    doc = submitted(office)
    instruct(doc, by=fresh(office.leader), text="同意\U0001f44d请办。")
    pdf = printed(office.clerk, doc)
    assert "请办。" in words(pdf)
    assert b"pdfaid:part" not in pdf


def test_a_tick_is_no_written_word(office: Office) -> None:
    doc = submitted(office)
    translation.activate("en")
    instruct(doc, by=fresh(office.leader), text="", kind="tick")
    translation.activate("zh-hans")
    in_order(words(printed(office.clerk, doc)), "领导批示", "圈阅同意", office.leader.name)


def test_a_returned_paper_says_why(office: Office) -> None:
    doc = returned(office)
    in_order(words(printed(office.clerk, doc)), "承办情况", office.chief.name, "同意退文", "R11")


def test_a_deputys_reading_has_both_names(office: Office) -> None:
    doc = circulating(office, readers=[office.head])
    Delegation.objects.create(principal=office.head, deputy=office.deputy, since=SINCE, kinds=[])
    read(doc, by=fresh(office.deputy), opinion="拟同意。")
    text = words(printed(office.clerk, doc, "circulation-sheet"))
    assert f"{office.deputy.name}代{office.head.name}" in text


def test_a_proposal_that_was_given_back_is_not_on_the_circulation_sheet(office: Office) -> None:
    doc = reviewing(office)
    proposal = "拟转省水利厅办理"
    assert proposal in words(printed(office.clerk, doc, "circulation-sheet"))
    give_back(doc, by=office.chief, reason="请补充。", straight=False)
    assert proposal not in words(printed(office.clerk, doc, "circulation-sheet"))


def test_a_long_paper_goes_on_overleaf(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    for leader in (office.leader, office.leader2):
        instruct(Document.objects.get(pk=doc.pk), by=fresh(leader), text="请认真研究办理。" * 150)
    pages = pypdfium2.PdfDocument(printed(office.clerk, doc))
    assert len(pages) > 1
    text = words(printed(office.clerk, doc))
    assert text.count("认") == 300
    assert f"第2页，共{len(pages)}页" in text


def test_it_is_archival_and_measures_a4(office: Office) -> None:
    pdf = printed(office.clerk, registered(office))
    assert b"pdfaid:part" in pdf
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>", pdf)
    assert re.search(rb"<pdfaid:conformance>B</pdfaid:conformance>", pdf)
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


@pytest.mark.parametrize("form", ["sheet", "circulation-sheet"])
def test_who_may_not_see_the_paper_gets_no_sheet(office: Office, form: str) -> None:
    doc = registered(office)
    client = Client()
    assert client.get(f"/documents/{doc.ref}/{form}/").status_code == 302
    client.force_login(fresh(office.outsider))
    assert client.get(f"/documents/{doc.ref}/{form}/").status_code == 404


def test_who_has_read_and_who_has_not(office: Office) -> None:
    doc = circulating(office, readers=[office.head, office.deputy, office.unit_clerk])
    read(doc, by=fresh(office.head), opinion="拟同意。")
    recall_reader(doc, by=fresh(office.clerk), task_ids=[task_of(doc, office.unit_clerk)])
    text = words(printed(office.clerk, doc, "circulation-sheet"))
    in_order(text, "传阅单", doc.receipt_no, "拟办意见", "序号", "意见及签名", "1")
    assert re.search(f"{office.head.name}.{{20,60}}拟同意。", text)
    assert office.deputy.name in text
    assert office.unit_clerk.name not in text


def test_the_page_has_its_sheets(office: Office) -> None:
    doc = circulating(office, readers=[office.head])
    client = Client()
    client.force_login(fresh(office.clerk))
    page = client.get(f"/documents/{doc.ref}/", {"tab": "readers"}).content.decode()
    assert f'href="/documents/{doc.ref}/sheet/"' in page
    assert f'href="/documents/{doc.ref}/circulation-sheet/"' in page


def test_the_digits_find_the_paper(office: Office) -> None:
    doc = registered(office)
    other = registered(office)
    client = Client()
    client.force_login(fresh(office.clerk))
    code = code_of(doc.year, doc.serial)
    found = client.get("/search/", {"q": code}).content.decode()
    assert doc.receipt_no in found
    assert other.receipt_no not in found


@pytest.mark.parametrize("typed", ["", "1020260001", "202026000001", "10202600000a", "1020260000012"])
def test_other_digits_are_no_code(typed: str) -> None:
    assert read_code(typed) is None
    assert read_code(f" {code_of(2026, 1387)} ") == (2026, 1387)
