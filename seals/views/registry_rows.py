"""How a line of the registry of seals is drawn, and its text for paper and sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web import parts
from docflow.web.ledger import Col
from documents.views.ledger import Mark, head
from documents.views.register_rows import iso, labels
from seals.queries.registry import NUMBER, NUMBER_DOWN, Row
from seals.rules.moves import GONE, LOOK
from seals.words import Medium, SealKind, SealState

USUAL = ("no", "name", "kind", "state", "who", "place", "since")
OPENS = "name"
HEADS = {NUMBER: (lazy("印章编号"), False, NUMBER_DOWN), NUMBER_DOWN: (lazy("印章编号"), True, NUMBER)}


def who(row: Row) -> str:
    """Who has it now: two travellers, the stand-in, the keeper."""
    if row.travellers:
        return _("%(who)s 带往 %(where)s") % {"who": row.travellers, "where": row.where}
    if not row.holder:
        return "" if row.state in GONE else _("无人保管")
    return _("%(who)s（代管）") % {"who": row.holder} if row.temporary else row.holder


def where(row: Row) -> str:
    return row.where if row.travellers else row.place


def since(row: Row) -> datetime | None:
    return row.out_at if row.travellers else row.since


def every(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> dict[str, Callable[[], Col]]:
    """All columns of the registry, each made when it is wanted."""
    states, kinds, mediums, today = labels(SealState), labels(SealKind), labels(Medium), now.date()

    def state(row: Row) -> SafeString:
        late = row.travellers and row.until is not None and row.until < now
        more = parts.state("late", _("逾期未还")) if late else ""
        return SafeString(parts.state(LOOK[SealState(row.state)], states[row.state]) + more)

    def kind(row: Row) -> str:
        return (
            kinds[row.kind]
            if row.medium == Medium.PHYSICAL
            else f"{kinds[row.kind]}（{mediums[row.medium]}）"
        )

    def held(row: Row) -> object:
        text = who(row)
        return (
            format_html('<span class="mut">{}</span>', text)
            if text and not (row.holder or row.travellers)
            else text
        )

    def short(value: Any) -> str:
        return parts.when(value, today)

    return {
        "no": lambda: Col("no", _("印章编号"), "c-docnum", lambda row: mark(row.seal_no), "em8",
            **head(HEADS, order, sorts, NUMBER), chars=14),
        "name": lambda: Col("name", _("印文"), "c-title", lambda row: mark(row.name), "", link=True, text=lambda row: row.name,
            chars=40),
        "kind": lambda: Col("kind", _("种类"), "c-unit", kind, "em12", chars=22),
        "state": lambda: Col("state", _("状态"), "c-lamp", state, "em9", text=lambda row: states[row.state], chars=8),
        "who": lambda: Col("who", _("在谁手里"), "c-node", held, "em10", text=who, chars=24),
        "place": lambda: Col("place", _("存放处"), "c-more", where, "em10", chars=20),
        "since": lambda: Col("since", _("自何时"), "c-date", lambda row: short(since(row))[:-6], "em7",
            text=lambda row: iso(since(row)), chars=17),
        "organ": lambda: Col("organ", _("署名机关"), "c-more", lambda row: row.organ, "em9", chars=20),
        "medium": lambda: Col("medium", _("形式"), "c-more", lambda row: mediums[row.medium], "em6", chars=10),
        "keeper": lambda: Col("keeper", _("保管人"), "c-more", lambda row: row.keeper, "em6", chars=10),
        "stand_in": lambda: Col("stand_in", _("代管人"), "c-more", lambda row: row.stand_in, "em6", chars=10),
        "enabled": lambda: Col("enabled", _("启用日期"), "c-more", lambda row: short(row.enabled_on), "em6",
            text=lambda row: iso(row.enabled_on), chars=11),
        "valid": lambda: Col("valid", _("证书有效期至"), "c-more", lambda row: short(row.valid_to), "em8",
            text=lambda row: iso(row.valid_to), chars=17),
        "lines": lambda: Col("lines", _("登记条数"), "c-more", lambda row: row.lines, "em5", chars=8),
    }  # fmt: skip


def row_class(row: Row) -> str:
    return "void" if row.state in GONE else ""
