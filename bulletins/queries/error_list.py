"""The error book page by page: two statements more than its rows say who may read which title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from bulletins.models import ErrorEntry
from bulletins.queries.titles import SEEN, seen
from bulletins.rules.error_rights import reads, sees_names
from bulletins.words import Source
from documents.forms.lists import start_of
from documents.queries.asked import Place
from documents.queries.finding import Conditions
from documents.queries.lists import CAP, Page, cut
from documents.queries.saved import Saved
from documents.queries.saved import pills as saved_pills
from seals.rules.rights import sees_titles

COLUMNS = ("id", "ref", "no", "found_at", "stage", "category", "rule", "description", "subject_kind", "subject_pk", "subject_ref",
           "subject_name", "subject_title", "paper_kind", "organ", "unit_name", "consequence", "source", "root_cause",
           "prevention", "repeat_of__no", "closed_at", "made_by_id", "made_by_name", "found_by_id", "found_by_name",
           "subject_secret")  # fmt: skip

UNTITLED: dict[str, Any] = {"paper_title": ""}
HIDDEN: dict[str, Any] = {"paper_title": "", "name": "", "organ": ""}  # of a work secret


class Row(NamedTuple):
    """One line. `paper_title` is empty for who may not see the paper (of a work secret its number and organ, too), `made` and
    `found` for who may not know the names."""

    id: int
    ref: str
    no: int
    found_at: datetime
    stage: str
    category: str
    rule: str
    description: str
    kind: str
    pk: int | None
    subject_ref: str
    name: str
    paper_title: str
    paper_kind: str
    organ: str
    unit: str
    consequence: str
    source: str
    cause: str
    prevention: str
    repeats: int | None
    closed_at: datetime | None
    made_id: int | None
    made: str
    found_id: int | None
    found: str
    secret: bool

    @property
    def title(self) -> str:
        """By what its tick box is called."""
        return self.description


def entries(person: Any) -> QuerySet[ErrorEntry]:
    """The whole book, for who reads it."""
    return ErrorEntry.objects.all() if reads(person.hats) else ErrorEntry.objects.none()


def wanted(person: Any, data: Mapping[str, Any], only: Sequence[str] = ()) -> QuerySet[ErrorEntry]:
    """What the address asks for. No word finds a title that he may not read, none a name that he may not know."""
    rows = entries(person)
    if data["q"]:
        rows = rows.filter(_words(person, data["q"]))
    for name, column in (("category", "category"), ("stage", "stage"), ("source", "source"), ("consequence", "consequence"),
                         ("kind", "paper_kind"), ("rule", "rule__iexact"), ("unit", "unit_name__icontains")):  # fmt: skip
        if data[name]:
            rows = rows.filter(**{column: data[name]})
    if data["since"]:
        rows = rows.filter(found_at__gte=start_of(data["since"]))
    if data["until"]:
        rows = rows.filter(found_at__lt=start_of(data["until"] + timedelta(days=1)))
    if data.get("who") and sees_names(person.hats):
        rows = rows.filter(Q(made_by_name__icontains=data["who"]) | Q(found_by_name__icontains=data["who"]))
    if only:
        rows = rows.filter(ref__in=list(only))
    return of_view(person, rows, data["view"])


def _words(person: Any, typed: str) -> Q:
    plain = Q(subject_name__icontains=typed, subject_secret=False)
    found = Q(description__icontains=typed) | Q(prevention__icontains=typed) | plain
    if typed.isascii() and typed.isdecimal() and len(typed) < 9:
        found |= Q(no=int(typed))
    if sees_titles(person.hats):
        for kind, visible in SEEN.items():
            said = Q(subject_title__icontains=typed) | Q(subject_name__icontains=typed)
            may = Exists(visible(person).filter(pk=OuterRef("subject_pk")))
            found |= Q(said, may, subject_kind=kind)
    return found


def of_view(person: Any, rows: QuerySet[ErrorEntry], view: str) -> QuerySet[ErrorEntry]:
    if view == "open":
        return rows.filter(closed_at__isnull=True)
    if view == "mine":
        return rows.filter(made_by=person)
    if view == "finds":
        return rows.filter(found_by=person)
    if view == "repeats":
        return rows.filter(repeat_of__isnull=False)
    if view == "others":  # missed limits are many, and stand together on the page of what is found most
        return rows.exclude(source=Source.MISSED)
    return rows


def page(
    person: Any,
    rows: QuerySet[ErrorEntry],
    *,
    falls: bool,
    before: Place | None,
    after: Place | None,
    size: int,
) -> Page:
    """By when they were found; `before`: further down, `after`: back up."""
    place, back = after or before, after is not None
    down = falls != back
    if place is not None and place.at is not None:
        beyond = "lt" if down else "gt"
        rows = rows.filter(
            Q(**{f"found_at__{beyond}": place.at}) | Q(found_at=place.at, **{f"pk__{beyond}": place.id})
        )
    limit = max(size + 1, CAP) if place is None else size + 1
    sign = "-" if down else ""
    found = rows.order_by(f"{sign}found_at", f"{sign}id").values_list(*COLUMNS)[:limit]
    return cut(shown(person, [Row(*row) for row in found]), size, before, back, limit)


def shown(person: Any, rows: Sequence[Row]) -> list[Row]:
    """The rows as he may read them."""
    visible, names, me = (
        seen(person, ((row.kind, row.pk) for row in rows)),
        sees_names(person.hats),
        person.pk,
    )
    return [
        row._replace(
            **({} if (row.kind, row.pk) in visible else HIDDEN if row.secret else UNTITLED),
            made=row.made if names or row.made_id == me else "", made_id=None,
            found=row.found if names or row.found_id == me else "", found_id=None,
        )
        for row in rows
    ]  # fmt: skip


def pills(ledger: str, person: Any) -> tuple[dict[str, int], list[Saved]]:
    """How many there are in the views that are counted, all of them, and the kept views."""
    counted = {"open": Conditions(["e.closed_at IS NULL"]), "mine": Conditions(["e.made_by_id = %(me)s"])}
    return saved_pills(
        ledger, person, "bulletins_errorentry e WHERE true", counted, {"me": person.pk}, most=None
    )
