"""Counting the figures of a week, and what has changed since they were counted last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation

from bulletins.figures.base import UNKNOWN, Row, Scope, value
from bulletins.figures.packs import every
from bulletins.models import Pack, PackFigure
from bulletins.queries.once import Once
from bulletins.rules import weeks
from people.actions.guard import fingerprint

WRITTEN = "zh-hans"  # a pack is a paper of the office: its words do not depend on who counts


def rounded(value: float | None) -> float | None:
    """As near as anybody reads it: what is so close is the same figure."""
    return None if value is None else round(value, 3)


@dataclass(frozen=True)
class Taken:
    """One figure as it was counted. `rows` and `of_rows` as they are stored."""

    code: str
    place: int
    measure: str
    label: str
    definition: str
    basis: str
    value: float | None
    rows: list[list[Any]]
    of_rows: list[list[Any]] | None

    def as_fields(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Change:
    """A figure that is another now; `same`: only the things it counts are others."""

    code: str
    label: str
    measure: str
    before: float | None
    after: float | None

    @property
    def same(self) -> bool:
        return rounded(self.before) == rounded(self.after)


def take(first: date, last: date, now: datetime) -> list[Taken]:
    """Every figure of these days for the whole office, whoever asks. Of days long over nobody knows how things stood then."""
    with translation.override(WRITTEN):
        once, past = Once(Scope(first, last, now)), weeks.is_past(first, now)
        found: list[Taken] = []
        for place, figure in enumerate(every()):
            said = (str(figure.label), str(figure.definition), str(figure.basis))
            if past and figure.present:
                found.append(Taken(figure.code, place, UNKNOWN, *said, None, [], None))
                continue
            rows, divisor = _plain(once.rows(figure)), once.of(figure)
            of = None if divisor is None else _plain(divisor)
            counted = recomputed(figure.measure, rows, of)
            found.append(Taken(figure.code, place, figure.measure, *said, counted, rows, of))
        return found


def _plain(rows: Iterable[Row]) -> list[list[Any]]:
    """As the database gives them back: the value is counted from what is stored."""
    plain: list[list[Any]] = json.loads(json.dumps([row.as_list() for row in rows]))
    return plain


def recomputed(
    measure: str, rows: Sequence[Sequence[Any]], of: Sequence[Sequence[Any]] | None
) -> float | None:
    """The value of a figure from its stored rows alone."""
    return value(measure, [Row(*row) for row in rows], None if of is None else [Row(*row) for row in of])


def figures_of(pack: Pack) -> list[PackFigure]:
    return list(PackFigure.objects.filter(pack=pack))


def changes(kept: Iterable[PackFigure], taken: Iterable[Taken]) -> list[Change]:
    """What counting again would change, in order."""
    before = {figure.code: figure for figure in kept}
    found = []
    for one in taken:
        old = before.get(one.code)
        if old is None:
            found.append(Change(one.code, one.label, one.measure, None, one.value))
        elif _gist(old) != _gist(one):
            found.append(Change(one.code, one.label, one.measure, old.value, one.value))
    return found


def mark(taken: Iterable[Taken]) -> str:
    """What somebody saw before he confirmed, in 16 digits."""
    return fingerprint({one.code: _gist(one) for one in taken})


def _gist(one: Taken | PackFigure) -> tuple[float | None, list[Any], list[Any]]:
    """The value as it is read, and which things are counted; not what is said of each."""
    return (
        rounded(one.value),
        [row[:2] for row in one.rows],
        [row[:2] for row in one.of_rows or ()],
    )
