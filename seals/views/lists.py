"""印章台账 (S13): the registry of seals, said once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from docflow.web.errors import NotAllowed
from documents.forms.lists import LedgerForm
from documents.queries.asked import Place
from documents.queries.finding import Conditions
from documents.queries.lists import Page
from documents.views.ledger import Ledger, Reading
from seals.forms.registry import VIEWS, SealsForm
from seals.models import Seal
from seals.queries import registry
from seals.queries.registry import LEDGER, NUMBER, seen_by
from seals.rules.rights import keeps_registry, sees_registry
from seals.views.registry_rows import HEADS, OPENS, USUAL, every, row_class


class Registered(Reading):
    """The seals of one address."""

    @property
    def may_sort(self) -> bool:
        return True  # some dozens, and both orders run along the number

    @cached_property
    def order(self) -> str:
        return self.data["sort"] or NUMBER

    @cached_property
    def conditions(self) -> Conditions:
        found = registry.conditions(self.data)
        if self.only:
            found.add("s.ref = ANY (%(only)s::text[])", only=list(self.only))
        return found

    @property
    def too_short(self) -> bool:
        return False

    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        return registry.seals(
            self.person,
            self.conditions,
            order=self.order,
            before=before,
            after=after,
            size=size,
            limit_ms=limit_ms,
        )

    def place_of(self, row: Any) -> Place:
        return Place(row.id)


@dataclass(frozen=True, eq=False)
class Seals(Ledger):
    """To who has no seal and reads no registry there is no such page."""

    def reads(self, person: Any, query: QueryDict) -> LedgerForm:
        admitted(person)
        return super().reads(person, query)


def admitted(person: Any) -> None:
    """404 for outsiders, 403 for who works here but has nothing to do with seals."""
    if sees_registry(person.hats) or seen_by(person).exists():
        return
    if not any(seat.internal for seat in person.hats.seats):
        raise Http404
    raise NotAllowed(_("印章台账只对印章保管、监印人员，处长和办公厅领导开放。"))


def _own(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    person: Any = request.user
    return {"keeps": keeps_registry(person.hats), "reads": sees_registry(person.hats)}


def _named(seal: Seal) -> tuple[str, str]:
    return seal.seal_no, seal.name


SEALS = Seals(
    name=LEDGER,
    title=lazy("印章台账"),
    label=lazy("印章列表"),
    number=lazy("印章编号"),
    form=SealsForm,
    filters={"q": "wide", "state": "slim", "kind": "slim", "organ": "slim", "keeper": ""},
    beyond={"medium": "slim"},
    views=VIEWS,
    orders=HEADS,
    newest=NUMBER,
    by_time=(),
    reading=Registered,
    every=every,
    usual=USUAL,
    opens=OPENS,
    counted=registry.pills,
    shown=lambda person: [name for name, _label in VIEWS if name],
    subjects=seen_by,
    named=_named,
    page="seal",
    template="seals/seals.html",
    own=_own,
    row_class=row_class,
    plain_form=False,
)
