"""Titles of papers, to who may see the paper and to nobody else: asked anew each time, whatever the book has copied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from documents.queries.visible import visible_to as incoming
from outgoing.queries.visible import visible_to as outgoing
from seals.queries import registry, requests, takeouts
from seals.rules.rights import sees_titles

SEEN = {
    "document": incoming, "outgoing": outgoing, "seal_request": requests.visible_to, "seal": registry.seen_by,
    "seal_takeout": takeouts.visible_to,
}  # fmt: skip


def seen(person: Any, wanted: Iterable[tuple[str, int | None]]) -> set[tuple[str, int]]:
    """Those of these papers (kind, key) that he may see: one statement a kind, however many."""
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, pk in wanted:
        if kind in SEEN and pk is not None:
            keys[kind].add(pk)
    if not sees_titles(person.hats):
        return set()
    return {
        (kind, pk) for kind, pks in keys.items()
        for pk in SEEN[kind](person).filter(pk__in=pks).values_list("pk", flat=True)
    }  # fmt: skip
