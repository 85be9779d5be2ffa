"""How a line of 用印登记簿 is drawn; and its text for paper and sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web import parts
from docflow.web.ledger import Col
from documents.views.ledger import Mark, head
from documents.views.register_rows import labels
from seals.forms.register import NEWEST, OLDEST
from seals.words import Basis, LineKind, Place, Refused

USUAL = (
    "serial",
    "seal_no",
    "kind",
    "at",
    "number",
    "title",
    "approved",
    "stamped",
    "applicant",
    "approver",
    "note",
)
HEADS = {NEWEST: (lazy("登记时间"), True, OLDEST), OLDEST: (lazy("登记时间"), False, NEWEST)}
LOUD = {
    LineKind.REFUSAL: "late",
    LineKind.CORRECTION: "warn",
    LineKind.LATE_ENTRY: "warn",
    LineKind.USE: "ok",
}


def every(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> dict[str, Callable[[], Col]]:
    """All columns of the register, each made when it is wanted. The fields of §6.5."""
    kinds, bases, places, codes, today = (
        labels(LineKind),
        labels(Basis),
        labels(Place),
        labels(Refused),
        now.date(),
    )

    def plain(
        key: str, label: str, name: str, css: str = "c-unit", width: str = "em6", chars: int = 10
    ) -> Callable[[], Col]:
        return lambda: Col(key, label, css, lambda row: getattr(row, name), width, chars=chars)

    def count(key: str, label: str, name: str) -> Callable[[], Col]:
        return lambda: Col(key, label, "c-more", lambda row: getattr(row, name), "em4", chars=6)

    def kind(row: Any) -> SafeString:
        return parts.state(LOUD.get(row.kind, ""), kinds[row.kind])

    def whose(row: Any) -> str:
        return f"{row.applicant_unit} {row.applicant_name}".strip()

    def approved(row: Any) -> str:
        return (
            f"{row.approver_name} {parts.when(row.approved_at, today)[:-6]}".strip()
            if row.approver_name
            else ""
        )

    def told(row: Any) -> bool:
        """Its reason is one beside something else."""
        return bool(row.title or row.request_no or row.code or row.corrects)

    def title(row: Any) -> object:
        """What the paper is called; of a line about no paper, what was done."""
        if row.title or not row.request_no:
            return mark(row.title or ("" if told(row) else row.reason))
        return _("（不显示名称）")

    def note(row: Any) -> str:
        if not told(row):
            return ""
        code = f"{row.code} {codes[row.code]}：" if row.code else ""
        corrects = _("更正第 %(n)s 号：") % {"n": row.corrects} if row.corrects else ""
        return f"{code}{corrects}{row.reason}"

    def full(row: Any) -> str:
        return f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"

    return {
        "serial": lambda: Col("serial", _("登记号"), "c-docnum", lambda row: row.serial, "em4", link=True, chars=7),
        "seal": plain("seal", _("印章"), "seal", "c-unit", "em14", 26),
        "seal_no": lambda: Col("seal_no", _("印章编号"), "c-unit", lambda row: row.seal.seal_no, "em7", chars=10),
        "kind": lambda: Col("kind", _("种类"), "c-lamp", kind, "em6", text=lambda row: kinds[row.kind], chars=8),
        "at": lambda: Col("at", _("登记时间"), "c-node", lambda row: parts.when(row.at, today), "em8", text=full,
                          chars=19, **head(HEADS, order, sorts, NEWEST)),
        "number": lambda: Col("number", _("文号或申请号"), "c-docno",
                              lambda row: mark(row.doc_number or row.request_no), "em12", chars=22),
        "title": lambda: Col("title", _("文件名称或事由"), "c-title", title, "", chars=40),
        "paper_kind": plain("paper_kind", _("文件种类"), "paper_kind"),
        "addressee": plain("addressee", _("发往"), "addressee", "c-unit", "em10", 20),
        "approved": count("approved", _("批准"), "approved"),
        "stamped": count("stamped", _("实盖"), "stamped"),
        "impressions": count("impressions", _("印次"), "impressions"),
        "paging": count("paging", _("骑缝"), "paging"),
        "spoiled": count("spoiled", _("废印"), "spoiled"),
        "unused": count("unused", _("未用"), "unused"),
        "applicant": lambda: Col("applicant", _("申请单位和人"), "c-unit", whose, "em9", chars=18),
        "approver": lambda: Col("approver", _("审批人及日期"), "c-more", approved, "em8", chars=16),
        "basis": lambda: Col("basis", _("用印依据"), "c-unit", lambda row: bases.get(row.basis, ""), "em8", chars=12),
        "keeper": plain("keeper", _("保管人"), "keeper_name"),
        "supervisor": plain("supervisor", _("监印人"), "supervisor_name"),
        "second": plain("second", _("复核人"), "second_name"),
        "place": lambda: Col("place", _("地点"), "c-unit", lambda row: places[row.place], "em6", chars=8),
        "note": lambda: Col("note", _("原因或备注"), "c-note", note, "em9", chars=30),
        "head": lambda: Col("head", _("校验值"), "c-docno", lambda row: row.head, "em10", chars=18),
    }  # fmt: skip
