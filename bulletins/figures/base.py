"""What a figure is, and how its value follows from rows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import fmean, median
from typing import Any

from django.utils.functional import Promise

from deadlines.days import SHANGHAI
from timing.rules.spent import share

COUNT, RATE, HOURS, NINE, MEAN, SHARE = "count", "rate", "hours", "hours_nine", "mean", "per_thousand"
UNKNOWN = "unknown"  # in a pack: how things stood in a week long over, of which nobody kept the number


@dataclass(frozen=True)
class Scope:
    """From `first` to `last`, both days within; `now` is the clock for what is late at present. `unit`, `kind`, `side` narrow it where
    they are not empty; `person` None counts the whole office (the pack), else what he may see."""

    first: date
    last: date
    now: datetime
    unit: int | None = None
    kind: str = ""
    side: str = ""
    person: Any = None

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)

    @property
    def narrowed(self) -> set[str]:
        """By what it is narrowed."""
        return {name for name in ("unit", "kind", "side") if getattr(self, name)}


@dataclass(frozen=True)
class Row:
    """One thing that is counted: of which kind, its key and public id, how the office calls it, what is said of it, and what it weighs
    (hours of a step, findings of a draft)."""

    kind: str
    pk: int
    ref: str = ""
    name: str = ""
    note: str = ""
    weight: float | None = None

    def as_list(self) -> list[Any]:
        return [self.kind, self.pk, self.ref, self.name, self.note, self.weight]


@dataclass(frozen=True)
class Figure:
    """`rows(scope)` are what it counts; of a rate `of(scope)` what they are a part of; of hours each row weighs its hours. `measure`
    says how the value follows: COUNT their number, RATE rows ÷ of, HOURS the median of weights, NINE what nine of ten weights do
    not exceed, MEAN their mean, SHARE weights per thousand of the weights of `of`. `word` is one of the six; `better`: which way
    is good ("up", "down", "").

    `source` and `of_source` are the same as questions to the database, where the rows are such. `narrows`: by what of a scope it can
    be narrowed. `present`: it tells how things stand now, so a period that is over has no value of its own. `part` makes
    the figure of one of its `parts` (code and words): `returns:R07`; `picks` says to which of them a row belongs, by what was
    read of it.
    """

    code: str
    label: str | Promise
    definition: str | Promise
    basis: str | Promise
    rows: Callable[[Scope], list[Row]] = field(repr=False)
    of: Callable[[Scope], list[Row]] | None = field(default=None, repr=False)
    measure: str = COUNT
    word: str = ""
    better: str = ""
    group: str = ""
    narrows: frozenset[str] = frozenset()
    present: bool = False
    source: Any = field(default=None, repr=False)
    of_source: Any = field(default=None, repr=False)
    parts: Callable[[], Iterable[tuple[str, str | Promise]]] | None = field(default=None, repr=False)
    part: Callable[[str], Any] | None = field(default=None, repr=False)
    picks: Callable[[dict[str, Any]], Collection[str]] | None = field(default=None, repr=False)

    def takes(self, scope: Scope) -> bool:
        """Can it be narrowed as this scope is?"""
        return scope.narrowed <= self.narrows


def value(measure: str, rows: Sequence[Row], of: Sequence[Row] | None = None) -> float | None:
    """The figure from its rows alone; None where there is nothing to divide by, and where it is not known."""
    if measure == UNKNOWN:
        return None
    if measure == COUNT:
        return float(len(rows))
    if measure == RATE:
        return ratio(len(rows), len(of or ()))
    weights = [row.weight for row in rows if row.weight is not None]
    if measure == SHARE:
        whole = sum(row.weight or 0 for row in of or ())
        return 1000 * sum(weights) / whole if whole else None
    return of_weights(measure, weights)


def ratio(part: int, whole: int) -> float | None:
    """A rate by its two numbers."""
    return part / whole if whole else None


def of_weights(measure: str, weights: Sequence[float]) -> float | None:
    """Median, nine of ten or mean."""
    if not weights:
        return None
    if measure == NINE:
        return share(sorted(weights), 0.9)
    return fmean(weights) if measure == MEAN else median(weights)
