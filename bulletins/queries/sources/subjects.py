"""What the book copies of the papers its entries are about: three statements for any number of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from documents.models import Document
from outgoing.models import Addressee, Outgoing
from outgoing.words import Role
from seals.models import Seal, SealRequest, SealTakeout


@dataclass(frozen=True)
class About:
    """A paper as the book keeps it. `name`: its number, never its title."""

    pk: int
    ref: str
    name: str
    title: str = ""
    kind: str = ""
    organ: str = ""
    secret: bool = False


def abouts(wanted: Iterable[tuple[str, int | None, str]]) -> dict[tuple[str, int | str], About]:
    """By kind and key, and by kind and public id."""
    asked = [(kind, pk, ref) for kind, pk, ref in wanted if kind]
    found: dict[tuple[str, int | str], About] = {}
    for kind, read in READ.items():
        keys = {pk for k, pk, _ref in asked if k == kind and pk is not None}
        refs = {ref for k, pk, ref in asked if k == kind and pk is None and ref}
        if keys or refs:
            for one in read(Q(pk__in=keys) | Q(ref__in=refs)):
                found[kind, one.pk] = found[kind, one.ref] = one
    return found


def _incoming(which: Q) -> Iterable[About]:
    columns = ("pk", "ref", "receipt_no", "title", "kind", "source_name", "work_secret")
    return [About(*row) for row in Document.objects.filter(which).values_list(*columns)]


def _outgoing(which: Q) -> Iterable[About]:
    papers = list(
        Outgoing.objects.filter(which).values_list("pk", "ref", "number", "title", "kind", "work_secret")
    )
    rows = Addressee.objects.filter(paper__in=[row[0] for row in papers], role=Role.MAIN).order_by(
        "-order", "-id"
    )
    first = dict(rows.values_list("paper_id", "name"))  # of several the first one stays
    for pk, ref, number, title, kind, secret in papers:
        yield About(pk, ref, number, title, kind, first.get(pk, ""), secret)


def _requests(which: Q) -> Iterable[About]:
    rows = SealRequest.objects.filter(which).values_list("pk", "ref", "number", "title", "work_secret")
    return [About(pk, ref, number, title, secret=secret) for pk, ref, number, title, secret in rows]


def _seals(which: Q) -> Iterable[About]:
    return [About(*row) for row in Seal.objects.filter(which).values_list("pk", "ref", "seal_no")]


def _takeouts(which: Q) -> Iterable[About]:
    return [About(*row) for row in SealTakeout.objects.filter(which).values_list("pk", "ref", "number")]


READ = {
    "document": _incoming, "outgoing": _outgoing, "seal_request": _requests, "seal": _seals, "seal_takeout": _takeouts,
}  # fmt: skip
