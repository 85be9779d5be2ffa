"""Rows of a figure as one person may read them: of the others he learns how many they are, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse

from bulletins.figures.base import Row
from bulletins.queries.meetings import visible_actions
from bulletins.rules import packs as rules
from documents.queries.visible import visible_to
from outgoing.queries.visible import inside_for
from seals.models import Seal
from seals.rules.rights import sees_registry

Seen = Callable[[Any, list[int]], set[int]]


def _keys(rows: Any) -> set[int]:
    return set(rows.values_list("pk", flat=True))


SEEN: dict[str, Seen] = {
    "document": lambda person, pks: _keys(visible_to(person).filter(pk__in=pks)),
    "outgoing": lambda person, pks: _keys(inside_for(person).filter(pk__in=pks)),
    "meeting_action": lambda person, pks: _keys(visible_actions(person).filter(pk__in=pks)),
    "seal": lambda person, pks: _keys(Seal.objects.filter(pk__in=pks)) if rules.comes(person.hats) else set(),
}
PAGES = {"document": "document", "outgoing": "outgoing", "meeting_action": "meeting_action"}


def readable(person: Any, rows: Sequence[Row]) -> list[Row]:
    """Those he may see, in their order: one query for each kind of thing. Who reads figures alone sees none."""
    if rules.reads_figures(person.hats) or not rules.comes(person.hats):
        return []
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.pk)
    seen = {kind: SEEN[kind](person, pks) for kind, pks in by_kind.items() if kind in SEEN}
    return [row for row in rows if row.pk in seen.get(row.kind, ())]


def page_of(row: Row, person: Any) -> str:
    """Where the thing itself is looked at; empty where he has no page of it."""
    if row.kind == "seal":
        return reverse("seal", args=[row.ref]) if sees_registry(person.hats) else ""
    name = PAGES.get(row.kind)
    return reverse(name, args=[row.ref]) if name and row.ref else ""
