"""The ten kinds of error that are found most, month by month: counts that open their lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bulletins.rules.weeks import monday
from deadlines.days import SHANGHAI
from docflow.web.prepared import fetch

MOST = 10
# A rule is a kind of its own; what has none is counted by its category.
COUNTED = """
SELECT e.{kind}, date_trunc('month', e.found_at AT TIME ZONE 'Asia/Shanghai')::date, count(*),
  count(*) FILTER (WHERE e.repeat_of_id IS NOT NULL)
  FROM bulletins_errorentry e WHERE e.found_at >= %(since)s AND e.{kind} <> '' GROUP BY 1, 2
"""
KINDS = ("category", "rule", "paper_kind")
WEEKS = 6
# Missed limits are many and alike: they are told by what was late (as the entry says it) and week.
MISSED = """
SELECT e.description, date_trunc('week', e.found_at AT TIME ZONE 'Asia/Shanghai')::date, count(*)
  FROM bulletins_errorentry e WHERE e.source = 'missed' AND e.found_at >= %(since)s GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Line:
    """One kind: how many in each month, in all, and how many of them repeat another."""

    kind: str
    counts: list[int]
    total: int
    repeats: int


@dataclass(frozen=True)
class Month:
    """From its first day to its last."""

    first: date

    @property
    def last(self) -> date:
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months(count: int, today: date) -> list[Month]:
    """So many, the present one last."""
    year, month = today.year, today.month
    found = []
    for _step in range(count):
        found.append(Month(date(year, month, 1)))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]


def top(kind: str, over: Sequence[Month]) -> list[Line]:
    """The ten that are found most of `KINDS`: one statement."""
    since = datetime.combine(over[0].first, datetime.min.time(), SHANGHAI)
    if kind not in KINDS:
        raise ValueError(kind)
    cells: dict[str, Counter[date]] = {}
    again: Counter[str] = Counter()
    for what, month, n, repeats in fetch(COUNTED.format(kind=kind), {"since": since}):
        cells.setdefault(what, Counter())[month] = n
        again[what] += repeats
    lines = [Line(what, [by[m.first] for m in over], by.total(), again[what]) for what, by in cells.items()]
    return sorted(lines, key=lambda line: (-line.total, line.kind))[:MOST]


def weeks(today: date) -> list[date]:
    """The Mondays of the last weeks, the present one last."""
    return [monday(today) - timedelta(weeks=back) for back in range(WEEKS)][::-1]


def missed(over: Sequence[date]) -> list[Line]:
    """Missed limits of each kind of work in each of these weeks, the most frequent first: one statement."""
    since = datetime.combine(over[0], datetime.min.time(), SHANGHAI)
    cells: dict[str, Counter[date]] = {}
    for what, first, n in fetch(MISSED, {"since": since}):
        cells.setdefault(what, Counter())[first] = n
    lines = [Line(what, [by[first] for first in over], by.total(), 0) for what, by in cells.items()]
    return sorted(lines, key=lambda line: (-line.total, line.kind))[:MOST]
