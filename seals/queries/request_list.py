"""The register of applications, page by page, newest first: a page is one statement, however many rows it has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from documents.forms.lists import start_of
from documents.queries.asked import Place
from documents.queries.lists import CAP, Page, cut
from documents.queries.saved import Saved
from documents.queries.saved import pills as saved_pills
from documents.queries.visible import given_to
from seals.models import SealRequest
from seals.queries.requests import visible_to
from seals.rules.rights import sees_titles
from seals.words import RequestState, TaskKind


class Row(NamedTuple):
    """One line; without the right to read titles `title` and `doc_number` are empty."""

    id: int
    ref: str
    number: str
    title: str
    doc_number: str
    urgency: str
    seal: str
    state: str
    basis: str
    copies: int
    stamped: int
    spoiled: int
    unused: int
    applicant: str
    unit: str
    approver: str
    asked_at: datetime
    expires_at: datetime | None


class Found(NamedTuple):
    """One that was looked for; `title` is empty for who may read none."""

    ref: str
    number: str
    title: str
    state: str
    asked_at: datetime


FOUND = ("ref", "number", "title", "state", "asked_at")
COLUMNS = ("id", "ref", "number", "title", "doc_number", "urgency", "seal__name", "state", "basis", "copies", "stamped",
           "spoiled", "unused", "applicant_name", "unit_name", "approver_name", "asked_at", "expires_at")  # fmt: skip


def wanted(person: Any, data: Mapping[str, Any], only: Sequence[str] = ()) -> QuerySet[SealRequest]:
    """What the address asks for, of what he sees. By words of the title nobody finds what he may not read."""
    rows = visible_to(person)
    if data["q"]:
        found = Q(number__icontains=data["q"])
        if sees_titles(person.hats):
            found |= Q(title__icontains=data["q"]) | Q(doc_number__icontains=data["q"])
        rows = rows.filter(found)
    if data["seal"]:
        rows = rows.filter(Q(seal__name__icontains=data["seal"]) | Q(seal__seal_no=data["seal"]))
    if data["who"]:
        rows = rows.filter(Q(applicant_name__icontains=data["who"]) | Q(approver_name__icontains=data["who"]))
    if data["state"]:
        rows = rows.filter(state=data["state"])
    if data["kind"]:
        rows = rows.filter(seal__kind=data["kind"])
    if data["since"]:
        rows = rows.filter(asked_at__gte=start_of(data["since"]))
    if data["until"]:
        rows = rows.filter(asked_at__lt=start_of(data["until"] + timedelta(days=1)))
    if only:
        rows = rows.filter(ref__in=list(only))
    return of_view(person, rows, data["view"])


NUMBER = re.compile(r"(?:yy)?\s*(20\d{2})\s*-\s*(\d{1,6})", re.I)


def found_by(person: Any, typed: str) -> list[Found]:
    """The application with this number (YY2026-000123, the letters and zeros may be left out), if he sees it. No statement for
    other words: what it is about is found in its own register. Who may read no titles is given none."""
    if (told := NUMBER.fullmatch(typed.strip())) is None:
        return []
    rows = visible_to(person).filter(number=f"YY{told[1]}-{int(told[2]):06d}").only(*FOUND)
    reads = sees_titles(person.hats)
    return [
        Found(row.ref, row.number, row.title if reads else "", row.get_state_display(), row.asked_at)
        for row in rows
    ]


def of_view(person: Any, rows: QuerySet[SealRequest], view: str) -> QuerySet[SealRequest]:
    if view == "mine":
        return rows.filter(applicant=person)
    if view == "approve":
        mine = given_to(person.hats, SealRequest.subject_kind).filter(kind=TaskKind.APPROVE, status="open")
        return rows.filter(pk__in=mine.values("subject_pk"))
    return rows.filter(state=RequestState.APPROVED) if view == "stamp" else rows


def requests(
    person: Any,
    rows: QuerySet[SealRequest],
    *,
    falls: bool,
    before: Place | None,
    after: Place | None,
    size: int,
) -> Page:
    """`before`: further down; `after`: back up."""
    place, back = after or before, after is not None
    down = falls != back
    if place is not None:
        rows = rows.filter(pk__lt=place.id) if down else rows.filter(pk__gt=place.id)
    limit = max(size + 1, CAP) if place is None else size + 1
    found = rows.order_by("-pk" if down else "pk").values_list(*COLUMNS)[:limit]
    lines = [Row(*row) for row in found]
    if not sees_titles(person.hats):
        lines = [row._replace(title="", doc_number="") for row in lines]
    return cut(lines, size, before, back, limit)


def pills(ledger: str, person: Any) -> tuple[dict[str, int], list[Saved]]:
    """The kept views; none of the fixed ones is counted."""
    return saved_pills(ledger, person, "seals_sealrequest r WHERE true", {}, {})
