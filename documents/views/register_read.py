"""What an address of the register of incoming papers asks for, read for one person."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from documents.forms.lists import start_of
from documents.queries.asked import FURTHER, NEWEST, ORDERS, Place
from documents.queries.filters import conditions, order
from documents.queries.finding import Conditions, is_too_short
from documents.queries.lists import Page, Row, register
from documents.views.ledger import Reading


class Incoming(Reading):
    """The register of what came in."""

    further = FURTHER

    @cached_property
    def data(self) -> dict[str, Any]:
        """Days as the moments they begin and end."""
        data = super().data
        since, until = data["since"], data["until"]
        data["since"] = start_of(since) if since else None
        data["until"] = start_of(until + timedelta(days=1)) if until else None
        return data

    @cached_property
    def order(self) -> str:
        asked = order(self.data) if self.may_sort else NEWEST
        start = self.data["before"] or self.data["after"]
        if start is not None and start.at is None and ORDERS[asked][0] != "d.id":
            return NEWEST  # the page of another order, or an address written by hand
        return asked

    @cached_property
    def conditions(self) -> Conditions:
        found = conditions(self.data, self.person.pk, self.now)
        if self.only:
            found.add("d.ref = ANY (%(only)s)", only=list(self.only))
        return found

    @property
    def too_short(self) -> bool:
        return bool(self.data["q"]) and is_too_short(self.data["q"])

    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        return register(
            self.person, self.conditions, typed=self.data["q"], order=self.order, before=before, after=after,
            size=size, more=more, limit_ms=limit_ms,
        )  # fmt: skip

    def place_of(self, row: Row) -> Place:
        column = ORDERS[self.order][0].removeprefix("d.")
        return Place(row.id, None if column == "id" else getattr(row, column))
