"""The one question every act asks first, from the same table the buttons read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import Faster, Incomplete, NotAllowed
from documents.rules.verbs import VERBS, offer
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import faster


def allow(a: Act, code: str, *, task_id: int | None = None) -> Task | None:
    """The task this act answers (None when the right comes from a role). Sets on whose behalf he acts.

    Raises `Faster` when the paper has moved on, `NotAllowed` when it is not his.
    """
    verb = VERBS[code]
    if a.subject.state not in verb.states:
        raise faster(a.subject)
    if task_id is not None and _was_his(a, task_id, verb.lane):
        raise faster(a.subject)
    found = offer(code, a.by.hats, a.subject.state, a.live(verb.lane))
    if not found.ok:
        if verb.task and not a.live(verb.lane, *verb.task):
            raise faster(a.subject)
        raise NotAllowed(found.why_not)
    if (
        found.task is not None and found.task.status == Status.WAITING
    ):  # a signer more, while he waits for one
        a.behalf = a.by.hats.acts_for(found.task.holder, found.task.kind)[1]
        return found.task
    if verb.task and found.task is not None and code != "record":
        wanted = task_id if task_id is not None else found.task.pk
        return a.take(*verb.task, task_id=wanted, lane=verb.lane)
    if verb.task and not verb.roles:
        raise Faster(_("这一步已经结束。"))
    return found.task


def _was_his(a: Act, task_id: int, lane: str) -> bool:
    """A colleague of his unit (or he himself in another window) has done this very task already."""
    if any(task.pk == task_id for task in a.lane(lane)):
        return False
    task = Task.objects.about(a.subject).filter(pk=task_id).first()
    return task is not None and a.by.hats.acts_for(task.holder, task.kind)[0]


def not_by(a: Act, person_id: int, sentence: str) -> None:
    """Separation of duties: compares natural persons, the actor and the one he acts for."""
    mine = {a.by.pk} | ({a.behalf.person_id} if a.behalf else set())
    if person_id in mine:
        raise NotAllowed(sentence)


def need(text: str, sentence: str) -> str:
    """A text that may not be empty."""
    if not text.strip():
        raise Incomplete(sentence)
    return text.strip()


def main_lane(a: Act) -> list[Task]:
    return a.live(Lane.MAIN)
