"""Words of a DOCX beside its lines: marks of state secrets and numbers of persons are seen in them, nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from proofing.finding import Finding
from proofing.meta import Meta
from proofing.proof import proof
from proofing.read.files import source
from proofing.read.text import parse
from tests.proofing.word import Paper, docx

BOX = f'<w:r {nsdecls("w")}><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>'  # fmt: skip
IDENTITY = "110101199003071234"


def found(change: Callable[[Paper], object]) -> list[Finding]:
    meta = Meta(kind="通知", issuer="江东省人民政府办公厅", direction="down", number_code="江政办发")
    read = source("a.docx", docx(change))
    findings = proof(replace(parse(read.lines, meta), layout=read.layout), meta)
    return [one for one in findings if one.rule.startswith("SEC")]


def table(paper: Paper, *words: str, top: bool = False) -> Any:
    made = paper.file.add_table(len(words), 2)
    for row, word in enumerate(words):
        made.cell(row, 0).text = word
    if top:
        paper.file.element.body.insert(0, made._tbl)
    else:
        paper.body[2]._p.addnext(made._tbl)
    return made


def at_top(paper: Paper) -> None:
    table(paper, "000001", "秘密★5年", "特急", top=True)


def in_one_cell(paper: Paper) -> None:
    table(paper, "000001/秘 密★5年/特急", "甲", "乙", top=True)


def in_text(paper: Paper) -> None:
    table(paper, "指标", "机密★10年", "甲")


def in_a_box(paper: Paper) -> None:
    paper.body[2]._p.append(parse_xml(BOX % "秘密★5年"))


def in_a_header(paper: Paper) -> None:
    paper.file.sections[0].header.paragraphs[0].text = "机密★10年"


def in_a_footer(paper: Paper) -> None:
    paper.file.sections[0].footer.paragraphs[0].insert_paragraph_before("绝密★长期")


@pytest.mark.parametrize(
    ("change", "mark"),
    [
        (at_top, "秘密★5年"),
        (in_one_cell, "秘 密★5年"),
        (in_text, "机密★10年"),
        (in_a_box, "秘密★5年"),
        (in_a_header, "机密★10年"),
        (in_a_footer, "绝密★长期"),
    ],
)
def test_a_mark_is_seen_wherever_it_stands(change: Callable[[Paper], object], mark: str) -> None:
    assert [(f.rule, f.line, f.field, f.text) for f in found(change)] == [("SEC-01", 0, "layout", mark)]


def test_a_mark_that_is_a_line_is_told_once() -> None:
    assert [f.line for f in found(lambda paper: table(paper, "秘密★5年", "特急", top=True))] == [1]
    assert len(found(lambda paper: paper.mark._p.append(parse_xml(BOX % "秘密★5年")))) == 1


def test_a_number_of_a_person_in_a_cell() -> None:
    hits = found(lambda paper: table(paper, "姓名", f"身份证号{IDENTITY}", "甲"))
    assert [(f.rule, f.line, f.text) for f in hits] == [("SEC-02", 0, IDENTITY)]


@pytest.mark.parametrize(
    "words",
    [
        ("标志", "“秘密★1年”标在左上角", "密级"),
        ("机密", "秘密", "绝密"),
        ("联系电话", "13800138000", "0900-8090111"),
        ("统一社会信用代码", "11330000000000000X", "甲"),
    ],
)
def test_what_a_table_may_say(words: tuple[str, ...]) -> None:
    assert not found(lambda paper: table(paper, *words))
