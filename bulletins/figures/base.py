"""What a figure is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.utils.functional import Promise

from deadlines.days import SHANGHAI

COUNT, RATE, HOURS, SHARE = "count", "rate", "hours", "per_thousand"


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
    says how the value follows: COUNT their number, RATE rows ÷ of, HOURS the median of weights, SHARE weights per thousand of the
    weights of `of`. `word` is one of the six; `better`: which way is good ("up", "down", "")."""

    code: str
    label: str | Promise
    definition: str | Promise
    basis: str | Promise
    rows: Callable[[Scope], list[Row]] = field(repr=False)
    of: Callable[[Scope], list[Row]] | None = field(default=None, repr=False)
    measure: str = COUNT
    word: str = ""
    better: str = ""


def value(measure: str, rows: Sequence[Row], of: Sequence[Row] | None = None) -> float | None:
    """The figure from its rows alone; None where there is nothing to divide by."""
    if measure == COUNT:
        return float(len(rows))
    if measure == RATE:
        return len(rows) / len(of) if of else None
    weights = [row.weight for row in rows if row.weight is not None]
    if measure == HOURS:
        return median(weights) if weights else None
    whole = sum(row.weight or 0 for row in of or ())
    return 1000 * sum(weights) / whole if whole else None
