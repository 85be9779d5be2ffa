"""One after the other: whose turn it is, from when his date counts, and who need not act twice in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from outgoing.actions.due import due
from outgoing.actions.telling import tell_holders
from outgoing.models import Outgoing
from outgoing.queries.agreed import outstanding
from outgoing.queries.people import able
from outgoing.queries.plan import in_turn as units_in_turn
from outgoing.rules.repeats import COVERED, TWICE, once
from outgoing.words import TaskKind
from people.models import Person, Unit
from workflow.act import Act
from workflow.models import Lane, Status, Task

K = TaskKind


def give(
    a: Act, kind: str, holder: Any, *, waits: bool, sequence: int, note: str = "", holder_name: str = "",
    assignment_id: int | None = None,
) -> Task:  # fmt: skip
    """A task now, or for when its turn comes: a date is promised with the turn and not before."""
    return a.open(
        kind, holder, due=None if waits else due(a, kind), sequence=sequence, note=note, holder_name=holder_name,
        assignment_id=assignment_id, status=Status.WAITING if waits else Status.OPEN,
    )  # fmt: skip


def in_turn(a: Act, kind: str, people: Sequence[Person]) -> Task:
    """One after the other; answers the task of the first, who has it now. Whom the list names twice acts once."""
    kept = [person.pk for person in once(people)]
    turn: Task | None = None
    for i, person in enumerate(people):
        named_again = person.pk in {other.pk for other in people[i + 1 :]}
        task = give(a, kind, person, waits=named_again or person.pk != kept[0], sequence=i)
        if named_again:
            leave_out(a, task, TWICE)
        elif person.pk == kept[0]:
            turn = task
    assert turn is not None, "nobody was asked"
    return turn


def next_turn(a: Act, *kinds: str) -> list[Task]:
    """Those whose turn has come; their dates begin now."""
    turn = a.next_turn(Lane.MAIN, *kinds)
    for task in turn:
        when, held = (
            due(a, task.kind),
            task.due_at is not None,
        )  # he had it before: what he was told of that date is over
        a.update(
            task, due_at=when.at, due_first=task.due_first or when.at, due_source=when.source, due_trace=when.trace,
            due_version=task.due_version + held,
        )  # fmt: skip
    return turn


def ask_units(a: Act, units: Sequence[Unit]) -> list[Task]:
    """These units countersign, side by side or each in its place of the list; who comes after one of them waits for it.
    Answers the new tasks."""
    paper: Outgoing = a.subject
    if not units_in_turn(paper):
        return [give(a, K.COUNTERSIGN, unit, waits=False, sequence=0) for unit in units]
    place = {pk: i for i, pk in enumerate(dict.fromkeys(paper.plan["units"]))}
    live = a.live(Lane.MAIN, K.COUNTERSIGN)
    first = min([place[unit.pk] for unit in units] + [task.sequence for task in live])
    held = [task for task in live if task.status == Status.OPEN and task.sequence > first]
    for task in held:
        a.hold(task)
    words = {"no": paper.name, "who": "、".join(unit.short for unit in units)}
    tell_holders(
        a, [t.holder for t in held], _("%(no)s 文稿有改动，先请 %(who)s 重新会签，随后再送您。") % words
    )
    return [
        give(a, K.COUNTERSIGN, unit, waits=place[unit.pk] > first, sequence=place[unit.pk]) for unit in units
    ]


def leave_out(a: Act, task: Task, why: str) -> None:
    """Nobody has to do this: `why` is the kind of the next step, his too, or that the list names him again."""
    a.cancel(task, COVERED)
    a.data.setdefault("skipped", []).append([str(task.kind), task.holder_name, str(why)])


def left_to_signature(a: Act, signers: Sequence[Person]) -> bool:
    """Is the only review left that of the first signer himself? Then his signature does it, with the five points of it.

    Not where he has it already, where he could not sign it today, or where it goes back to units or checks first.
    """
    paper: Outgoing = a.subject
    left = a.live(Lane.MAIN, K.OFFICE_REVIEW)
    if len(left) != 1 or (left[0].pk is not None and left[0].status == Status.OPEN):
        return False
    first = once(signers)[0]
    a.flush()  # the answer of this very act is heard, too
    if (
        left[0].holder != first.principal
        or outstanding(paper)
        or first.pk not in {p.pk for p in able(paper, K.SIGN)}
    ):
        return False
    leave_out(a, left[0], K.SIGN)
    return True
