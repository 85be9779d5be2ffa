"""What was printed of an outgoing paper."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from outgoing.models import Outgoing, SheetPrint
from people.roles import REGISTRY, Role

SHOWN = 20
SEES_ALL = REGISTRY - {Role.HANDLER}


def prints(paper: Outgoing, hats: Any) -> list[SheetPrint]:
    """The newest printings that he may know of: who, when, which form. One statement."""
    rows = SheetPrint.objects.filter(paper=paper)
    if not sees_all_prints(hats):
        rows = rows.filter(person_id=hats.person_id)
    return list(rows.order_by("-id")[:SHOWN])


def sees_all_prints(hats: Any) -> bool:
    """May he see what others printed? Who answers for the paper that leaves the office."""
    return bool(hats.office_roles & SEES_ALL)


def times(paper: Outgoing) -> dict[str, int]:
    """How often each form of this paper was printed. One statement."""
    rows = SheetPrint.objects.filter(paper=paper).order_by("form").values("form").annotate(n=Count("pk"))
    return {row["form"]: row["n"] for row in rows}
