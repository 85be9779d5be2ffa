"""How a line of the outgoing register is drawn: one escaping function per cell, and its text for paper and sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines.limits import lamps_at
from docflow.web import parts
from docflow.web.ledger import Col
from documents.views.ledger import Mark, head
from documents.views.register_rows import iso, labels
from documents.words import Kind, Urgency
from outgoing.queries.asked import (
    DUE,
    DUE_DOWN,
    NEWEST,
    NUMBER,
    NUMBER_UP,
    OLDEST,
    SENT,
    SENT_UP,
    SIGNED,
    SIGNED_UP,
)
from outgoing.queries.lists import Row
from outgoing.words import FINAL, Publicity, Standing, State

USUAL = ("number", "title", "unit", "drafted", "node", "lamp", "date")
OPENS = "title"
HEADS = {
    NEWEST: (lazy("拟稿日期"), True, OLDEST),
    OLDEST: (lazy("拟稿日期"), False, NEWEST),
    NUMBER: (lazy("发文字号"), True, NUMBER_UP),
    NUMBER_UP: (lazy("发文字号"), False, NUMBER),
    SIGNED: (lazy("成文日期"), True, SIGNED_UP),
    SIGNED_UP: (lazy("成文日期"), False, SIGNED),
    SENT: (lazy("发出日期"), True, SENT_UP),
    SENT_UP: (lazy("发出日期"), False, SENT),
    DUE: (lazy("时限"), False, DUE_DOWN),
    DUE_DOWN: (lazy("时限"), True, DUE),
}


def every(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> dict[str, Callable[[], Col]]:
    """All columns of the register, each made when it is wanted. An addressee is told what is printed: of the inside his
    cells are empty."""
    states, kinds, urgencies, standings = labels(State), labels(Kind), labels(Urgency), labels(Standing)
    lamp, today = lamps_at(now), now.date()

    def number(row: Row) -> object:
        if not row.number:
            return SafeString(f'<span class="mut">{parts.esc(_("未编号"))}</span>')
        marked = parts.esc(mark(row.number))
        return SafeString(f"<del>{marked}</del>" if row.state == State.VOIDED else marked)

    def number_text(row: Row) -> str:
        return (
            _("%(no)s（作废）") % {"no": row.number}
            if row.number and row.state == State.VOIDED
            else row.number
        )

    def over(row: Row) -> str:
        return standings[row.standing] if row.standing != Standing.IN_FORCE else ""

    def before(row: Row) -> object:
        badge = "" if "urgency" in keys else parts.urgency(row.urgency, urgencies.get(row.urgency, ""))
        return SafeString(badge + (parts.state("warn", over(row)) if over(row) else ""))

    def title_text(row: Row) -> str:
        quiet = "urgency" in keys or row.urgency in parts.QUIET
        said = [*([] if quiet else [urgencies[row.urgency]]), *([over(row)] if over(row) else [])]
        return "".join(f"【{one}】" for one in said) + row.title

    def light(row: Row) -> object:
        if row.state in FINAL:
            return parts.lamp("done", states[row.state])
        return parts.lamp(*lamp(row.due_at, row.paused)) if row.due_at is not None and row.inside else ""

    def light_text(row: Row) -> str:
        if row.state in FINAL:
            return states[row.state]
        return lamp(row.due_at, row.paused)[1] if row.due_at is not None and row.inside else ""

    def who_or_why(row: Row) -> str:
        """With whom it is, or why its number was voided."""
        return (row.why or row.holders) if row.inside else ""

    def where(row: Row) -> object:
        more = f' <span class="mut">· {parts.esc(who_or_why(row))}</span>' if who_or_why(row) else ""
        return SafeString(f"{parts.esc(states[row.state])}{more}")

    def where_text(row: Row) -> str:
        return f"{states[row.state]} · {who_or_why(row)}" if who_or_why(row) else states[row.state]

    def inside(value: Callable[[Row], object]) -> Callable[[Row], object]:
        return lambda row: value(row) if row.inside else ""

    def at(sort: str) -> dict[str, Any]:
        return head(HEADS, order, sorts, sort)

    def day(value: Callable[[Row], Any]) -> Callable[[Row], str]:
        return lambda row: parts.when(value(row), today)[: -6 if isinstance(value(row), datetime) else None]

    drafted = inside(lambda row: f"{row.unit_name} {row.drafter_name}")
    began = inside(lambda row: parts.when(row.drafted_at, today)[:-6])
    public = labels(Publicity)
    return {
        "number": lambda: Col("number", _("发文字号"), "c-docnum", number, "w5", **at(NUMBER), text=number_text, chars=24),
        "title": lambda: Col("title", _("标题"), "c-title", lambda row: mark(row.title), "em24" if len(keys) > len(USUAL) else "",
            link=True, before=before, text=title_text, chars=50),
        "urgency": lambda: Col("urgency", _("紧急程度"), "c-more", lambda row: parts.urgency(row.urgency, urgencies[row.urgency]),
            "em6", text=lambda row: urgencies[row.urgency], chars=9),
        "kind": lambda: Col("kind", _("文种"), "c-more", lambda row: kinds[row.kind], "em4", chars=7),
        "organ": lambda: Col("organ", _("发文机关"), "c-more", lambda row: row.organ, "em9", chars=18, needs="organ"),
        "main": lambda: Col("main", _("主送"), "c-more", inside(lambda row: row.main), "em12", chars=30, needs="main"),
        "unit": lambda: Col("unit", _("拟稿"), "c-unit", drafted, "em10", chars=20),
        "drafted": lambda: Col("drafted", _("拟稿日期"), "c-more", began, "em6", **at(NEWEST),
            text=inside(lambda row: iso(row.drafted_at)), chars=11, needs="drafted_at"),
        "node": lambda: Col("node", _("当前环节 · 经办"), "c-node", where, "em12", text=where_text, chars=22,
            needs="why"),
        "lamp": lambda: Col("lamp", _("时限"), "c-lamp", light, "em8", **at(DUE), text=light_text, chars=12),
        "signers": lambda: Col("signers", _("签发人"), "c-more", inside(lambda row: row.signers), "em8", chars=14,
            needs="signers"),
        "date": lambda: Col("date", _("成文日期"), "c-more", day(lambda row: row.document_date), "em6", **at(SIGNED),
            text=lambda row: iso(row.document_date), chars=11),
        "sent": lambda: Col("sent", _("发出日期"), "c-more", day(lambda row: row.dispatched_at), "em6", **at(SENT),
            text=lambda row: iso(row.dispatched_at), chars=11),
        "public": lambda: Col("public", _("公开属性"), "c-more", inside(lambda row: public.get(row.publicity, "")), "em8",
            chars=12, needs="publicity"),
        "run": lambda: Col("run", _("印数"), "c-more", inside(lambda row: row.print_run), "em4", chars=6, needs="print_run"),
        "receipts": lambda: Col("receipts", _("回执"), "c-more",
            inside(lambda row: row.receipts if row.dispatched_at else ""), "em5", chars=8, needs="receipts"),
    }  # fmt: skip


def row_class(row: Row) -> str:
    return "void" if row.state == State.VOIDED else ""
