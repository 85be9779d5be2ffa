"""用印登记簿: every line of every seal's ledger, said once; for the seal desk, the chiefs and the auditor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from documents.forms.lists import LedgerForm
from documents.models import Export
from documents.queries.asked import Place
from documents.queries.lists import Page
from documents.queries.saved import Saved, pills
from documents.queries.visible import visible_to
from documents.views.ledger import Ledger, Reading
from seals.actions.auditing import noted
from seals.forms.register import NEWEST, VIEWS, RegisterForm
from seals.models import AuditDeed, LedgerLine, Seal
from seals.queries import register
from seals.rules.rights import sees_audit, sees_ledger
from seals.views.register_rows import HEADS, USUAL, every
from workflow.models import Entry

NAME = "seal_ledger"


class Lines(Reading):
    """The lines that an address asks for."""

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

    @cached_property
    def wanted(self) -> Q:
        found = register.asked_for(self.data, self.person)
        return found & register.keys_of(self.only) if self.only else found

    def read(
        self, before: Place | None, after: Place | None, size: int, more: tuple[str, ...], limit_ms: int
    ) -> Page:
        return register.page(
            self.wanted, person=self.person, falls=HEADS[self.order][1], before=before, after=after, size=size
        )

    def place_of(self, row: Any) -> Place:
        return Place(row.pk)


@dataclass(frozen=True, eq=False)
class Book(Ledger):
    """A register whose lines are no papers; to who may not read it there is no such page."""

    def reads(self, person: Any, query: QueryDict) -> LedgerForm:
        if not sees_ledger(person.hats):
            raise Http404
        return super().reads(person, query)

    def these(self, person: Any, refs: Sequence[str]) -> list[Any]:
        return list(register.lines().filter(register.keys_of(refs))) if sees_ledger(person.hats) else []

    def opener(self) -> Callable[[Any], str]:
        url = reverse("seal_line", args=[0, 0])
        return lambda row: url.replace("/0/0/", f"/{row.seal_id}/{row.serial}/")


def _counted(person: Any, now: datetime, views: Sequence[str]) -> tuple[dict[str, int], list[Saved]]:
    return pills(NAME, person, "", {}, {})


def _shown(person: Any) -> Sequence[str]:
    return [name for name, _label in VIEWS]


def _own(request: HttpRequest, page: Page | None) -> dict[str, Any]:
    """The seals whose sheet can be printed, and his last exports with their SHA-256. An auditor's look is written down."""
    person: Any = request.user
    if request.method == "GET" and sees_audit(person.hats):
        noted(person, AuditDeed.Kind.REGISTER, about=request.GET.urlencode())
    last = list(Export.objects.filter(person=person, ledger=NAME).values_list("pk", flat=True)[:5])
    told = Entry.objects.filter(subject_kind="export", subject_pk__in=last, data__has_key="sha256").order_by(
        "-seq"
    )
    hashes = [(entry.at, entry.data["rows"], entry.data["sha256"]) for entry in told]
    return {"hashes": hashes, "seals": list(Seal.objects.only("name", "seal_no"))}


def _named(line: LedgerLine) -> tuple[str, str]:
    return f"{line.seal.seal_no} #{line.serial}", line.title


def _no_papers(person: Any) -> Any:
    return visible_to(person).none()


SEAL_LEDGER = Book(
    name=NAME,
    title=lazy("用印登记簿"),
    label=lazy("用印登记"),
    number=lazy("登记号"),
    form=RegisterForm,
    filters={"q": "wide", "seal": "", "person": "", "kind": "slim", "since": "slim", "until": "slim"},
    beyond={"code": "slim"},
    views=VIEWS,
    orders=HEADS,
    newest=NEWEST,
    by_time=(NEWEST,),
    reading=Lines,
    every=every,
    usual=USUAL,
    opens="serial",
    counted=_counted,
    shown=_shown,
    subjects=_no_papers,
    named=_named,
    page="seal_line",
    template="seals/ledger.html",
    own=_own,
    plain_form=False,
)
