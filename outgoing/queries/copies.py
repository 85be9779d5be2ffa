"""份号: the sums that must come out even, and what stands where."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from documents.rules.ranges import written
from outgoing.models import Copy, Outgoing

S = Copy.Status


@dataclass(frozen=True)
class Balance:
    """Copies by where they are. `printed` is the print run; the others are counted."""

    printed: int
    kept: int = 0
    given: int = 0
    returned: int = 0
    destroyed: int = 0
    lost: int = 0

    @property
    def even(self) -> bool:
        """Every printed copy is accounted for."""
        return self.printed == self.kept + self.given + self.returned + self.destroyed + self.lost

    @property
    def complete(self) -> bool:
        """清退 is complete: nobody has a copy any more."""
        return self.even and self.given == 0


def balance(paper: Outgoing) -> Balance:
    """One statement."""
    counted = Copy.objects.filter(paper=paper).values_list("status").annotate(n=Count("pk"))
    return Balance(printed=paper.print_run or 0, **dict(counted.order_by()))


def ledger(paper: Outgoing) -> list[tuple[str, str, str, str]]:
    """(status, its words, who, numbers as ranges): whoever has or had copies, in order of the numbers."""
    held: dict[tuple[str, str], list[int]] = {}
    for number, status, holder in Copy.objects.filter(paper=paper).values_list("number", "status", "holder"):
        held.setdefault((status, holder), []).append(number)
    return [(status, str(S(status).label), who, written(n)) for (status, who), n in held.items()]
