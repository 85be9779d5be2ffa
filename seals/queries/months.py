"""The month for comparison with paper (D15): uses per day and per keeper, as many as the paper register must have."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce, TruncDate

from deadlines.days import SHANGHAI
from seals.queries.audit import Period
from seals.queries.audit.base import USES


@dataclass(frozen=True)
class Month:
    """`days`: of each day with a use its counts by handler and in all (uses, impressions)."""

    handlers: list[str]
    days: list[tuple[date, list[int], int, int]]
    totals: list[int]
    uses: int
    impressions: int


def month(p: Period) -> Month:
    """What the paper register of this month must have; one statement."""
    rows = (
        p.lines(*USES)
        .order_by()
        .annotate(day=TruncDate("used", tzinfo=SHANGHAI))
        .values("day", "keeper_name")
        .annotate(n=Count("pk"), made=Coalesce(Sum(Coalesce("impressions", "stamped")), 0))
        .values_list("day", "keeper_name", "n", "made")
    )
    counts: dict[date, Counter[str]] = {}
    made: Counter[date] = Counter()
    for day, keeper, n, impressions in rows:
        counts.setdefault(day, Counter())[keeper] += n
        made[day] += impressions
    handlers = sorted({name for of_day in counts.values() for name in of_day})
    days = [
        (day, [of[name] for name in handlers], of.total(), made[day]) for day, of in sorted(counts.items())
    ]
    totals = [sum(of[name] for of in counts.values()) for name in handlers]
    return Month(handlers, days, totals, sum(totals), made.total())
