"""What is asked of a seal, an application or a take-out before anything about it leaves the office: by its ref."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from alerts.subjects import Known
from seals.models import Seal, SealRequest
from seals.queries import takeouts
from seals.queries.requests import visible_to
from seals.rules.rights import sees_registry, sees_titles


def _request_seen(person: Any, ref: str) -> bool:
    return sees_titles(person.hats) and visible_to(person).filter(ref=ref).exists()


def _request_labelled(ref: str) -> bool:
    """Of one that is not there nothing is known, so nothing is said."""
    return not SealRequest.objects.filter(ref=ref, work_secret=False).exists()


def _number(rows: Any, column: str, ref: str) -> str:
    return str(rows.filter(ref=ref).values_list(column, flat=True).first() or "")


def _seal_seen(person: Any, ref: str) -> bool:
    hats, rows = person.hats, Seal.objects.filter(ref=ref)
    if sees_registry(hats):
        return rows.exists()
    his = Q(keeper=person) | Q(stand_in=person) | Q(supervisor=person)
    his |= Q(custodies__person=person, custodies__during__upper_inf=True)
    return f"p{person.pk}" in hats.own and rows.filter(his).exists()


KNOWN: dict[str, Known] = {
    "seal_request": Known(
        _request_seen, _request_labelled, lambda ref: _number(SealRequest.objects, "number", ref)
    ),
    "seal": Known(_seal_seen, lambda ref: False, lambda ref: _number(Seal.objects, "seal_no", ref)),
    "seal_takeout": Known(takeouts.sees, takeouts.labelled, takeouts.number),
}
