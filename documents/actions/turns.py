"""Whose turn it is among reviewers, leaders and the signers added before, beside or after one of them."""

from __future__ import annotations

from workflow.act import Act
from workflow.models import Lane, Status, Task

BEFORE, AFTER = "b", "a"  # a signer's `batch` says before or after which step (`Task.root`) he was put


def mark(mode: str, step: Task) -> str:
    """The `batch` of a signer who is asked before or after this step; beside it nobody waits for him alone."""
    return {"before": f"{BEFORE}{step.root}", "after": f"{AFTER}{step.root}"}.get(mode, "")


def next_signers(a: Act, *kinds: str) -> list[Task]:
    """Open the waiting tasks whose turn has come.

    By the sequence of the route; and, where others run beside it, whoever waited only for a task that this act
    has closed: the one a signer came before, the signer who comes after.
    """
    turn = a.next_turn(Lane.MAIN, *kinds)
    live = a.live(Lane.MAIN, *kinds)
    for done in [t for t in a.lane(Lane.MAIN) if t.kind in kinds and not t.is_live]:
        for task in live:
            if task.status == Status.WAITING and _waited_for(task, done, live):
                a.release(task)
                turn.append(task)
    return turn


def _waited_for(task: Task, done: Task, live: list[Task]) -> bool:
    if done.outcome == "transferred":
        return False  # the step itself goes on in other hands
    if task.batch == mark("after", done):
        return True
    before = mark("before", task)
    return done.batch == before and not any(t.batch == before for t in live)
