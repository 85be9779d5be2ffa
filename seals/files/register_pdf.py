"""用印登记表 as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from documents.files.typeset import typeset

FOLDER = Path(__file__).resolve().parent / "typst"
HEADS = (
    "序号",
    "用印时间",
    "文件名称（字号、标题）",
    "申请人",
    "审批人及日期",
    "批准份数",
    "实盖份数",
    "骑缝/其他",
    "核验",
    "备注",
)
LEAST = 11  # lines on a sheet, empty ones included


class Line(NamedTuple):
    """One use as it is printed; `agrees`: as many as approved, nothing spoiled."""

    time: str
    title: str
    applicant: str
    approver: str
    approved: str
    stamped: str
    paging: str
    agrees: bool
    note: str


def register_pdf(
    *,
    organ: str,
    seal: str,
    days: str,
    keeper: str,
    supervisor: str,
    lines: Sequence[Line],
    foot: str,
    at: datetime,
    more: str = "",
) -> bytes:
    """The bytes. `days`, `foot`: as they stand on the sheet; `more`: that there are others."""
    rows = [
        {"texts": [str(n), *line[:7], line.note], "mark": "tick" if line.agrees else "warn"}
        for n, line in enumerate(lines, 1)
    ]
    rows += [{"texts": [str(n), *[""] * 8], "mark": ""} for n in range(len(rows) + 1, LEAST + 1)]
    words = {
        "organ": organ, "seal": seal, "days": days, "keeper": keeper, "supervisor": supervisor, "heads": HEADS,
        "rows": rows, "foot": foot, "more": more,
    }  # fmt: skip
    return typeset("register.typ", words, at.astimezone(UTC).replace(microsecond=0), folder=FOLDER)
