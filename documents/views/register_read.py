"""What an address of the register asks for, read for one person: the list, the sheet, the print, the batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from docflow.web.ledger import Col
from documents.forms.lists import VIEWS, RegisterForm, start_of
from documents.queries.asked import NEWEST, ORDERS, Place
from documents.queries.filters import conditions, order
from documents.queries.finding import Conditions, is_too_short
from documents.queries.lists import PAGE, Page, Row, register

PAGING = ("before", "after")
FILTERS = ("q", "sender", "state", "urgency", "kind", "category", "since", "until")
KEPT = (*FILTERS, "view", "sort")
LONGEST = 2000  # characters of an address, every filter filled


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

    @property
    def query(self) -> str:
        """The address again, without the place in the list."""
        return _kept(self.form)

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


def asked_for(person: Any, query: str, now: datetime) -> Reading:
    """The reading of a kept address. Raises `BadInput` where it is not valid: never is more read than it says."""
    form = RegisterForm(QueryDict(query)) if len(query) <= LONGEST else None
    if form is None or not form.is_valid():
        raise BadInput(_("筛选条件有误，请回到登记簿重新筛选。"))
    asked = Reading(person, form, now)
    if asked.too_short:
        raise BadInput(_("关键词至少要两个字。"))
    return asked


def kept(query: str) -> str:
    """Only what the register asks, without the place in the list; nothing of an address that is not valid."""
    form = RegisterForm(QueryDict(query)) if len(query) <= LONGEST else None
    return _kept(form) if form is not None and form.is_valid() else ""


def _kept(form: RegisterForm) -> str:
    found = QueryDict(mutable=True)
    for name in KEPT:
        if value := form.data.get(name, "").strip():
            found[name] = value
    return found.urlencode()


def told(asked: Reading, cols: Sequence[Col]) -> list[tuple[str, str]]:
    """Filters, order and columns as a person reads them."""
    view = dict(VIEWS).get(asked.data["view"], "") if asked.data["view"] else ""
    chosen = [f"{label}：{value}" for _field, label, value in spoken(asked.form)]
    heads = {"d.id": _("序号"), "d.received_at": _("收文"), "d.due_at": _("时限")}
    column, falls = ORDERS[asked.order]
    return [
        (_("条件"), "；".join([*([str(view)] if view else []), *chosen]) or _("全部")),
        (_("排序"), f"{heads[column]}{'↓' if falls else '↑'}"),
        (_("列"), "、".join(str(col.label) for col in cols)),
    ]


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
