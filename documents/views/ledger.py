"""A register, said once: its filters, orders, columns and rows. The page, the column chooser, the sheet, the printed
ledger, saved views and batches are made of it; `ledger_urls` gives all of them their addresses.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from docflow.web.ledger import Col, laid_out
from documents.forms.lists import LedgerForm
from documents.queries.asked import Place
from documents.queries.lists import PAGE, Page
from documents.queries.saved import Saved

PAGING = ("before", "after")
LONGEST = 2000  # characters of an address, every filter filled
Mark = Callable[[str], object]
Words = str | Promise


@dataclass
class Reading(ABC):
    """Filters, words and order of one address, read for one person. `form` is a valid form of the ledger; `only`: of
    these rows nothing but the ticked ones."""

    ledger: Ledger
    person: Any
    form: LedgerForm
    now: datetime
    only: tuple[str, ...] = ()

    further: ClassVar[tuple[str, ...]] = ()  # what its rows are read with when a column needs it

    @property
    def may_sort(self) -> bool:
        """Only who reads the whole register chooses an order: each has an index of the whole."""
        return bool(self.person.hats.reads_register)

    @cached_property
    def data(self) -> dict[str, Any]:
        data = dict(self.form.cleaned_data)
        if not self.may_sort:
            data["sort"] = ""
        return data

    @property
    @abstractmethod
    def order(self) -> str: ...

    @property
    @abstractmethod
    def too_short(self) -> bool: ...

    @abstractmethod
    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        """Rows of this person's, after all that was asked for. Raises `TooWide`."""

    @abstractmethod
    def place_of(self, row: Any) -> Place:
        """Where a row stands in the order."""

    @property
    def query(self) -> str:
        """The address again, without the place in the list."""
        return self.ledger.address_of(self.form)

    def needs(self, cols: Sequence[Col]) -> tuple[str, ...]:
        """What the rows must be read with for these columns, always in one order: each is a statement of its own."""
        wanted = {col.needs for col in cols}
        return tuple(name for name in self.further if name in wanted)

    def page(self, more: tuple[str, ...] = ()) -> Page:
        """The page the address names."""
        return self.read(self.data["before"], self.data["after"], PAGE, more, 0)

    def first(self, most: int, more: tuple[str, ...] = (), limit_ms: int = 0) -> Page:
        """From the top, whatever page the address names: at most so many, and whether there are others."""
        return self.read(None, None, most, more, limit_ms)

    def all(self, most: int, more: tuple[str, ...], limit_ms: int, at_once: int = 5000) -> Iterator[Any]:
        """The first `most` rows with what stands between them, read piece by piece."""
        place = None
        while most > 0:
            page = self.read(place, None, min(at_once, most), more, limit_ms)
            yield from page.lines
            most -= len(page.rows)
            if not page.older or not page.rows:
                return
            place = self.place_of(page.rows[-1])


