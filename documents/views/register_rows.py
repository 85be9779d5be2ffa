"""How a line of the register is drawn: one escaping function per cell, no template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines.limits import lamps_at, unannounced
from docflow.web import parts
from docflow.web.ledger import Col, laid_out
from documents.queries.asked import DUE, DUE_DOWN, NEWEST, OLDEST, RECEIVED, RECEIVED_UP
from documents.queries.lists import Row
from documents.views.ledger import Mark, head
from documents.words import FINAL, Category, Kind, State, Urgency


def labels(words: type[TextChoices]) -> dict[str, str]:
    """Code to word in the active language."""
    return _labels(words, get_language() or "")


@cache
def _labels(words: type[TextChoices], _language: str) -> dict[str, str]:
    return {str(word): str(word.label) for word in words}


def lamp_html(
    due_at: datetime | None,
    state: str,
    lamp: Callable[..., tuple[str, str]],
    states: dict[str, str],
    paused: bool = False,
) -> SafeString:
    """The lamp of a paper: a final one shows how it ended, one that stands still that it does. `lamp` is
    `deadlines.limits.lamps_at(now)`."""
    if state in FINAL:
        return parts.lamp("done", states[state])
    return parts.lamp(*lamp(due_at, paused))


def noted(row: Row, shown: str) -> object:
    """The date first promised where it is another now, and that a year has no holiday notice yet: as a title."""
    said = []
    if row.due_first is not None and row.due_first != row.due_at:
        said.append(_("原限 %(first)s") % {"first": parts.when(row.due_first)})
    if row.state not in FINAL and unannounced(row.due_at):
        said.append(_("当年放假安排未录入，按周末规则暂算，录入后重算"))
    if not said:
        return shown
    return SafeString(f'<span title="{parts.esc("；".join(said))}">{parts.esc(shown)}</span>')


USUAL = ("no", "title", "unit", "docno", "date", "lamp", "node")
OPENS = "title"  # the column that opens the row: it always stands
HEADS = {  # each order: the words of its head, whether it falls, and the order that pressing the head again gives
    NEWEST: (lazy("序号"), True, OLDEST),
    OLDEST: (lazy("序号"), False, NEWEST),
    RECEIVED: (lazy("收文"), True, RECEIVED_UP),
    RECEIVED_UP: (lazy("收文"), False, RECEIVED),
    DUE: (lazy("时限"), False, DUE_DOWN),
    DUE_DOWN: (lazy("时限"), True, DUE),
}


def columns(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> list[Col]:
    """The columns named by `keys`, or the usual ones. `sorts`: order to address; empty where none is offered."""
    return laid_out(every(now, sorts, order, mark, keys), keys, usual=USUAL, always=OPENS)


def every(
    now: datetime, sorts: dict[str, str], order: str, mark: Mark = str, keys: Sequence[str] = ()
) -> dict[str, Callable[[], Col]]:
    """All columns of the register, each made when it is wanted: the screen, the sheet and the printed ledger
    share them."""
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

    def node_text(row: Row) -> str:
        who = row.holders if row.state not in FINAL else ""
        return f"{states[row.state]} · {who}" if who else states[row.state]

    def lamp_text(row: Row) -> str:
        return states[row.state] if row.state in FINAL else lamp(row.due_at, row.paused)[1]

    def urgency(row: Row) -> object:
        return parts.urgency(row.urgency, urgencies[row.urgency])

    def title_text(row: Row) -> str:
        quiet = "urgency" in keys or row.urgency in parts.QUIET
        return row.title if quiet else f"【{urgencies[row.urgency]}】{row.title}"

    def sender(row: Row) -> object:
        return SafeString(f'<span title="{parts.esc(row.source_name)}">{parts.esc(mark(row.source))}</span>')

    def light(row: Row) -> object:
        return noted(row, lamp_html(row.due_at, row.state, lamp, states, row.paused))

    def at(sort: str) -> dict[str, Any]:
        return head(HEADS, order, sorts, sort)

    return {
        "no": lambda: Col("no", _("序号"), "c-no", number, "w2", **at(NEWEST), text=lambda row: row.receipt_no, chars=16),
        "title": lambda: Col("title", _("标题"), "c-title", lambda row: mark(row.title), "em24" if len(keys) > len(USUAL) else "",
            link=True, before=None if "urgency" in keys else urgency, text=title_text, chars=50),
        "urgency": lambda: Col("urgency", _("紧急程度"), "c-more", urgency, "em6",
            text=lambda row: urgencies[row.urgency], chars=9),
        "kind": lambda: Col("kind", _("文种"), "c-more", lambda row: labels(Kind)[row.kind], "em5", chars=7,
            needs="kind"),
        "category": lambda: Col("category", _("阅件/办件"), "c-more", lambda row: labels(Category)[row.category], "em6",
            chars=9),
        "unit": lambda: Col("unit", _("来文单位"), "c-unit", sender, "w4", text=lambda row: row.source_name, chars=22),
        "docno": lambda: Col("docno", _("来文字号"), "c-docno", lambda row: mark(row.number), "w5",
            text=lambda row: row.number, chars=22),
        "docdate": lambda: Col("docdate", _("成文日期"), "c-more", lambda row: parts.when(row.document_date, today), "em7",
            text=lambda row: iso(row.document_date), chars=11, needs="document_date"),
        "date": lambda: Col("date", _("收文"), "c-date", lambda row: parts.when(row.received_at, today)[:-6], "w6",
            **at(RECEIVED), text=lambda row: iso(row.received_at), chars=11),
        "copies": lambda: Col("copies", _("份数"), "c-more", lambda row: row.copies, "em5", chars=5,
            needs="copies"),
        "lamp": lambda: Col("lamp", _("时限"), "c-lamp", light, "em8",
            **at(DUE), text=lamp_text, chars=12),
        "due": lambda: Col("due", _("办结时限"), "c-more", lambda row: noted(row, parts.when(row.due_at, today)[:-6]), "em7",
            text=lambda row: iso(row.due_at), chars=11),
        "lead": lambda: Col("lead", _("牵头单位"), "c-more", lambda row: row.lead_unit_name, "em9", chars=18,
            needs="lead_unit_name"),
        "node": lambda: Col("node", _("当前环节 · 经办"), "c-node", node, "w8", text=node_text, chars=22),
        "closed": lambda: Col("closed", _("办结日期"), "c-more", lambda row: parts.when(row.closed_at, today)[:-6], "em7",
            text=lambda row: iso(row.closed_at), chars=11, needs="closed_at"),
        "place": lambda: Col("place", _("纸质件位置"), "c-more", lambda row: row.physical_location, "em9",
            chars=18, needs="physical_location"),
    }  # fmt: skip


def iso(value: date | datetime | None) -> str:
    """A day as a sheet sorts it."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return value.isoformat() if value else ""
