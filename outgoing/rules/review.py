"""What is looked at before a paper is signed and once more before it is issued (条例 第二十条、第二十五条（一）). Pure."""

from __future__ import annotations

from checking.rules.gates import BUILT_IN
from checking.words import Gate, Side


def _manual(gate: str) -> tuple[tuple[str, object], ...]:
    return tuple(
        (i.key, i.words)
        for i in BUILT_IN
        if i.side == Side.OUTGOING and i.gate == gate and not i.auto and not i.labels
    )


FIVE = _manual(Gate.BEFORE)
RECHECK = _manual(Gate.DURING)
