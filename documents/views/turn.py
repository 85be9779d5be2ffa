"""Which of a person's open tasks on a paper is meant: the one the address names; else he may have several."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from documents.queries.page import Owes, Tasks
from documents.queries.reach import reach
from documents.rules.known import Known
from documents.rules.verbs import Offer, first
from documents.views.registry import ACTS
from documents.words import TaskKind

ITEMS = (TaskKind.HANDLE, TaskKind.ASSIST)


@dataclass
class Turn:
    """`own`: his open tasks on this paper, as his lists have them. `named`: the one he came for."""

    own: list[Owes] = field(default_factory=list)
    named: Owes | None = None

    @property
    def several(self) -> bool:
        """He has more than one item to answer: whatever he does, which is meant?"""
        return sum(t.kind in ITEMS for t in self.own) > 1

    @property
    def nearest(self) -> Owes | None:
        """Whose limit comes first on his page: that of the named one, else the next to fall due."""
        dated = sorted(self.own, key=lambda t: (t.due_at is None, t.due_at or t.given_at))
        return self.named or next(iter(dated), None)

    def ahead(self, known: Known) -> Known:
        """The same paper with the named task looked at before the others."""
        return replace(known, tasks=sorted(known.tasks, key=lambda t: t is not self.named))

    def first(self, hats: Any, known: Known) -> Offer | None:
        """What is his to do first: on the named task, where one is named."""
        alone = replace(known, tasks=[self.named]) if self.named else known
        return first(hats, alone, ACTS) or first(hats, known, ACTS)


def turn(tasks: Tasks, hats: Any, task: int | None) -> Turn:
    """His turn on a paper; `task` as the address says."""
    whose = reach(hats)
    own = [
        t
        for t in tasks.live
        if t.status == "open" and any(t.holder == h and (not kinds or t.kind in kinds) for h, kinds in whose)
    ]
    return Turn(own, next((t for t in own if t.pk == task), None))
