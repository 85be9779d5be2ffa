"""六字看板: which figures stand for 快稳严准细实, this week beside the last. That they stand for them is practice, no rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bulletins.figures.base import Figure, Scope
from bulletins.figures.registry import FIGURES
from bulletins.models import PackFigure
from bulletins.queries.figures import each
from bulletins.words import Word
from deadlines.days import local

MAPPING: dict[Word, tuple[str, ...]] = {
    Word.FAST: ("hours", "in_time_rate", "late_now"),
    Word.STEADY: ("sweep_open", "alerts_dead", "receipts_unsigned"),
    Word.STRICT: ("return_rate", "proof_waivers", "gate_waivers"),
    Word.EXACT: ("errors", "returns_inside", "density"),
    Word.CAREFUL: ("clean_rate", "errors_repeat", "errors_open"),
    Word.SOLID: ("instruction_rate", "feedback_days", "again_rate"),
}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Shown:
    """One figure of a tile. `then` is None where nothing is known of the week before."""

    figure: Figure
    now: float | None
    then: float | None


@dataclass(frozen=True)
class Tile:
    word: Word
    figures: Sequence[Shown]


def week_of(day: date, now: datetime, person: Any = None) -> Scope:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Scope(monday, monday + timedelta(days=6), now, person=person)


def week_before(scope: Scope) -> Scope:
    return replace(scope, first=scope.first - WEEK, last=scope.last - WEEK)


def board(scope: Scope) -> list[Tile]:
    """The six tiles of a week. How things stood a week ago is known of what is said of the present only where a pack of
    that week kept it; of a week that is over the present is no week later, so it stands beside nothing."""
    earlier = week_before(scope)
    figures = [FIGURES[code] for codes in MAPPING.values() for code in codes]
    now, then = each(figures, [scope, earlier])
    before = {code: one.value for code, one in then.items()}
    if scope.person is None and scope.last >= local(scope.now).date():
        present = [one.code for one in figures if one.present]
        kept = PackFigure.objects.filter(pack__first=earlier.first, code__in=present)
        before |= dict(kept.values_list("code", "value"))
    return [
        Tile(word, [Shown(FIGURES[code], now[code].value, before.get(code)) for code in codes])
        for word, codes in MAPPING.items()
    ]
