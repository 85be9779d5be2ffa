"""The seals' part of the weekly pack: uses by seal and by unit, refusals, take-outs, anomalies, heads of the ledgers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from seals.models import Seal, SealTakeout
from seals.queries.audit import Period
from seals.queries.audit.base import USES
from seals.queries.findings import tiles
from seals.words import LineKind, SealState, TakeoutState


@dataclass(frozen=True)
class Week:
    """`by_seal`, `by_unit`: name, uses, copies. `anomalies`: code of the test, how many, of these not explained. `heads`:
    number of the seal, name, lines, the first 16 digits of its head."""

    uses: int
    copies: int
    by_seal: list[tuple[str, int, int]]
    by_unit: list[tuple[str, int, int]]
    refusals: list[tuple[str, int]]
    out: int
    overdue: int
    anomalies: list[tuple[str, int, int]]
    heads: list[tuple[str, str, int, str]]


def week(first: date, last: date, now: datetime) -> Week:
    """What the pack of these days says of the seals. Numbers and names of seals and units; no titles."""
    p = Period(first, last, now)
    uses = p.lines(*USES).order_by()
    copies = Coalesce(Sum("stamped"), 0)
    by_seal = uses.values("seal__name").annotate(n=Count("pk"), c=copies).order_by("-n", "seal__name")
    by_unit = uses.values("applicant_unit").annotate(n=Count("pk"), c=copies).order_by("-n", "applicant_unit")
    refused = p.lines(LineKind.REFUSAL).order_by().values("code").annotate(n=Count("pk")).order_by("code")
    out = SealTakeout.objects.filter(out_at__gte=p.start, out_at__lt=p.end)
    late = Q(state=TakeoutState.OUT, until__lt=p.until) | Q(
        back_at__gte=p.start, back_at__lt=p.end, back_at__gt=F("until")
    )
    found = [tile for tile in tiles(p) if not tile.result.passed]
    seals = Seal.objects.exclude(state__in=[SealState.WAITING, SealState.DESTROYED])
    seal_rows = list(by_seal.values_list("seal__name", "n", "c"))
    return Week(
        uses=sum(n for _name, n, _copies in seal_rows),
        copies=sum(c for _name, _n, c in seal_rows),
        by_seal=seal_rows,
        by_unit=list(by_unit.values_list("applicant_unit", "n", "c")),
        refusals=list(refused.values_list("code", "n")),
        out=out.count(),
        overdue=SealTakeout.objects.filter(late).count(),
        anomalies=[(t.result.code, len(t.rows), len(t.rows) - t.count("explained")) for t in found],
        heads=[(s.seal_no, s.name, s.line_count, bytes(s.line_head).hex()[:16]) for s in seals],
    )
