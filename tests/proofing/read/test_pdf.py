"""A PDF as lines and layout: what the program prints itself is right, what another sends is read as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from documents.files.sample_pdf import make_incoming_pdf
from outgoing.files.draft_text import Annex
from outgoing.files.original import Original, original_pdf
from proofing.meta import Meta
from proofing.read.files import source
from proofing.read.text import parse
from proofing.registry import CHECKS
from tests.proofing.word import LONG, TEXT

AT = datetime(2026, 3, 5, tzinfo=UTC)
NOTICE = Original(
    title="江东省人民政府办公厅关于进一步规范公文报送工作的通知",
    marks=("江东省人民政府办公厅",),
    number="江政办发〔2026〕12号",
    main_to="各市、州人民政府，省政府各部门、直属机构",
    body=(
        (0, TEXT),
        (1, "一、严格行文规则"),
        (2, "（一）报送审批的事项使用请示。"),
        *((0, LONG) for _ in range(4)),
    ),
    attachments=("报送省政府公文自查清单",),
    annexes=(Annex("附件", "报送省政府公文自查清单", ((1, "一、文种是否一致。"),)),),
    signature=("江东省人民政府办公厅",),
    dated="2026年3月5日",
    note="此件公开发布",
    cc="省委办公厅，省人大常委会办公厅",
    printed_by="江东省人民政府办公厅",
    printed_on="2026年3月6日",
)
LETTER = replace(
    NOTICE, format="letter", number="江政办函〔2026〕12号", title="江东省人民政府办公厅关于征求意见的函", annexes=(), attachments=(),
    printed_by="", printed_on="",
)  # fmt: skip
UPWARD = replace(
    NOTICE, title="江东省人民政府办公厅关于增拨经费的请示", signers=("林越", "欧阳明"), annexes=(), attachments=(), urgency="特急",
    main_to="江东省人民政府", note="联系人：冯二，联系电话：0900-0000001",
)  # fmt: skip
ORDER = replace(
    NOTICE, format="order", marks=("江东省人民政府令",), number="第12号", title="", main_to="", attachments=(), annexes=(),
    signature=(), signers=("林越",), signer_titles=("省长",), note="", cc="", printed_by="", printed_on="",
)  # fmt: skip
SEVERAL = replace(
    NOTICE, marks=("江东省财政厅", "江东省水利厅"), signature=("江东省财政厅", "江东省水利厅"),
    body=tuple((0, LONG) for _ in range(30)),
)  # fmt: skip


def findings(data: bytes, meta: Meta) -> list[tuple[str, str, str]]:
    read = source("a.pdf", data)
    draft = replace(parse(read.lines, meta), layout=read.layout)
    return [(r, h.text, h.note) for r, c in CHECKS.items() if r.startswith("LAY") for h in c(draft, meta)]


@pytest.mark.parametrize(
    ("original", "meta"),
    [
        (NOTICE, Meta(kind="通知")),
        (LETTER, Meta(kind="函", format="letter")),
        (UPWARD, Meta(kind="请示", direction="up")),
        (ORDER, Meta(kind="命令", format="order")),
        (SEVERAL, Meta(kind="通知")),
    ],
    ids=["notice", "letter", "upward", "order", "joint"],
)
def test_what_the_program_prints_has_no_fault_of_layout(original: Original, meta: Meta) -> None:
    assert findings(original_pdf(original, at=AT), meta) == []


def test_a_paper_reads_as_it_was_written() -> None:
    read = list(source("a.pdf", original_pdf(NOTICE, at=AT)).lines)
    assert read[0] == "江东省人民政府办公厅文件"
    assert read[read.index("江政办发〔2026〕12号") + 1] == "━" * 28
    assert f"　　{TEXT}" in read  # joined over its lines
    assert read.count(f"　　{LONG}") == 4
    assert "　　（一）报送审批的事项使用请示。" in read
    assert read[read.index("附件") - 1] == "［分页］"
    assert not any("—" in line for line in read)  # page numbers are no text
    assert [line for line in read if line.startswith("─")] == ["─" * 28] * 3


def test_a_letter_has_its_number_below_the_rule() -> None:
    read = list(source("a.pdf", original_pdf(LETTER, at=AT)).lines)
    assert read[1] == "━" * 28
    assert read[2].strip("　") == "江政办函〔2026〕12号"


def test_a_paper_of_another_office_is_measured() -> None:
    data = make_incoming_pdf(
        organ="云川市人民政府", number="云政〔2026〕9号", title="关于请求支持的请示", date=date(2026, 11, 20), signer="林越",
        main_to="省人民政府", body_paragraphs=[LONG] * 3,
    )  # fmt: skip
    layout = source("a.pdf", data).layout
    assert layout is not None
    assert (layout.width, layout.height, layout.left) == (210.0, 297.0, 28.0)
    assert layout.mark_top is not None
    assert layout.mark_top.low == pytest.approx(37 + 10, abs=4)  # far from the 35 mm below the type area
    assert any(rule == "LAY-09" for rule, _t, _n in findings(data, Meta(kind="请示")))


def test_a_pdf_of_many_pages_is_read_to_its_end() -> None:
    data = original_pdf(replace(NOTICE, body=tuple((0, LONG) for _ in range(700))), at=AT)
    read = source("a.pdf", data)
    assert sum(LONG in line for line in read.lines) == 700
