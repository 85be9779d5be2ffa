"""What 印章交接单 says: the same data for PDF and Word, in Chinese whatever the screen's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone, translation

from documents.files.form import Column, Field, Form, Head, Line, Part, Row, Table
from seals.models import Handover

NOTE = "交接以前的用印由交出人负责，交接以后的由接收人负责；三人签名的时间即保管责任转移的时间。"


def handover_form(rows: Sequence[Handover], office: str) -> Form:
    """One sheet: its seals with what was counted, and the three who signed. `rows` are not empty."""
    with translation.override("zh-hans"):
        return _form(rows, office)


def _form(rows: Sequence[Handover], office: str) -> Form:
    first = rows[0]
    at = _moment(first.at)
    fields = [
        Field("交出人", first.from_name or "（首次交付）"),
        Field("接收人", first.to_name),
        Field("监交人", first.supervised_by_name),
        Field("交接性质", _nature(first)),
        Field("交接时间", at, wide=True),
    ]
    table = Table(
        [Column("序号", 10), Column("印章名称", words=True), Column("编号", 15), Column("印章状况", 26), Column("用印登记行数", 16),
         Column("登记簿页数", 16), Column("未办申请", 14), Column("账链尾", 37)],
        [
            [
                str(n), row.seal.name, row.seal.seal_no, row.condition, str(row.counted), str(row.register_pages),
                str(row.open_requests), row.head or "（无）",
            ]
            for n, row in enumerate(rows, 1)
        ],
    )  # fmt: skip
    after: list[Part] = [
        Field("枚　　数", f"{len(rows)} 枚"),
        Field("钥　　匙", first.keys or "（无）"),
        Field("备　　注", first.note, wide=True),
        Row("交　　出", 16, [_giver(first, at)]),
        Row("接　　收", 16, [Line("已清点接收。", first.to_name, at)]),
        Row("监　　交", 16, [Line("已现场监交。", first.supervised_by_name, at)]),
    ]
    return Form(
        "印章交接单", Head(office, first.sheet, label="交接单号"), [[*fields, table, *after]], note=NOTE
    )


def _giver(row: Handover, at: str) -> Line:
    """By himself; by his superior, who says why; of a new seal by who gave it out."""
    if row.signed_for_from is None:
        return Line("已清点交出。", row.from_name, at)
    name = row.signed_for_from.name
    if row.from_person_id is None:
        return Line("首次交付。", name, at)
    return Line("已清点，代为交出。", name, at, note=f"代{row.from_name}签名：{row.in_stead}")


def _nature(row: Handover) -> str:
    if row.from_person_id is None:
        return "首次交付"
    return "临时交接（代管）" if row.temporary else "移交"


def _moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M:%S}"
