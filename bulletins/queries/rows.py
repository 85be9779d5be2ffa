"""Rows of a figure as one person may read them: of the others he learns how many they are, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bulletins.figures.base import Row
from bulletins.figures.narrowing import UNNUMBERED, no_number
from bulletins.queries import figures
from bulletins.queries.meetings import visible_actions
from bulletins.rules import packs as rules
from outgoing.models import Outgoing

OWN = frozenset({"seal", "meeting_action"})
NAMELESS = (UNNUMBERED, "—")  # as packs keep it, and as they did


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


def called(rows: Sequence[Row]) -> list[Row]:
    """What one may read, a paper of ours without a number by its title (no work secret's): one statement where there are any."""
    refs = {row.ref for row in rows if row.name in NAMELESS and row.ref}
    plain = Outgoing.objects.filter(ref__in=refs, work_secret=False) if refs else Outgoing.objects.none()
    titles = dict(plain.values_list("ref", "title"))
    return [
        replace(row, name=_name(row, titles.get(row.ref, ""))) if row.ref in refs else row for row in rows
    ]


def _name(row: Row, title: str) -> str:
    return title if title and title not in row.note else no_number()
