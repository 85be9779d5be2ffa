"""Papers: how many came and went, in time by the date first promised, late now; how many of them were closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bulletins.figures.base import RATE, Figure, Scope
from bulletins.figures.kinds import OURS, PAPERS, PARTS
from bulletins.figures.made import figure, where
from bulletins.figures.things import Asked, Rows, Things
from documents.words import Category
from timing.queries import time_figures
from timing.words import PAPER_FIGURES, PART_FIGURES

VOLUME, TIME, RATES = "volume", "time", "rates"


def _asked(things: Things, code: str) -> Asked:
    """The question as the room of time asks it: there is no other definition of it."""
    known = time_figures.PAPERS if things is PAPERS else time_figures.PARTS
    return Asked(things, lambda rows, scope: known[code](rows, scope))


def _paper(code: str, group: str, *, better: str = "", present: bool = False) -> Figure:
    label, definition = PAPER_FIGURES[code]
    return figure(code, label, definition, _asked(PAPERS, code), group=group, better=better, present=present)


def _part(code: str, *, better: str = "", present: bool = False) -> Figure:
    label, definition = PART_FIGURES[code]
    asked = _asked(PARTS, code)
    return figure(f"parts_{code}", label, definition, asked, group="parts", better=better, present=present)


def _sent(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(dispatched_at__gte=scope.begin, dispatched_at__lt=scope.end)


RECEIVED, CLOSED = _asked(PAPERS, "received"), _asked(PAPERS, "closed")
FIGURES = [
    _paper("received", VOLUME),
    figure("received_action", _("办件"), _("期内收到的公文中的办件"), where(RECEIVED, category=Category.ACTION), group=VOLUME),
    figure("received_reading", _("阅件"), _("期内收到的公文中的阅件"), where(RECEIVED, category=Category.READING),
           group=VOLUME),
    _paper("before", VOLUME),
    _paper("closed", VOLUME),
    _paper("open", VOLUME),
    figure("sent", _("发文量"), _("发出时间在期内的发文"), Asked(OURS, _sent), group=VOLUME),
    _paper("in_time", TIME, better="up"),
    _paper("put_off", TIME),
    _paper("late", TIME, better="down"),
    _paper("dateless", TIME, better="down"),
    _paper("late_now", TIME, better="down", present=True),
    _paper("near", TIME, present=True),
    figure("closing_rate", _("办结率"), _("期内办结 ÷（期初在办 + 期内收文）"), CLOSED, _asked(PAPERS, "owed"), group=RATES,
           measure=RATE, better="up"),
    figure("in_time_rate", _("按期办结率"), _("按原定时限办结 ÷ 期内办结；延期后按期的不算在内"),
           _asked(PAPERS, "in_time"), CLOSED, group=RATES, measure=RATE, better="up"),
    figure("put_off_rate", _("延期后按期率"), _("过了原定时限、在延期后的时限内办结 ÷ 期内办结"), _asked(PAPERS, "put_off"), CLOSED,
           group=RATES, measure=RATE),
    _part("reported"),
    _part("in_time", better="up"),
    _part("put_off"),
    _part("late", better="down"),
    _part("late_now", better="down", present=True),
]  # fmt: skip
