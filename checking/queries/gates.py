"""Items of the office's own, gates that were passed, and which text a gate was passed for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from checking.models import GateCheck, GateItem
from checking.rules.gates import BUILT_IN, Item
from checking.words import Gate, Result, Side


def own_items(gate: str, side: str) -> list[Item]:
    """What the office added to this list and has not ended."""
    rows = GateItem.objects.filter(gate=gate, side=side, ended_at__isnull=True)
    return [as_item(row) for row in rows]


def as_item(row: GateItem) -> Item:
    """A row as an item of a list."""
    return own_item(row.pk, row.words, row.gate, row.side, row.kinds, row.urgencies, row.labels)


def own_item(
    pk: int,
    words: str,
    gate: str,
    side: str,
    kinds: Sequence[str],
    urgencies: Sequence[str],
    labels: Sequence[str],
) -> Item:
    """Its key cannot meet one of the built-in ones."""
    return Item(f"own{pk}", words, gate, side, kinds=kinds, urgencies=urgencies, labels=labels)


def digest(parts: Sequence[Any]) -> str:
    """What was looked at, as one hash."""
    return sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def passed(
    side: str, subject_pk: int, gate: str, round: int, text_hash: str, authors: Collection[int] = ()
) -> bool:
    """Was this gate passed in this round for just this text, by somebody who is none of its `authors` now?"""
    rows = GateCheck.objects.filter(
        side=side, subject_pk=subject_pk, gate=gate, round=round, text_hash=text_hash
    )
    return bool(rows.exclude(checked_by__in=list(authors)).exists())


@dataclass(frozen=True)
class Passed:
    """A gate that was passed, as the paper's page shows it."""

    check: GateCheck
    label: str
    items: list[tuple[str, str, str, str]]  # colour, words, how it stood, remark


MARKS = {Result.OK: "ok", Result.TICKED: "ok", Result.WAIVED: "warn", Result.OPEN: "late"}


def checks_of(side: str, subject_pk: int, most: int = 20) -> list[Passed]:
    """The gates this paper has passed, the newest first; items in the language of the screen where they are built in. One
    statement."""
    words = {(item.gate, item.key): item.words for item in BUILT_IN if item.side == side}
    found = []
    for row in GateCheck.objects.filter(side=side, subject_pk=subject_pk).order_by("-id")[:most]:
        items = []
        for item in row.items:
            result = Result(item["result"])
            said = str(words.get((row.gate, item["key"]), item["words"]))
            said = item["words"] if "%(" in said else said
            items.append((MARKS[result], said, str(result.label), item["note"]))
        label = (
            _("编号前复核")
            if (row.side, row.gate) == (Side.OUTGOING, Gate.DURING)
            else str(row.get_gate_display())
        )
        found.append(Passed(row, label, items))
    return found
