"""Who keeps the seal of an organ, and who is told of copies that wait for it: the room of seals answers when it is loaded.

Without it (or where no seal of the organ is registered) the posts of the keepers have the copies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from outgoing.models import Outgoing, PrintRun
from outgoing.words import TaskKind
from workflow.act import Act
from workflow.models import Lane, Task
from workflow.spine import act

KEPT = ("due_at", "due_first", "due_source", "due_trace", "due_version", "paused_at")
KEEPER: list[Callable[[Outgoing], Any | None]] = []  # the person in whose hands the seal is
PRINTED: list[Callable[[Act, PrintRun], None]] = []  # copies were printed, and wait
ENDED: list[Callable[[Act, str], None]] = []  # what was signed and printed holds no more, and why


def keeper_of(paper: Outgoing) -> Any | None:
    return next((who for ask in KEEPER if (who := ask(paper)) is not None), None)


def printed(a: Act, run: PrintRun) -> None:
    for ask in PRINTED:
        ask(a, run)


def ended(a: Act, why: str) -> None:
    """The text is another, or the paper was moved back or given up: called inside its act, with `why` for the record."""
    for tell in ENDED:
        tell(a, why)


def pass_on(a: Act, tasks: Sequence[Task], to: Any, note: str) -> None:
    """These tasks, all of one kind, become one in the name of `to`: the same step by the same date, under a new number."""
    mine = next((task for task in tasks if task.holder == to.principal), None)
    others = [task for task in tasks if task is not mine]
    if mine is None:
        first = others.pop(0)
        status = first.status
        a.close(first, "transferred", answer=note)
        new = a.open(
            first.kind, to, lane=first.lane, status=status, sequence=first.sequence, note=first.note,
            batch=first.batch, assignment_id=first.assignment_id,
        )  # fmt: skip
        for name in KEPT:
            setattr(new, name, getattr(first, name))
        new.origin_id = first.root
    a.cancel_all(others, "superseded")


@act("keep_seal", exclusive=False)
def keep_seal(a: Act, *, to: Any, note: str) -> str:
    """The seal changed hands: what waits for it on this paper is now `to`'s, by the same date. Part of a handover, whose
    act says who gave it and who watched; nobody does it from the paper's page."""
    waiting = a.live(Lane.MAIN, TaskKind.SEAL)
    if waiting:
        pass_on(a, waiting, to, note)
    a.reason = note
    return _("印章已交接，用印改由%(who)s办理。") % {"who": to.name}
