"""Rows of a figure as one person may read them: of the others he learns how many they are, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bulletins.figures.base import Row
from bulletins.queries import figures
from bulletins.queries.meetings import visible_actions
from bulletins.rules import packs as rules

OWN = frozenset({"seal", "meeting_action"})


def readable(person: Any, rows: Sequence[Row]) -> list[Row]:
    """Those he may see today, in their order: one query for each kind of thing. Who reads figures alone sees none."""
    if rules.reads_figures(person.hats) or not rules.comes(person.hats):
        return []
    seen = figures.seen(person, [row for row in rows if row.kind not in OWN])
    seen |= {
        ("seal", row.pk) for row in rows if row.kind == "seal"
    }  # name and head of a ledger: all of the office
    if actions := [row.pk for row in rows if row.kind == "meeting_action"]:
        mine = visible_actions(person).filter(pk__in=actions).values_list("pk", flat=True)
        seen |= {("meeting_action", pk) for pk in mine}
    return [row for row in rows if (row.kind, row.pk) in seen]
