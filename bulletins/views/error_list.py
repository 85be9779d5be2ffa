"""错题本 (S15) as a register, said once: filters, columns, sheet, print, kept views; names on the screen of who may know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bulletins.forms.error_list import NEWEST, VIEWS, ErrorsForm
from bulletins.models import ErrorEntry
from bulletins.queries import error_list as query
from bulletins.rules.error_rights import reads, sees_names, writes
from bulletins.views.error_rows import HEADS, USUAL, every, named
from docflow.web.errors import BadInput
from docflow.web.ledger import Col
from documents.forms.lists import LedgerForm
from documents.queries.asked import Place
from documents.queries.lists import Page
from documents.queries.saved import Saved
from documents.views.ledger import LONGEST, Ledger, Mark, Reading

NAME = "errors"


class Booked(Reading):
    """What an address of the book asks for."""

    @property
    def may_sort(self) -> bool:
        """Who comes here reads all of it."""
        return True

    @cached_property
    def order(self) -> str:
        return self.data["sort"] or NEWEST

    @property
    def too_short(self) -> bool:
        return False

    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        rows = query.wanted(self.person, self.data, self.only)
        return query.page(
            self.person, rows, falls=HEADS[self.order][1], before=before, after=after, size=size
        )

    def page(self, more: tuple[str, ...] = ()) -> Page:
        """With how many there are: a number of the statistics opens this list, and the list says the same number."""
        page = super().page(more)
        if page.count is not None:
            return page
        return replace(page, count=query.wanted(self.person, self.data, self.only).count())

    def place_of(self, row: Any) -> Place:
        return Place(row.id, row.found_at)


@dataclass(frozen=True, eq=False)
class Book(Ledger):
    """To who may not read it there is no such page."""

    def reads(self, person: Any, query: QueryDict) -> LedgerForm:
        if not reads(person.hats):
            raise Http404
        return super().reads(person, query)

    def asked_for(self, person: Any, query: str, now: datetime, only: Sequence[str] = ()) -> Reading:
        """For sheets and paper: nobody's name goes along, not even as what was asked for."""
        if len(query) <= LONGEST and QueryDict(query).get("who"):
            raise BadInput(_("按人筛选的差错只在屏幕上看，不导出、不打印。"))
        return super().asked_for(person, query, now, only)

    def kept(self, person: Any, query: str) -> str:
        """Nor does a view that is kept, and may be shared."""
        found = QueryDict(super().kept(person, query), mutable=True)
        found.pop("who", None)
        return found.urlencode()

    def columns(
        self,
        asked: Reading,
        sorts: Mapping[str, str] | None = None,
        mark: Mark = str,
        keys: Sequence[str] | None = None,
    ) -> list[Col]:
        """On the screen (only there are heads to press) the names stand behind, for who may know them."""
        cols = super().columns(asked, sorts, mark, keys)
        return [*cols, *named()] if sorts is not None and sees_names(asked.person.hats) else cols


def _counted(person: Any, now: datetime, views: Sequence[str]) -> tuple[dict[str, int], list[Saved]]:
    return query.pills(NAME, person)


def _shown(person: Any) -> Sequence[str]:
    """Who does no work here made none of them."""
    mine = writes(person.hats)
    return [name for name, _label in VIEWS if name and (mine or name not in ("mine", "finds"))]


def _own(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    return {"writes": writes(request.user.hats)}  # type: ignore[union-attr]


def _named(entry: ErrorEntry) -> tuple[str, str]:
    return str(entry.no), entry.description


ERRORS = Book(
    name=NAME,
    title=lazy("错题本"),
    label=lazy("差错列表"),
    number=lazy("序号"),
    form=ErrorsForm,
    filters={"q": "wide", "category": "slim", "stage": "slim", "since": "slim", "until": "slim"},
    beyond={"source": "", "consequence": "slim", "kind": "slim", "unit": "", "rule": "slim", "who": ""},
    views=VIEWS,
    orders=HEADS,
    newest=NEWEST,
    by_time=(NEWEST,),
    reading=Booked,
    every=every,
    usual=USUAL,
    opens="description",
    counted=_counted,
    shown=_shown,
    subjects=query.entries,
    named=_named,
    page="error",
    template="bulletins/errors.html",
    own=_own,
    plain_form=False,
    exact=True,
)
