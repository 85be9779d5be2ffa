"""The outgoing register, page by page: keyset only, no OFFSET, no exact totals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from docflow.web.prepared import fetch
from documents.queries import quick
from documents.queries.asked import Place
from documents.queries.finding import Conditions
from documents.queries.lists import CAP, PAGE, Page, cut
from documents.queries.search import words
from documents.rules.keys import number_key
from outgoing.models import Outgoing
from outgoing.queries.asked import FURTHER, NEWEST, Asked
from outgoing.queries.visible import seen_by
from outgoing.rules.codes import read_code


class Row(NamedTuple):
    """One line of the register. `inside`: does he see more of it than the issued paper?"""

    id: int
    ref: str
    number: str
    title: str
    kind: str
    urgency: str
    unit_name: str
    drafter_name: str
    state: str
    holders: str
    due_at: datetime | None
    document_date: date | None
    dispatched_at: datetime | None
    standing: str
    paused: bool
    inside: bool
    # of `FURTHER`, when asked for
    drafted_at: datetime | None = None
    why: str | None = None  # its number was voided
    publicity: str = ""
    signers: str = ""
    print_run: int | None = None
    organ: str = ""
    main: str | None = None
    receipts: str = ""


READ = len(Row._fields) - len(FURTHER)


def register(
    person: Any,
    conditions: Conditions | None = None,
    *,
    order: str = NEWEST,
    slots: bool = False,
    before: Place | None = None,
    after: Place | None = None,
    size: int = PAGE,
    more: tuple[str, ...] = (),
    limit_ms: int = 0,
) -> Page:
    """Rows this person may see that meet the conditions. `before`: further down; `after`: back up.

    Who does not read the whole register gets the newest first whatever he asks. `slots`: the conditions speak of
    numbers. `more`: of `FURTHER`, for a list that shows them. Raises `TooWide`.
    """
    broad, place = person.hats.reads_register, after or before
    limit = max(size + 1, CAP) if place is None else size + 1
    others = conditions or Conditions()
    ask = Asked(others, order if broad else NEWEST, place, after is not None, broad, slots, limit, more)
    values = {**seen_by(person), **ask.values}
    # the best plan of a filter depends on its value
    read = quick.rows(ask.sql, values, limit_ms) if others.sql else fetch(ask.sql, values)
    rows = [Row(*row[:READ], **dict(zip(more, row[READ:], strict=True))) for row in read]
    return cut(rows, size, before, after is not None, limit)


def matching(rows: QuerySet[Outgoing], typed: str) -> QuerySet[Outgoing]:
    """By the digits of a form's barcode; by the very number however it is typed (江政办发2026 12号), or by words of number and title."""
    if code := read_code(typed):
        series, year, serial = code
        return rows.filter(slot__series_id=series, slot__year=year, slot__serial=serial)
    key = number_key(typed)
    found = Q(number_key=key) if key else Q(pk__in=())
    asked = words(typed)
    if not asked:
        return rows.filter(found)
    tsquery = " & ".join(f"({word.tsquery})" for word in asked)
    return rows.filter(found | Q(search=SearchQuery(tsquery, search_type="raw", config="simple")))
