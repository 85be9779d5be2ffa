"""Sheets of handovers as the print centre finds them: one row for each sheet, with `ref`."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Q, QuerySet

from seals.models import Handover, SealPrint
from seals.rules.custody import sees_custody
from seals.words import SealSheet

NUMBER = re.compile(r"[0-9]{8}[2-9a-z]{5}")


def seen_by(person: Any) -> QuerySet[Any]:
    """Those that he may see: all for the desk and the heads, else those that he signed."""
    first = Handover.objects.order_by("sheet", "seal_id").distinct("sheet").values("pk")
    rows = Handover.objects.filter(pk__in=first)
    if not sees_custody(person.hats):
        own = (
            Q(from_person=person) | Q(to_person=person) | Q(supervised_by=person) | Q(signed_for_from=person)
        )
        rows = rows.filter(own)
    return rows.annotate(ref=F("sheet")).order_by("-at", "-pk")


def numbered(person: Any, typed: str) -> list[Any]:
    """The sheet of this number. No statement where it is none."""
    number = typed.strip().lower()
    return list(seen_by(person).filter(sheet=number)) if NUMBER.fullmatch(number) else []


def times(row: Any) -> dict[str, int]:
    """How often each form of this sheet was printed. One statement."""
    n = SealPrint.objects.filter(form=SealSheet.HANDOVER, ref=row.sheet).count()
    return {SealSheet.HANDOVER.value: n}
