"""The register, page by page: keyset only, no OFFSET, no exact totals. Every order offered has its index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from docflow.web.prepared import fetch
from documents.queries import quick
from documents.queries.asked import FURTHER, NEWEST, Asked, Place
from documents.queries.by_words import by_words
from documents.queries.finding import Conditions
from documents.queries.visible import may_see

PAGE = 50
CAP = 100  # a first page that is not full knows its count; else 99+


class Row(NamedTuple):
    """One line of the register."""

    id: int
    ref: str
    receipt_no: str
    year: int
    serial: int
    title: str
    source: str
    source_name: str
    number: str
    received_at: datetime
    due_at: datetime | None
    state: str
    urgency: str
    category: str
    holders: str
    paused: bool = False
    due_first: datetime | None = None
    # of `FURTHER`, when asked for
    kind: str = ""
    document_date: date | None = None
    copies: int = 0
    lead_unit_name: str = ""
    physical_location: str = ""
    closed_at: datetime | None = None


READ = len(Row._fields) - len(FURTHER)


@dataclass(frozen=True)
class Page:
    """Rows in order, whether there is more on either side, and how many in all (None: more than counted). `between`:
    the same rows with what stands between them, where there is such."""

    rows: list[Any]
    newer: bool
    older: bool
    count: int | None
    between: list[Any] | None = None

    @property
    def lines(self) -> list[Any]:
        """What is drawn."""
        return self.rows if self.between is None else self.between


def register(
    person: Any,
    conditions: Conditions | None = None,
    *,
    typed: str = "",
    order: str = NEWEST,
    before: Place | None = None,
    after: Place | None = None,
    size: int = PAGE,
    few: bool = False,
    more: tuple[str, ...] = (),
    limit_ms: int = 0,
) -> Page:
    """Rows this person may see that meet the conditions and contain the typed words.

    `before`: further down; `after`: back up. `few` says that the conditions name a handful of papers. Who does
    not read the whole register gets the order of registration whatever he asks. `more`: of `FURTHER`, for a list
    that shows them. Raises `TooWide`, after
    `limit_ms` if that is said.
    """
    broad = person.hats.reads_register
    place = after or before
    limit = max(size + 1, CAP) if place is None and not typed else size + 1
    seen = may_see(person.hats)
    ask = Asked(
        conditions or Conditions(),
        typed,
        order if broad else NEWEST,
        place,
        after is not None,
        bool(seen["partly"]),
        limit,
        more,
    )
    values = {**seen, **ask.values}
    if typed:
        read = by_words(ask, broad, values, limit_ms)
    else:
        sql = ask.all() if broad or few else ask.given()
        # the best plan of a filter depends on its value
        read = quick.rows(sql, values, limit_ms) if ask.others.sql else fetch(sql, values)
    found = [_row(row, more) for row in read] if more else [Row(*row) for row in read]
    return cut(found, size, before, after is not None, limit)


def _row(read: tuple[Any, ...], more: tuple[str, ...]) -> Row:
    return Row(*read[:READ], **dict(zip(more, read[READ:], strict=True)))


def cut(rows: list[Any], size: int, before: Place | None, back: bool, limit: int) -> Page:
    """The page of what was read: up to `limit` rows from a place on, `back` from it upwards."""
    more = len(rows) > size
    shown = rows[:size]
    if back:
        return Page(shown[::-1], newer=more, older=True, count=None)
    full = before is not None or len(rows) >= limit
    return Page(shown, newer=before is not None, older=more, count=None if full else len(rows))
