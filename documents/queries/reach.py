"""Whose tasks a person works on: his own, and those of people he stands in for, by kind."""

from __future__ import annotations

from typing import Any

from documents.words import TaskKind
from workflow.queries import Reach

# Who may write down a leader's words sees what waits for them: instructions, and signatures of outgoing papers.
RECORDS = {"record": (TaskKind.INSTRUCT.value, "sign")}


def reach(hats: Any) -> Reach:
    """Pairs of holder and kinds, as `workflow.queries` takes them."""
    found: dict[str, set[str] | None] = dict.fromkeys(sorted(hats.own))
    for stand_in in hats.stand_ins:
        for holder in sorted(stand_in.principals):
            if not stand_in.kinds:
                found[holder] = None
            elif (known := found.setdefault(holder, set())) is not None:
                known.update(*(RECORDS.get(kind, (kind,)) for kind in stand_in.kinds))
    return [(holder, tuple(sorted(kinds or ()))) for holder, kinds in found.items()]
