"""How a line of the register is drawn: one escaping function per cell, no template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from deadlines.limits import lamps_at
from docflow.web import parts
from docflow.web.ledger import Col
from documents.queries.asked import DUE, NEWEST, RECEIVED
from documents.queries.lists import Row
from documents.words import FINAL, State, Urgency

Mark = Callable[[str], object]


def labels(words: type[TextChoices]) -> dict[str, str]:
    """Code to word in the active language."""
    return _labels(words, get_language() or "")


@cache
def _labels(words: type[TextChoices], _language: str) -> dict[str, str]:
    return {str(word): str(word.label) for word in words}


def lamp_html(
    due_at: datetime | None,
    state: str,
    lamp: Callable[[datetime | None], tuple[str, str]],
    states: dict[str, str],
) -> SafeString:
    """The lamp of a paper: a final one shows how it ended. `lamp` is `deadlines.limits.lamps_at(now)`."""
    if state in FINAL:
        return parts.lamp("done", states[state])
    return parts.lamp(*lamp(due_at))


def columns(now: datetime, sorts: dict[str, str], order: str, mark: Mark = str) -> list[Col]:
    """Number, title, sender, their number, received, lamp, where it is. `sorts`: order to address, or empty."""
    states, urgencies = labels(State), labels(Urgency)
    years: dict[int, str] = {now.year: ""}
    lamp, today = lamps_at(now), now.date()

    def number(row: Row) -> object:
        year = years.setdefault(row.year, f"{row.year}-")
        return SafeString(f'<span title="{parts.esc(row.receipt_no)}">{year}{row.serial}</span>')

    def node(row: Row) -> object:
        if row.state in FINAL:
            return SafeString(f'<span class="mut">{parts.esc(states[row.state])}</span>')
        who = f' <span class="mut">· {parts.esc(row.holders)}</span>' if row.holders else ""
        return SafeString(f"{parts.esc(states[row.state])}{who}")

    def urgency(row: Row) -> object:
        return parts.urgency(row.urgency, urgencies[row.urgency])

    def sender(row: Row) -> object:
        return SafeString(f'<span title="{parts.esc(row.source_name)}">{parts.esc(mark(row.source))}</span>')

    def head(sort: str) -> dict[str, Any]:
        falls = "ascending" if sort == DUE else "descending"
        return {"sort": sorts.get(sort, ""), "order": falls if sort == order else ""}

    return [
        Col("no", _("序号"), "c-no", number, "w2", **head(NEWEST)),
        Col("title", _("标题"), "c-title", lambda row: mark(row.title), link=True, before=urgency),
        Col("unit", _("来文单位"), "c-unit", sender, "w4"),
        Col("docno", _("来文字号"), "c-docno", lambda row: mark(row.number), "w5"),
        Col(
            "date",
            _("收文"),
            "c-date",
            lambda row: parts.when(row.received_at, today)[:-6],
            "w6",
            **head(RECEIVED),
        ),
        Col(
            "lamp",
            _("时限"),
            "c-lamp",
            lambda row: lamp_html(row.due_at, row.state, lamp, states),
            "em8",
            **head(DUE),
        ),
        Col("node", _("当前环节 · 经办"), "c-node", node, "w8"),
    ]
