"""What was printed of an outgoing paper."""

from __future__ import annotations

from django.db.models import Count

from outgoing.models import Outgoing, SheetPrint

SHOWN = 20


def prints(paper: Outgoing) -> list[SheetPrint]:
    """The newest printings: who, when, which form. One statement."""
    return list(SheetPrint.objects.filter(paper=paper).order_by("-id")[:SHOWN])


def times(paper: Outgoing) -> dict[str, int]:
    """How often each form of this paper was printed. One statement."""
    rows = SheetPrint.objects.filter(paper=paper).order_by("form").values("form").annotate(n=Count("pk"))
    return {row["form"]: row["n"] for row in rows}
