"""What an address of the register asks for, read for one person: the list, the sheet, the print, the batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import QueryDict

from documents.forms.lists import RegisterForm, start_of
from documents.queries.asked import NEWEST, ORDERS, Place
from documents.queries.filters import conditions, order
from documents.queries.finding import Conditions, is_too_short
from documents.queries.lists import PAGE, Page, Row, register

PAGING = ("before", "after")
FILTERS = ("q", "sender", "state", "urgency", "kind", "category", "since", "until")
KEPT = (*FILTERS, "view", "sort")


@dataclass
class Reading:
    """Filters, words and order of one address. `form` is a valid `RegisterForm`."""

    person: Any
    form: RegisterForm
    now: datetime

    @cached_property
    def data(self) -> dict[str, Any]:
        """Days as the moments they begin and end; only who reads the whole register chooses an order."""
        data = dict(self.form.cleaned_data)
        since, until = data["since"], data["until"]
        data["since"] = start_of(since) if since else None
        data["until"] = start_of(until + timedelta(days=1)) if until else None
        if not self.person.hats.reads_register:
            data["sort"] = ""
        return data

    @cached_property
    def order(self) -> str:
        asked = order(self.data) if self.person.hats.reads_register else NEWEST
        start = self.data["before"] or self.data["after"]
        if start is not None and start.at is None and ORDERS[asked][0] != "d.id":
            return NEWEST  # the page of another order, or an address written by hand
        return asked

    @cached_property
    def conditions(self) -> Conditions:
        return conditions(self.data, self.person.pk, self.now)

    @property
    def too_short(self) -> bool:
        return bool(self.data["q"]) and is_too_short(self.data["q"])

    def page(self, more: tuple[str, ...] = ()) -> Page:
        """The page the address names. Raises `TooWide`."""
        return self._read(self.data["before"], self.data["after"], PAGE, more, 0)

    def first(self, most: int, more: tuple[str, ...] = (), limit_ms: int = 0) -> Page:
        """From the top, whatever page the address names: at most so many, and whether there are others."""
        return self._read(None, None, most, more, limit_ms)

    def all(self, most: int, more: tuple[str, ...], limit_ms: int, at_once: int = 5000) -> Iterator[Row]:
        """The first `most` rows, read piece by piece."""
        place = None
        while most > 0:
            page = self._read(place, None, min(at_once, most), more, limit_ms)
            yield from page.rows
            most -= len(page.rows)
            if not page.older or not page.rows:
                return
            place = place_of(page.rows[-1], self.order)

    def _read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        return register(
            self.person, self.conditions, typed=self.data["q"], order=self.order, before=before, after=after,
            size=size, more=more, limit_ms=limit_ms,
        )  # fmt: skip


def place_of(row: Row, order: str) -> Place:
    """Where a row stands in an order."""
    column = ORDERS[order][0].removeprefix("d.")
    return Place(row.id, None if column == "id" else getattr(row, column))


def reading(person: Any, query: str, now: datetime) -> Reading | None:
    """The reading of a kept address; None when it asks for nothing valid."""
    form = RegisterForm(QueryDict(query[:500]))
    return Reading(person, form, now) if form.is_valid() else None


def kept(query: str) -> str:
    """Only what the register asks, without the place in the list; nothing of an address that is not valid."""
    form = RegisterForm(QueryDict(query[:500]))
    if not form.is_valid():
        return ""
    found = QueryDict(mutable=True)
    for name in KEPT:
        if value := form.data.get(name, "").strip():
            found[name] = value
    return found.urlencode()


def spoken(form: RegisterForm) -> list[tuple[str, str, str]]:
    """The filters at work: name, label, value as a person reads it."""
    found = []
    for name in FILTERS:
        value = form.data.get(name, "").strip()
        if not value or name in form.errors:
            continue
        field = form.fields[name]
        words = dict(getattr(field, "choices", [])).get(value, value)
        found.append((name, str(field.label), str(words)))
    return found
