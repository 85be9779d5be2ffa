"""Between the rows of a register in the order of numbers: what became of the numbers that none of them has (NUM-10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from docflow.web.prepared import fetch
from outgoing.models import NumberSeries
from outgoing.words import Slot

PIECE = 5_000  # rows a sheet reads at once (documents.views.exports); a page has far fewer
MOST = PIECE + 1_000  # numbers of a piece, with and without a paper; beyond that something else is broken
TAKEN = f"""
SELECT s.serial, s.status, s.reason, coalesce(s.paper_id, 0) FROM outgoing_numberslot s
 WHERE s.series_id = %(series)s AND s.year = %(year)s AND s.serial BETWEEN %(low)s AND %(high)s
 ORDER BY s.serial LIMIT {MOST}
"""  # noqa: S608 - a constant
CUT = "cut"  # for a status: these numbers were not looked at
BOUNDS = """
SELECT y.first, y.last, p.serial FROM outgoing_numberyear y
  LEFT JOIN outgoing_numberslot p ON p.paper_id = %(place)s AND p.series_id = y.series_id AND p.year = y.year
 WHERE y.series_id = %(series)s AND y.year = %(year)s
"""


@dataclass(frozen=True)
class Book:
    """One series in one year (0: it never starts anew), as far as a filter asks for it."""

    series: NumberSeries
    year: int
    low: int | None = None
    high: int | None = None


class Gap(NamedTuple):
    """Numbers in a row that are no paper of the list for one reason. No status: nobody can explain them. `hidden`: they
    are used by papers that this person may not see."""

    first: int
    last: int
    status: str
    reason: str
    hidden: bool = False


class Span(NamedTuple):
    """The numbers a page speaks of, from its first line to its last."""

    low: int
    high: int


def span(book: Book, place: int | None, last: int | None, falls: bool) -> Span | None:
    """From behind the place of the page (a paper's id) to its `last` serial, or to the end of the year where nothing
    follows (None). None where no number was taken."""
    values = {"series": book.series.pk, "year": book.year, "place": place or 0}
    rows = fetch(BOUNDS, values)
    if not rows:
        return None
    first, end, at = rows[0]
    low, high = max(first, book.low or first), min(end, book.high or end)
    if falls:
        return Span(low if last is None else last, high if at is None else min(high, at - 1))
    return Span(low if at is None else max(low, at + 1), high if last is None else last)


def gaps(book: Book, within: Span, shown: Iterable[int]) -> list[Gap]:
    """Every number of the span that no paper of these (ids) has, upwards; neighbours of one kind stand together. One
    statement."""
    values = {"series": book.series.pk, "year": book.year, "low": within.low, "high": within.high}
    return list(_joined(_between(within, fetch(TAKEN, values), set(shown))))


def _between(within: Span, taken: Sequence[tuple[int, str, str, int]], shown: set[int]) -> Iterator[Gap]:
    at = within.low
    for serial, status, reason, paper in taken:
        if serial > at:
            yield Gap(at, serial - 1, "", "")
        at = serial + 1
        if paper not in shown or not paper:
            yield Gap(serial, serial, status, "" if status == Slot.USED else reason, hidden=paper != 0)
    if at <= within.high:
        yield Gap(at, within.high, CUT if len(taken) == MOST else "", "")


def _joined(found: Iterator[Gap]) -> Iterator[Gap]:
    held: Gap | None = None
    for gap in found:
        if held is not None and held[2:] == gap[2:] and held.last + 1 == gap.first:
            held = held._replace(last=gap.last)
            continue
        if held is not None:
            yield held
        held = gap
    if held is not None:
        yield held
