"""What the page of one seal shows: custody, ledger lines, open requests, who may look at its impression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seals.models import LedgerLine, Seal, SealCustody, SealRequest, SealTakeout, Stocktake
from seals.rules.rights import sees_audit
from seals.words import REQUEST_LIVE, TakeoutState

LINES, PERIODS, OPEN = 30, 20, 50
READ = (
    "serial", "at", "kind", "actor_name", "request_no", "stamped", "impressions", "spoiled", "unused", "keeper_name",
    "second_name", "code", "reason", "corrects", "from_state", "to_state", "hash", "seal_id",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """Everything below the facts. `periods`, `lines` and `requests` are the newest, at most so many."""

    periods: list[SealCustody]
    lines: list[LedgerLine]
    requests: list[SealRequest]
    takeout: SealTakeout | None
    electronic: list[Seal]
    stocktake: Stocktake | None


def shown(seal: Seal) -> Shown:
    periods = SealCustody.objects.filter(seal=seal).order_by("-during")[:PERIODS]
    lines = LedgerLine.objects.filter(seal=seal).only(*READ).order_by("-serial")[:LINES]
    return Shown(
        list(periods),
        list(lines),
        open_requests(seal),
        out_with(seal),
        list(Seal.objects.filter(twin=seal)),
        Stocktake.objects.filter(seal=seal).first(),
    )


def open_requests(seal: Seal) -> list[SealRequest]:
    """Applications that still wait for an approval or for this seal, the oldest first."""
    rows = SealRequest.objects.filter(seal=seal, state__in=REQUEST_LIVE).order_by("pk")
    return list(rows[:OPEN])


def out_with(seal: Seal) -> SealTakeout | None:
    """With whom it is outside, if it is."""
    return SealTakeout.objects.filter(seal=seal, state=TakeoutState.OUT).first()


def may_see_imprint(person: Any, seal: Seal) -> bool:
    """The impression can be copied by whoever has its picture (D17): only who has the seal itself, and the audit
    administrator."""
    if sees_audit(person.hats):
        return True
    works = bool(person.hats.own) and not person.hats.is_admin
    held = SealCustody.objects.filter(seal=seal, person=person, during__upper_inf=True)
    return works and held.exists()
