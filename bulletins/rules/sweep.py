"""运转中检查: why a paper is on the list of the day (domain.md §1 row 26). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from checking.words import Side, SweepMark

M = SweepMark


@dataclass(frozen=True)
class OnWay:
    """A paper that is neither final nor paused, as it stands. `able`: can one of its holders act? `away`: names of those who
    are absent without a deputy; `placed`: is it known where the paper original is, or is there none?"""

    side: str
    pk: int
    state: str
    moved_at: datetime | None
    due_at: datetime | None
    holder_keys: list[str] = field(default_factory=list)
    holders: str = ""
    able: bool = True
    away: int = 0
    placed: bool = True


def moved(paper: OnWay, since: datetime) -> bool:
    return paper.moved_at is not None and paper.moved_at >= since


def marks(paper: OnWay, since: datetime, colour: str) -> list[str]:
    """`since`: the beginning of the day; `colour`: its lamp. What was sent out waits for others: that it did not move is no
    news."""
    waits_for_others = paper.side == Side.OUTGOING and paper.state == "dispatched"
    found = {
        M.STILL: not moved(paper, since) and not waits_for_others,
        M.NEAR: colour == "yellow",
        M.LATE: colour == "red",
        M.NOBODY: not paper.able,
        M.AWAY: paper.able and paper.away > 0,
        M.LOST: not paper.placed,
    }
    return [mark.value for mark, applies in found.items() if applies]


def holds(hats: Any, keys: Collection[str], chief: bool) -> bool:
    """Is he one of those whose work is looked at? By his own name, also as a deputy; what stands in a unit's or a post's name
    is that of everybody there, but not of its chief, who looks after it."""
    mine = hats.all & set(keys)
    return any(key[0] == "p" or not chief for key in mine)
