"""How a line of the outgoing register is drawn: one escaping function per cell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deadlines.limits import lamps_at
from docflow.web import parts
from docflow.web.ledger import Col
from documents.views.register_rows import labels
from documents.words import Kind, Urgency
from outgoing.words import FINAL, Standing, State


def columns(now: datetime) -> list[Col]:
    """Number, title, kind, where it stands and with whom, date, copies. An addressee is told what is printed."""
    states, kinds, urgencies, standings = labels(State), labels(Kind), labels(Urgency), labels(Standing)
    lamp, today = lamps_at(now), now.date()

    def number(row: Any) -> object:
        if not row.number:
            return SafeString(f'<span class="mut">{parts.esc(_("未编号"))}</span>')
        return SafeString(f"<del>{parts.esc(row.number)}</del>") if row.state == State.VOIDED else row.number

    def before(row: Any) -> object:
        mark = parts.urgency(row.urgency, urgencies.get(row.urgency, ""))
        over = standings[row.standing] if row.standing != Standing.IN_FORCE else ""
        return SafeString(mark + (parts.state("warn", over) if over else ""))

    def light(row: Any) -> object:
        if row.state in FINAL or row.due_at is None or not row.inside:
            return parts.lamp("done", states[row.state]) if row.state in FINAL else ""
        return parts.lamp(*lamp(row.due_at, row.is_paused))

    def where(row: Any) -> object:
        who = f' <span class="mut">· {parts.esc(row.holders)}</span>' if row.holders and row.inside else ""
        return SafeString(f"{parts.esc(states[row.state])}{who}")

    def drafted(row: Any) -> str:
        return f"{row.unit_name} {row.drafter_name}" if row.inside else ""

    return [
        Col("number", _("发文字号"), "c-no", number, "em14"),
        Col("title", _("标题"), "c-title", lambda row: row.title, link=True, before=before),
        Col("kind", _("文种"), "c-docno", lambda row: kinds[row.kind], "em4"),
        Col("unit", _("拟稿"), "c-unit", drafted, "w4"),
        Col("node", _("当前环节"), "c-node", where, "w8"),
        Col("lamp", _("时限"), "c-lamp", light, "em8"),
        Col("date", _("成文日期"), "c-date", lambda row: parts.when(row.document_date, today) if row.document_date else "", "em7"),
        Col("run", _("印数"), "c-num", lambda row: row.inside and row.print_run or "", "em4"),
    ]  # fmt: skip
