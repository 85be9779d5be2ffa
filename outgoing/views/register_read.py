"""What an address of the outgoing register asks for, read for one person."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from documents.forms.lists import start_of
from documents.queries.asked import Place
from documents.queries.finding import Conditions, is_too_short
from documents.queries.lists import Page
from documents.views.ledger import Reading
from outgoing.models import NumberSeries, NumberSlot
from outgoing.queries.asked import BY_NUMBER, FURTHER, NEWEST, ORDERS, SLOT, aware
from outgoing.queries.filters import OF_NUMBER, by_slots, conditions, order
from outgoing.queries.gaps import Book, gaps, span
from outgoing.queries.lists import Row, register
from outgoing.rules.number_rights import sees_numbers
from outgoing.views.gap_rows import merged


class Issuing(Reading):
    """The register of what goes out. In the order of the numbers of one series and year it tells the gaps, too."""

    further = tuple(FURTHER)

    @cached_property
    def data(self) -> dict[str, Any]:
        """Days of sending as the moments they begin and end; numbers as numbers."""
        data = super().data
        since, until = data["sent_since"], data["sent_until"]
        data["sent_since"] = start_of(since) if since else None
        data["sent_until"] = start_of(until + timedelta(days=1)) if until else None
        for name in ("organ", "series"):
            data[name] = int(data[name]) if data.get(name) else None
        return data

    @cached_property
    def order(self) -> str:
        asked = order(self.data) if self.may_sort else NEWEST
        start = self.data["before"] or self.data["after"]
        if start is not None and start.at is None and ORDERS[asked][0] not in ("o.id", SLOT):
            return NEWEST  # the page of another order, or an address written by hand
        return asked

    @cached_property
    def conditions(self) -> Conditions:
        found = conditions(self.data, self.person.pk)
        if self.only:
            found.add("o.ref = ANY (%(only)s)", only=list(self.only))
        return found

    @property
    def too_short(self) -> bool:
        return bool(self.data["q"]) and is_too_short(self.data["q"])

    @cached_property
    def book(self) -> Book | None:
        """The series and year whose gaps are told: it stands in the order of its numbers, nothing else leaves any of them
        out, and he may see the ledger of numbers."""
        data = self.data
        others = [name for name in (*self.ledger.asks, "view") if name not in OF_NUMBER and data.get(name)]
        if self.order not in BY_NUMBER or not data["series"] or others or self.only:
            return None
        series = NumberSeries.objects.filter(pk=data["series"]).first()
        if series is None or not sees_numbers(self.person.hats):
            return None
        if series.is_yearly and not data["year"] or not series.is_yearly and data["year"]:
            return None
        return Book(series, data["year"] or 0, data["low"], data["high"])

    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        page = register(
            self.person, self.conditions, order=self.order, slots=by_slots(self.data), before=before, after=after,
            size=size, more=more, limit_ms=limit_ms,
        )  # fmt: skip
        return page if self.book is None else self._with_gaps(self.book, page, before, after)

    def _with_gaps(self, book: Book, page: Page, before: Place | None, after: Place | None) -> Page:
        """A page speaks of the numbers from behind the one before it to its own last; the first and the last page also of
        what stands at the ends. Upwards it is read as the page it would be downwards."""
        falls = ORDERS[self.order][1]
        of_rows = NumberSlot.objects.filter(paper__in=[row.id for row in page.rows])
        serials: dict[int, int] = dict(of_rows.values_list("paper_id", "serial"))
        start = before.id if before else None
        if after is not None:
            start = self._above(page, falls, more=page.newer)
        last = serials[page.rows[-1].id] if page.rows and page.older else None
        within = span(book, start, last, falls)
        if within is None:
            return page
        found = gaps(book, within, serials)
        lines = merged(book, page.rows, found, serials, falls)
        return Page(page.rows, page.newer, page.older, page.count, lines)

    def _above(self, page: Page, falls: bool, *, more: bool) -> int | None:
        """The paper that stands next above a page that was reached upwards: None at the top."""
        if not more or not page.rows:
            return None
        row = page.rows[0]
        above = register(
            self.person,
            self.conditions,
            order=self.order,
            slots=by_slots(self.data),
            after=Place(row.id),
            size=1,
        )
        return above.rows[-1].id if above.rows else None

    def place_of(self, row: Row) -> Place:
        column = ORDERS[self.order][0]
        if column in ("o.id", SLOT):
            return Place(row.id)
        at = getattr(row, column.removeprefix("o."))
        return Place(row.id, at if column != "o.document_date" else aware(at))
