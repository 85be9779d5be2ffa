"""用印登记簿, page by page: every line of every ledger, newest first or oldest first; keyset only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from documents.queries.asked import Place
from documents.queries.lists import CAP, PAGE, Page, cut
from seals.models import LedgerLine
from seals.queries.audit import Period
from seals.queries.audit.base import start_of
from seals.queries.requests import visible_to
from seals.rules.rights import sees_titles
from seals.words import LineKind

K = LineKind
VIEWS = {
    "use": (K.USE, K.LATE_ENTRY, K.SETTLE),
    "refusal": (K.REFUSAL,),
    "noted": (K.CORRECTION, K.LATE_ENTRY),
    "state": tuple(k for k in K if k not in (K.USE, K.LATE_ENTRY, K.SETTLE, K.REFUSAL, K.CORRECTION)),
}
BETWEEN = "n"
NAMES = ("applicant_name", "approver_name", "keeper_name", "supervisor_name", "second_name", "actor_name")


def secret_to(person: Any) -> Q:
    """Lines of work secrets in which he has no part: he sees that a seal was set, not on what."""
    return Q(request__work_secret=True) & ~Q(request__in=visible_to(person).values("pk"))


def blank(rows: Sequence[LedgerLine], person: Any) -> None:
    """Take from these lines what this person may not read: for an administrator and of work secrets what they are about. One
    statement at most."""
    hidden = {row.pk for row in rows}
    if sees_titles(person.hats) and hidden:
        secret = LedgerLine.objects.filter(secret_to(person), pk__in=hidden)
        hidden = set(secret.values_list("pk", flat=True))
    for row in rows:
        if row.pk in hidden:
            row.title = row.addressee = ""


def asked_for(data: Mapping[str, Any], person: Any) -> Q:
    """The filters of the form. Nobody finds by its words what he may not read."""
    found = Q()
    if text := data["q"]:
        words = Q(doc_number__icontains=text) | Q(request_no__icontains=text)
        mine = Q(title__icontains=text) & ~secret_to(person) if sees_titles(person.hats) else Q(pk__in=[])
        found &= words | mine
    if data["seal"]:
        found &= Q(seal__name__icontains=data["seal"]) | Q(seal__seal_no__icontains=data["seal"])
    if data["person"]:
        his = Q()
        for name in NAMES:
            his |= Q(**{f"{name}__icontains": data["person"]})
        found &= his
    for name in ("kind", "code"):
        if data[name]:
            found &= Q(**{name: data[name]})
    if data["since"]:
        found &= Q(at__gte=start_of(data["since"]))
    if data["until"]:
        found &= Q(at__lt=start_of(data["until"] + timedelta(days=1)))
    if data["view"]:
        found &= Q(kind__in=VIEWS[data["view"]])
    return found


def lines() -> QuerySet[LedgerLine]:
    """All lines, each with its seal, without the hashed bytes."""
    return LedgerLine.objects.select_related("seal").defer("canon", "prev")


def keys_of(refs: Sequence[str]) -> Q:
    """The lines with these public ids: `<seal>n<serial>`."""
    found = Q(pk__in=[])
    for ref in refs:
        seal, _n, serial = ref.partition(BETWEEN)
        if seal.isdigit() and serial.isdigit() and len(seal) < 18 and len(serial) < 10:
            found |= Q(seal=int(seal), serial=int(serial))
    return found


def page(wanted: Q, *, person: Any, falls: bool = True, before: Place | None = None, after: Place | None = None,
         size: int = PAGE) -> Page:  # fmt: skip
    """One page. What this person may not read is not even in the rows."""
    place, back = after or before, after is not None
    down = falls != back
    rows = lines().filter(wanted)
    if place is not None:
        rows = rows.filter(pk__lt=place.id) if down else rows.filter(pk__gt=place.id)
    limit = max(size + 1, CAP) if place is None else size + 1
    found = list(rows.order_by("-pk" if down else "pk")[:limit])
    for row in found:
        row.ref = f"{row.seal_id}{BETWEEN}{row.serial}"  # type: ignore[attr-defined]
    blank(found, person)
    return cut(found, size, before, back, limit)


def sheet_of(seal: int, p: Period) -> QuerySet[LedgerLine]:
    """What was done with one seal in the period, for the printed sheet, oldest first; `put_right`: the line that corrects it."""
    later = LedgerLine.objects.filter(seal=OuterRef("seal"), corrects=OuterRef("serial")).order_by("serial")
    uses = lines().filter(seal=seal, kind__in=VIEWS["use"], at__gte=p.start, at__lt=p.end)
    return uses.annotate(put_right=Subquery(later.values("serial")[:1])).order_by("serial")
