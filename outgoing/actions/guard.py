"""The one question every act asks first, from the same table the buttons read."""

from __future__ import annotations

from typing import Any

from docflow.web.errors import Faster, Incomplete, NotAllowed
from documents.actions.guard import need, not_by
from documents.rules.known import LACKING, MOVED
from outgoing.queries.known import known
from outgoing.rules.offers import offer
from outgoing.rules.verbs import VERBS
from workflow.act import Act
from workflow.models import Lane, Task
from workflow.spine import faster

__all__ = ["allow", "free", "need", "not_by"]
AT_THE_TEXT = frozenset({"lock", "unlock", "force_unlock", "text", "edit", "annex", "addressees"})


def free(paper: Any) -> None:
    """Nobody is editing any more."""
    paper.lock_holder_id, paper.lock_name, paper.locked_since = None, "", None


def allow(a: Act, code: str) -> Any:
    """The task this act answers (None when the right comes from a role or from having drafted it). Sets on whose
    behalf he acts.

    Who goes on with it is done editing: his lock goes.

    Raises `Faster` when the paper has moved on, `Incomplete` when something is missing, `NotAllowed` when it is not his.
    """
    verb = VERBS[code]
    found = offer(code, a.by.hats, known(a.subject, a.now, a.live(verb.lane)))
    if found.ok:
        if code not in AT_THE_TEXT and a.subject.lock_holder_id == a.by.pk:
            free(a.subject)
        return _taken(a, code, found.task)
    if found.bar == LACKING:
        raise Incomplete(found.why_not)
    if found.bar == MOVED:
        if a.subject.state not in verb.states and a.expected not in (None, a.subject.version):
            raise faster(a.subject)
        raise Faster(found.why_not)
    if verb.task and not verb.roles and not verb.drafter and not a.live(verb.lane, *verb.task):
        raise faster(a.subject)
    raise NotAllowed(found.why_not)


def _taken(a: Act, code: str, task: Task | None) -> Task | None:
    if task is None:
        return None
    if code == "record_sign":
        return task
    return a.take(*VERBS[code].task, task_id=task.pk, lane=VERBS[code].lane)


def open_main(a: Act, *kinds: str) -> list[Task]:
    """Live tasks of the main flow of these kinds."""
    return a.live(Lane.MAIN, *kinds)
