"""The Word copies: the same words as the PDF, in the same order, in the office's faces; and nothing but text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document as read_docx
from docx.oxml.ns import qn

from documents.actions.instruct import instruct
from documents.actions.urging import urge
from documents.files.form import FOOT, Column, Field, Form, Head, Line, Printing, Row, Table, blocks
from documents.files.forms_docx import form_docx
from documents.files.forms_pdf import form_pdf
from documents.models import Document
from documents.rules.codes import code_of
from tests.documents.handling import path
from tests.documents.papers import returned
from tests.documents.sheets.test_handling_sheet import RARE, in_order, printed, words
from tests.office import (
    Office,
    circulating,
    fresh,
    handling,
    item,
    make_office,
    registered,
    reviewing,
    submitted,
)  # fmt: skip
from workflow.models import Task

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def copied(who: Any, doc: Document, form: str) -> bytes:
    client = Client()
    client.force_login(fresh(who))
    answer = client.get(f"/documents/{doc.ref}/{form}/", {"as": "docx"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == WORD
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    return bytes(answer.content)


def parts(docx: bytes) -> dict[str, str]:
    """Its XML by name."""
    with zipfile.ZipFile(io.BytesIO(docx)) as packed:
        return {n: packed.read(n).decode() for n in packed.namelist() if n.endswith((".xml", ".rels"))}


def said(docx: bytes) -> str:
    """All its text in reading order, without white space."""
    body = read_docx(io.BytesIO(docx)).element.body
    return re.sub(r"\s+", "", "".join(t.text or "" for t in body.iter(qn("w:t"))))


def footless(pdf: bytes) -> str:
    """All the text of a printed form but what stands at the foot of its pages, without white space."""
    return re.sub(rf"(第\d+页，共\d+页)?打印：.*?{FOOT}", "", words(pdf))


def urged(office: Office) -> Document:
    doc = reviewing(office)
    urge(doc, by=fresh(office.clerk), task_ids=[t.pk for t in Task.objects.about(doc).open()])
    return doc


FORMS: dict[str, Callable[[Office], Document]] = {
    "sheet": path.closed,
    "circulation-sheet": lambda office: circulating(office, readers=[office.head, office.deputy]),
    "return-slip": returned,
    "assignment-sheets": lambda office: handling(office, items=[item(office, co=[office.unit2])]),
    "urge-sheets": urged,
}


@pytest.mark.parametrize("form", FORMS)
def test_it_says_what_the_pdf_says(office: Office, form: str) -> None:
    doc = FORMS[form](office)
    word = said(copied(office.clerk, doc, form))
    assert sorted(word) == sorted(footless(printed(office.clerk, doc, form))), "other characters"
    in_order(word, doc.receipt_no, code_of(doc.year, doc.serial), doc.title)


def test_opinions_stand_in_the_row_of_their_role(office: Office) -> None:
    doc = path.closed(office)
    docx = read_docx(io.BytesIO(copied(office.chief, doc, "sheet")))
    rows = {row.cells[0].text: row.cells[1].text for row in docx.tables[1].rows}
    assert office.handler.name in rows["拟办意见"]
    assert "请水利厅抓紧办理。" in rows["领导批示"]
    assert rows["会签意见"] == ""
    in_order(rows["办结意见"], "已办复。", "同意办结。")


def test_the_faces_are_the_offices_for_chinese_too(office: Office) -> None:
    docx = copied(office.chief, path.closed(office), "sheet")
    xml = parts(docx)["word/document.xml"]
    fonts = re.findall(r"<w:rFonts [^>]*>", xml)
    assert fonts
    assert {re.search(r'w:eastAsia="([^"]+)"', one)[1] for one in fonts} == {  # type: ignore[index]
        "仿宋_GB2312", "黑体", "楷体", "方正小标宋简体",
    }  # fmt: skip
    assert 'w:eastAsia="仿宋_GB2312"' in parts(docx)["word/styles.xml"]


def test_codes_are_pictures_that_say_their_digits(office: Office) -> None:
    doc = registered(office)
    xml = parts(copied(office.clerk, doc, "sheet"))["word/document.xml"]
    assert xml.count(f'descr="{code_of(doc.year, doc.serial)}"') == 2


def test_formulas_and_markup_stay_text(office: Office) -> None:
    title = f"=SUM(1) {{{{ x }}}} <b>&amp; #panic(1) {RARE}"
    doc = registered(office, title=title)
    docx = copied(office.clerk, doc, "sheet")
    assert title.replace(" ", "") in said(docx)
    xml = parts(docx)["word/document.xml"]
    assert "&lt;b&gt;&amp;amp;" in xml
    assert "w:fldSimple" not in xml
    assert "http" not in parts(docx)["word/_rels/document.xml.rels"].replace("http://schemas.", "")


def test_what_xml_forbids_is_replaced(office: Office) -> None:
    """An opinion cannot be changed any more, and was taken as it came."""
    doc = submitted(office)
    instruct(doc, by=fresh(office.leader), text="同意\x0b请\ufffe办\x1f\U0001f44d。")
    assert "同意\ufffd请\ufffd办\ufffd\U0001f44d。" in said(copied(office.clerk, doc, "sheet"))


def test_it_names_nobody_but_the_office_and_who_took_it(office: Office) -> None:
    docx = parts(copied(office.clerk, registered(office), "sheet"))
    assert "python-docx" not in "".join(docx.values())
    assert f"{office.clerk.name}（{office.clerk.username}）" in docx["docProps/core.xml"]
    assert FOOT in "".join(text for name, text in docx.items() if "footer" in name)


@pytest.mark.parametrize("query", ["as=xyz", "as=DOCX", "as=pdf&as=xyz", "as=" + "9" * 30])
@pytest.mark.parametrize("form", FORMS)
def test_any_other_format_is_refused(office: Office, form: str, query: str) -> None:
    doc = FORMS[form](office)
    client = Client()
    client.force_login(fresh(office.clerk))
    assert client.get(f"/documents/{doc.ref}/{form}/?{query}").status_code == 400
    assert client.get(f"/documents/{doc.ref}/{form}/?as=%00").status_code == 400
    client.force_login(fresh(office.outsider))
    for asked in (query, "as=docx"):
        assert client.get(f"/documents/{doc.ref}/{form}/?{asked}").status_code == 404


def test_the_page_has_the_word_copies_beside_the_prints(office: Office) -> None:
    doc = handling(office)
    urge(doc, by=fresh(office.clerk), task_ids=[t.pk for t in Task.objects.about(doc).open()])
    client = Client()
    client.force_login(fresh(office.clerk))
    page = client.get(f"/documents/{doc.ref}/").content.decode()
    for form in ("assignment-sheets", "urge-sheets"):
        assert f'href="/documents/{doc.ref}/{form}/?as=docx"' in page
    page = client.get(f"/documents/{doc.ref}/", {"tab": "facts"}).content.decode()
    assert f'href="/documents/{doc.ref}/sheet/?as=docx"' in page
    gone = returned(office)
    page = client.get(f"/documents/{gone.ref}/").content.decode()
    assert f'href="/documents/{gone.ref}/return-slip/?as=docx"' in page


# -- the forms of other rooms --------------------------------------------------------------------------

BARE = Form(
    "发送清单",
    Head(organ="某办公室", number="", label="发文编号"),
    [
        [Field("文号", "一号"), Table([Column("份数", 20), Column("单位", words=True)], [["1", "甲"]], 2, "其余见后")],
        [Field("甲", "1"), Field("乙", "2"), Field("丙", "3"), Row("意见", 20, [Line("好。", who="某人", at="今天")])],
    ],
    note="请核对。",
)  # fmt: skip


def test_any_form_can_be_made_of_the_same_parts() -> None:
    printing = Printing("某人（x）", timezone.localtime())
    pdf, word = words(form_pdf(BARE, printing)), said(form_docx(BARE, printing))
    for text in (pdf, word):
        in_order(text, "某办公室发送清单", "文号", "一号", "份数", "单位", "甲", "其余见后", "请核对。", "发送清单",
                 "乙", "2", "丙", "意见", "好。", "某人", "今天")  # fmt: skip
        assert "发文编号" not in text
    assert form_pdf(BARE, printing) == form_pdf(BARE, printing)


def test_short_fields_stand_two_to_a_line_and_a_lone_one_has_it_to_itself() -> None:
    [grid] = blocks(BARE.pages[1])
    assert isinstance(grid, list)
    assert [len(line) for line in grid] == [2, 1, 1]
