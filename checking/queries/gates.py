"""Items of the office's own, gates that were passed, and which text a gate was passed for."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from checking.models import GateCheck, GateItem
from checking.rules.gates import Item


def own_items(gate: str, side: str) -> list[Item]:
    """What the office added to this list and has not ended."""
    rows = GateItem.objects.filter(gate=gate, side=side, ended_at__isnull=True)
    return [as_item(row) for row in rows]


def as_item(row: GateItem) -> Item:
    """A row as an item of a list."""
    return own_item(row.pk, row.words, row.gate, row.side, row.kinds, row.urgencies, row.labels)


def own_item(
    pk: int, words: str, gate: str, side: str, kinds: Sequence[str], urgencies: Sequence[str], labels: Sequence[str]
) -> Item:
    """Its key cannot meet one of the built-in ones."""
    return Item(f"own{pk}", words, gate, side, kinds=kinds, urgencies=urgencies, labels=labels)


def digest(parts: Sequence[Any]) -> str:
    """What was looked at, as one hash."""
    return sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def passed(side: str, subject_pk: int, gate: str, round: int, text_hash: str = "") -> bool:
    """Was this gate passed in this round, for just this text where one is named?"""
    rows = GateCheck.objects.filter(side=side, subject_pk=subject_pk, gate=gate, round=round)
    return bool((rows.filter(text_hash=text_hash) if text_hash else rows).exists())


def checks_of(side: str, subject_pk: int) -> list[GateCheck]:
    """Every gate this paper has passed, the newest first."""
    return list(GateCheck.objects.filter(side=side, subject_pk=subject_pk).order_by("-id"))
