"""盘点 (A19): which seals are there to be looked at this quarter, and which of them were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from deadlines.days import local
from seals.models import Seal, SealCustody, Stocktake
from seals.words import Medium, SealState

COUNTED = (SealState.WAITING, SealState.IN_USE, SealState.OUT, SealState.SUSPENDED, SealState.SEALED_UP)


@dataclass(frozen=True)
class Quarter:
    """A quarter of the office's calendar."""

    year: int
    number: int

    @property
    def since(self) -> datetime:
        first = date(self.year, 3 * self.number - 2, 1)
        return timezone.make_aware(
            datetime.combine(first, datetime.min.time()), timezone.get_default_timezone()
        )


def quarter_of(now: datetime) -> Quarter:
    day = local(now).date()
    return Quarter(day.year, (day.month + 2) // 3)


def this_quarter(now: datetime) -> list[Any]:
    """Every seal that can be laid on the table, each with `taken` (when, if it was this quarter), `found`, `taken_by`,
    `holder`; what is due first."""
    of = Stocktake.objects.filter(seal=OuterRef("pk"), at__gte=quarter_of(now).since).order_by("-at")
    held = SealCustody.objects.filter(seal=OuterRef("pk"), during__upper_inf=True)
    rows = Seal.objects.filter(state__in=COUNTED, medium=Medium.PHYSICAL).annotate(
        taken=Subquery(of.values("at")[:1]), found=Subquery(of.values("present")[:1]),
        taken_by=Subquery(of.values("by_name")[:1]), taken_with=Subquery(of.values("second_name")[:1]),
        holder=Subquery(held.values("person_name")[:1]),
    )  # fmt: skip
    return sorted(rows, key=lambda seal: (seal.taken is not None, seal.seal_no))


def is_counted(seal: Seal) -> bool:
    """Can it be looked at? What is lost, given back, destroyed or electronic cannot."""
    return seal.state in COUNTED and not seal.is_electronic
