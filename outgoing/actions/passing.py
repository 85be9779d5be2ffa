"""Work changes hands within a step, and everything ends with the paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from outgoing.actions.guard import allow, free, need
from outgoing.actions.replying import given_up
from outgoing.actions.telling import tell_holders
from outgoing.models import Outgoing
from outgoing.queries.people import able
from outgoing.queries.plan import asked
from outgoing.queries.repeats import may_review, no_reviewer, review_with_signature
from outgoing.words import TaskKind
from people.models import Person
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import act, faster


def end_all(a: Act, outcome: str) -> None:
    """The paper is given up: nothing of it stays in anybody's inbox; what it was to answer waits for another."""
    paper: Outgoing = a.subject
    a.cancel_all([task for task in a.tasks if task.is_live], outcome)
    free(paper)
    if paper.is_paused:
        a.data["clock"] = "started"
        paper.clear_pause()
    Task.objects.about(paper).update(subject_live=False)
    given_up(a)


@act("transfer")
def transfer(a: Act, *, to: Person, reason: str) -> str:
    """Close my step as transferred and open the same for `to`, by the same date."""
    task = allow(a, "transfer")
    if to.pk == a.by.pk:
        raise BadInput(_("不能转给自己。"), "to")
    return _move(a, task, to, reason)


@act("reassign")
def reassign(a: Act, *, task_id: int, to: Person, reason: str) -> str:
    """A chief gives what stands in somebody else's own name to `to`, also what still waits for its turn."""
    allow(a, "reassign")
    movable = [t for t in a.live(Lane.MAIN) if t.holder[0] == "p"]
    task = next((t for t in movable if t.pk == task_id), None)
    if task is None:
        raise faster(a.subject)
    return _move(a, task, to, reason)


def _move(a: Act, task: Task, to: Person, reason: str) -> str:
    paper: Outgoing = a.subject
    a.reason = need(reason, _("请说明转办原因。"))
    if to.principal == task.holder:
        raise BadInput(_("不能转给自己。"), "to")
    if any(t.holder == to.principal and t.kind == task.kind for t in a.live(Lane.MAIN) if t.pk != task.pk):
        raise BadInput(_("%(who)s 已在办理这一步。") % {"who": to.name}, "to")
    if to.pk not in {p.pk for p in able(paper, task.kind)}:
        words = {"who": to.name, "what": TaskKind(task.kind).label}
        raise NotAllowed(_("%(who)s 不能办理「%(what)s」。") % words)
    if task.kind == TaskKind.SETTLE and to.pk in asked(paper):
        raise BadInput(_("%(who)s 已列为本件的审核、签发或复核人，不能再作拟稿人。") % {"who": to.name}, "to")
    signs_now = task.kind == TaskKind.SIGN and task.status == Status.OPEN
    if signs_now and review_with_signature(paper) and not may_review(paper, to.principal):
        raise NotAllowed(no_reviewer(paper, to.name))
    status, loser = task.status, task.holder
    a.close(task, "transferred", answer=a.reason)
    new = a.open(task.kind, to, sequence=task.sequence, note=a.reason, assignment_id=task.assignment_id)
    for name in ("due_at", "due_first", "due_source", "due_trace", "due_version", "paused_at"):
        setattr(new, name, getattr(task, name))
    new.status, new.origin_id = status, task.root
    if task.kind in (TaskKind.DRAFT, TaskKind.SETTLE):
        paper.drafter_id, paper.drafter_name = to.pk, to.name
    names = {"who": a.by.name, "no": paper.name, "what": TaskKind(task.kind).label, "to": to.name}
    if status == Status.OPEN:
        tell_holders(a, [to.principal], _("%(who)s 将 %(no)s 的「%(what)s」转给您。") % names, kind=task.kind)
    if loser != a.by.principal:
        tell_holders(a, [loser], _("%(who)s 将您名下 %(no)s 的「%(what)s」转给 %(to)s。") % names, gone=True)
    return _("已转 %(who)s，期限不变。") % {"who": to.name}
