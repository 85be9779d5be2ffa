"""What was printed of an outgoing paper."""

from __future__ import annotations

from outgoing.models import Outgoing, SheetPrint

SHOWN = 20


def prints(paper: Outgoing) -> list[SheetPrint]:
    """The newest printings: who, when, which form. One statement."""
    return list(SheetPrint.objects.filter(paper=paper).order_by("-id")[:SHOWN])
