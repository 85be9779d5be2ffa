"""Print runs of a paper: those of the text that is printed now, and what waits for the seal."""

from __future__ import annotations

from django.db.models import Max, Q, Sum

from outgoing.models import Addressee, Outgoing, PrintRun


def edition(paper: Outgoing) -> int:
    """Of which text the printed copies are; 0 before anything was printed."""
    return PrintRun.objects.filter(paper=paper).aggregate(n=Max("edition"))["n"] or 0


def runs(paper: Outgoing) -> list[PrintRun]:
    """All of them in order, those of an earlier text too: they are waste. One statement."""
    return list(PrintRun.objects.filter(paper=paper).order_by("edition", "number"))


def waiting_runs(paper: Outgoing) -> list[PrintRun]:
    """Those whose copies wait for the seal, the earlier first."""
    rows = PrintRun.objects.filter(paper=paper, edition=edition(paper), stamped__isnull=True)
    return list(rows.order_by("number"))


def stamped_numbers(paper: Outgoing) -> Q:
    """Which numbered copies have the seal: of each run the first ones, as many as were stamped."""
    found, before = Q(pk__in=[]), 0
    for run in PrintRun.objects.filter(paper=paper, edition=edition(paper)).order_by("number"):
        found |= Q(number__gt=before, number__lte=before + (run.stamped or 0))
        before += run.approved
    return found


def listed(paper: Outgoing) -> int:
    """Copies that the dispatch list asks for."""
    return Addressee.objects.filter(paper=paper).aggregate(n=Sum("copies"))["n"] or 0


def short_of(paper: Outgoing) -> int:
    """How many copies more the list asks for than were printed; 0 where there are enough."""
    return max(0, listed(paper) - (paper.print_run or 0))
