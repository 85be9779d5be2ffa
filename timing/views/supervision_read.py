"""What an address of the supervision board, or of the list of late tasks, asks for, read for one person."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from documents.queries.asked import Place
from documents.queries.finding import Conditions
from documents.queries.lists import Page
from documents.views.ledger import Reading
from timing.queries import late, supervision
from timing.queries.supervision_rows import FURTHER, key


class Supervised(Reading):
    """The items that were given to units."""

    further = FURTHER

    @cached_property
    def order(self) -> str:
        """What is done stands by its report, the newest first; everything else by its date."""
        if self.data["view"] == supervision.DONE:
            return supervision.REPORTED
        return self.data["sort"] or supervision.DUE

    @cached_property
    def conditions(self) -> Conditions:
        found = supervision.conditions(self.data)
        if self.only:
            found += supervision.only([key(ref) for ref in self.only])
        return found

    @property
    def too_short(self) -> bool:
        return False

    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        return supervision.items(
            self.person, self.data["view"], self.conditions, now=self.now, order=self.order, before=dated(before),
            after=dated(after), size=size, further=more, limit_ms=limit_ms,
        )  # fmt: skip

    def place_of(self, row: Any) -> Place:
        return Place(row.id, row.at)


class Overdue(Reading):
    """Every open task that is late."""

    @cached_property
    def order(self) -> str:
        return self.data["sort"] or late.DUE

    @cached_property
    def conditions(self) -> Conditions:
        found = late.conditions(self.data)
        if self.only:
            found.add("t.id = ANY (%(only)s)", only=late.ids_of(self.only))
        return found

    @property
    def too_short(self) -> bool:
        return False

    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        return late.late(
            self.person, self.conditions, now=self.now, order=self.order, before=dated(before), after=dated(after),
            size=size, limit_ms=limit_ms,
        )  # fmt: skip

    def place_of(self, row: Any) -> Place:
        return Place(row.id, row.at)


def dated(place: Place | None) -> Place | None:
    """Both lists are by time: the page of another order, or an address written by hand, begins at the top."""
    return place if place is not None and place.at is not None else None
