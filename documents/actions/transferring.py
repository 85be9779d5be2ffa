"""转办: a task goes to another person who may do that kind of work; its date stays."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from documents.actions.again import once_more
from documents.actions.closing import checkers, last_asked
from documents.actions.extension import askers
from documents.actions.guard import allow, need
from documents.actions.review import drafters
from documents.actions.telling import tell_holders
from documents.models import Document
from documents.rules.standing import reassignable
from documents.words import TaskKind
from people.models import Person
from people.queries import leaders, readers, registry
from people.roles import CHIEFS, REGISTRY
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import act, faster

DECIDING = (TaskKind.REVIEW, TaskKind.COUNTERSIGN, TaskKind.INSTRUCT)


@act("transfer")
def transfer(a: Act, *, to: Person, reason: str, task_id: int | None = None) -> str:
    """Close my task as transferred and open the same for `to`, by the same date.

    Never to oneself, never to who may not do such work (`takers`): nobody reviews or checks his own.
    """
    task = allow(a, "transfer", task_id=task_id)
    assert task is not None
    if to.pk == a.by.pk:
        raise BadInput(_("不能转给自己。"), "to")
    return _move(a, task, to, reason)


@act("reassign")
def reassign(a: Act, *, task_id: int, to: Person, reason: str) -> str:
    """A chief gives what stands in somebody else's own name to `to`: he is away, or leaves and must leave nothing.

    Also what still waits for its turn, which its holder himself cannot pass on; it goes on waiting.
    """
    allow(a, "reassign")
    task = next((t for t in reassignable(a.live(Lane.MAIN)) if t.pk == task_id), None)
    if task is None:
        raise faster(a.subject)
    return _move(a, task, to, reason)


def _move(a: Act, task: Task, to: Person, reason: str) -> str:
    doc: Document = a.subject
    a.reason = need(reason, _("请说明转办原因。"))
    if to.principal == task.holder:
        raise BadInput(_("不能转给自己。"), "to")
    alike = DECIDING if task.kind in DECIDING else (task.kind,)  # nobody writes a second opinion on his own
    if any(t.holder == to.principal and t.kind in alike for t in a.live(Lane.MAIN) if t.pk != task.pk):
        raise BadInput(_("%(who)s 已在办理这一步。") % {"who": to.name}, "to")
    if to.pk not in {p.pk for p in takers(doc, task)}:
        raise NotAllowed(
            _("%(who)s 不能办理「%(what)s」。") % {"who": to.name, "what": TaskKind(task.kind).label}
        )
    status, loser = task.status, task.holder
    a.close(task, "transferred", answer=a.reason)
    new = once_more(a, task, to, note=a.reason)
    new.status = status
    if task.kind == TaskKind.PROPOSE and doc.handler is not None and doc.handler.principal == task.holder:
        doc.handler = to  # who proposes keeps the paper together from now on
    names = {"who": a.by.name, "no": doc.receipt_no, "what": TaskKind(task.kind).label, "to": to.name}
    if status == Status.OPEN:
        said = _("%(who)s 将 %(no)s 的「%(what)s」转给您。") % names
        tell_holders(a, [to.principal], said, kind=task.kind)
    if loser != a.by.principal:
        tell_holders(a, [loser], _("%(who)s 将您名下 %(no)s 的「%(what)s」转给 %(to)s。") % names, gone=True)
    return _("已转 %(who)s，期限不变。") % {"who": to.name}


def takers(doc: Document, task: Task) -> list[Person]:
    """Who may take this task over, by rank; not who has it now."""
    return [p for p in _able(doc, task) if p.principal != task.holder]


def _able(doc: Document, task: Task) -> list[Person]:
    if task.kind == TaskKind.INSTRUCT:
        return list(leaders())
    if task.kind == TaskKind.REVIEW:
        return [p for p in registry(CHIEFS) if p.pk not in drafters(doc)]
    if task.kind == TaskKind.COUNTERSIGN:
        return [p for p in readers() if p.pk not in drafters(doc)]
    if task.kind == TaskKind.EXTEND:
        return [p for p in registry(CHIEFS) if p.pk not in askers(task)]
    if task.kind == TaskKind.CLOSE_CHECK:
        asked = last_asked(doc)
        return checkers(doc, {asked.actor_id, asked.behalf_id} if asked else set())  # type: ignore[arg-type]
    return list(registry(REGISTRY))
