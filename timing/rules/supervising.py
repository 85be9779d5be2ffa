"""Who looks at the supervision board, and of whose items. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from documents.words import TaskKind
from people.roles import Role

OF_A_UNIT = frozenset({Role.UNIT_HEAD, Role.UNIT_CLERK})
UNITS_WORK = (TaskKind.HANDLE, TaskKind.ASSIST)


@dataclass(frozen=True)
class Scope:
    """`everything` he may see; else the items that follow from the words of these leaders, and those in which one of
    these units has a part."""

    everything: bool = False
    leaders: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.leaders or self.units)


def scope(hats: Any) -> Scope:
    """Empty for who has no business with supervision."""
    if hats.reads_register:
        return Scope(everything=True)
    leaders = {s.person_id for s in hats.stand_ins if s.covers("record") or s.covers(TaskKind.INSTRUCT)} | (
        {hats.person_id} if hats.is_leader else set()
    )
    units = {seat.unit_id for seat in hats.seats if seat.role in OF_A_UNIT}
    for stand_in in hats.stand_ins:
        if any(stand_in.covers(kind) for kind in UNITS_WORK):
            units |= {int(held[1:]) for held in stand_in.principals if held[0] == "u"}
    return Scope(leaders=frozenset(leaders), units=frozenset(units))