@dataclass(frozen=True, eq=False)
class Ledger:
    """One register. `name` is that of its page's address, and of its columns among a person's lists.

    `filters`: each field of the form in the order of the filter row, with the class of its width; `beyond`: those
    that open below it. `views`: the fixed ones. `orders`: each with the words of its head, whether it falls, and the
    order that pressing the head again gives. `every(now, sorts, order, mark, keys)` makes the columns, `usual` stand
    without a choice, `opens` always does. `subjects(person)`: the papers themselves, for what is done to many of them; `named(paper)`: number and title there.
    """

    name: str
    title: Words
    label: Words
    number: Words
    form: type[LedgerForm]
    filters: Mapping[str, str]
    views: Sequence[tuple[str, Words]]
    orders: Mapping[str, tuple[Words, bool, str]]
    newest: str
    by_time: Sequence[str]
    reading: type[Reading]
    every: Callable[..., dict[str, Callable[[], Col]]]
    usual: Sequence[str]
    opens: str
    counted: Callable[[Any, datetime, Sequence[str]], tuple[dict[str, int], list[Saved]]]
    shown: Callable[[Any], Sequence[str]]
    subjects: Callable[[Any], QuerySet[Any]]
    named: Callable[[Any], tuple[str, str]]
    page: str
    template: str
    beyond: Mapping[str, str] = field(default_factory=dict)
    own: Callable[[HttpRequest, Page | None], dict[str, Any]] = lambda request, page: {}
    row_class: Callable[[Any], str] = lambda row: ""
    plain_form: bool = True  # without a filter its row is the same for everybody
    exact: bool = False  # its pills are counted to the end

    @property
    def url(self) -> str:
        return reverse(self.name)

    def these(self, person: Any, refs: Sequence[str]) -> list[Any]:
        """Those of them that he sees, newest first."""
        return list(self.subjects(person).filter(ref__in=refs).order_by("-pk"))

    def opener(self) -> Callable[[Any], str]:
        """Where a row leads."""
        url = reverse(self.page, args=["REF"])
        return lambda row: url.replace("REF", row.ref)

    def view_url(self, name: str) -> str:
        """Where the pill of a fixed view leads."""
        return f"{self.url}?view={name}" if name else self.url

    def view_of(self, data: Mapping[str, Any]) -> str | None:
        """Which of the fixed views this page is."""
        return data.get("view")

    def at(self, query: str) -> str:
        """Its page with these filters."""
        return f"{self.url}?{query}" if query else self.url

    @property
    def asks(self) -> tuple[str, ...]:
        """The filters, without view and order."""
        return (*self.filters, *self.beyond)

    def reads(self, person: Any, query: QueryDict) -> LedgerForm:
        return self.form(query, person=person)

    def asked_for(self, person: Any, query: str, now: datetime, only: Sequence[str] = ()) -> Reading:
        """The reading of a kept address. Raises `BadInput` where it is not valid: never is more read than it says."""
        form = self.reads(person, QueryDict(query)) if len(query) <= LONGEST else None
        if (
            form is None
            or not form.is_valid()
            or any(form.data.get(name) and name not in form.fields for name in self.asks)
        ):  # a filter that is not his any more: without it there would be more
            raise BadInput(_("筛选条件有误，请回到登记簿重新筛选。"))
        asked = self.reading(self, person, form, now, tuple(only))
        if asked.too_short:
            raise BadInput(_("关键词至少要两个字。"))
        return asked

    def kept(self, person: Any, query: str) -> str:
        """Only what the register asks, without the place in the list; nothing of an address that is not valid."""
        form = self.reads(person, QueryDict(query)) if len(query) <= LONGEST else None
        return self.address_of(form) if form is not None and form.is_valid() else ""

    def address_of(self, form: LedgerForm) -> str:
        found = QueryDict(mutable=True)
        for name in (*self.asks, "view", "sort"):
            if value := form.data.get(name, "").strip():
                found[name] = value
        return found.urlencode()

    def columns(
        self,
        asked: Reading,
        sorts: Mapping[str, str] | None = None,
        mark: Mark = str,
        keys: Sequence[str] | None = None,
    ) -> list[Col]:
        """The columns this person chose (or `keys`), or the usual ones. `sorts`: order to address; empty where none
        is offered."""
        wanted = chosen(asked.person, self) if keys is None else list(keys)
        made = self.every(asked.now, dict(sorts or {}), asked.order, mark, wanted)
        return laid_out(made, wanted, usual=self.usual, always=self.opens)

    def spoken(self, form: LedgerForm) -> list[tuple[str, str, str]]:
        """The filters at work: name, label, value as a person reads it."""
        found = []
        for name in self.asks:
            value = form.data.get(name, "").strip()
            if not value or name in form.errors or name not in form.fields:
                continue
            one = form.fields[name]
            words = dict(getattr(one, "choices", [])).get(value, value)
            found.append((name, str(one.label), str(words)))
        return found

    def told(self, asked: Reading, cols: Sequence[Col]) -> list[tuple[str, str]]:
        """Filters, order and columns as a person reads them."""
        view = str(dict(self.views).get(asked.data["view"], "")) if asked.data["view"] else ""
        wanted = [f"{label}：{value}" for _field, label, value in self.spoken(asked.form)]
        if asked.only:
            wanted.append(_("选中的 %(n)s 件") % {"n": len(asked.only)})
        head, falls, _turn = self.orders[asked.order]
        return [
            (_("条件"), "；".join([*([view] if view else []), *wanted]) or _("全部")),
            (_("排序"), f"{head}{'↓' if falls else '↑'}"),
            (_("列"), "、".join(str(col.label) for col in cols)),
        ]


def head(
    orders: Mapping[str, tuple[Words, bool, str]], order: str, sorts: Mapping[str, str], first: str
) -> dict[str, Any]:
    """What the head of a column says of the order `first` that it offers: the way to it, or that it is in force and
    the way to its other end."""
    if order not in (first, orders[first][2]):
        return {"sort": sorts.get(first, "")}
    _words, falls, turned = orders[order]
    return {"sort": sorts.get(turned, ""), "order": "descending" if falls else "ascending"}


def chosen(person: Any, ledger: Ledger) -> list[str]:
    """The keys of the columns he wants to see, in his order; none without a choice."""
    return list(person.list_columns.get(ledger.name, ()))
