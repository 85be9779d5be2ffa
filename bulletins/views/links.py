"""The page of each thing that is counted."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from bulletins.figures.base import Row
from bulletins.figures.narrowing import IN, OUT

PAGES = {
    "document": IN, "assignment": IN, "return_slip": IN, "instruction": IN, "outgoing": OUT, "addressee": OUT,
    "seal_takeout": "seal_takeout", "error": "error", "meeting_action": "meeting_action",
}  # fmt: skip


def address(row: Row) -> str:
    """Where it is shown; empty for what has no page of its own. Of both flows the kind begins with the flow: `outgoing.step`."""
    if not row.ref:
        return ""
    if row.kind in ("ledger_line", "anomaly"):
        return reverse("seal_line", args=row.ref.split("/"))
    flow, dot, _rest = row.kind.partition(".")
    name = flow if dot else PAGES.get(row.kind, "")
    try:
        return reverse(name, args=[row.ref]) if name else ""
    except NoReverseMatch:
        return ""
