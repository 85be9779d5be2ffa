"""阅件转办件: a reader's words make work of it, or whoever follows the reading decides so (sample S08)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import NotAllowed
from documents.actions.guard import allow, need
from documents.actions.handover import keeper, limit
from documents.actions.instruct import to_assign, write
from documents.actions.reading import named, next_readers, own_only
from documents.actions.telling import tell_holders
from documents.models import Document, Instruction
from documents.rules.splitting import BEARING
from documents.words import State, TaskKind
from people.models import Person
from workflow.act import Act
from workflow.models import Lane
from workflow.spine import act, step


@act("instruct_from_reading", exclusive=False)
def instruct_from_reading(
    a: Act, *, text: str = "", kind: str = "", needs_feedback: bool = False, task_id: int | None = None
) -> str:
    """A leader writes an instruction on a paper he only had to read: its own row, and he has read it.

    Words that are a task (§5.1) make work: a paper in circulation goes to be handed over, a paper with units
    gets one more thing to hand over, in any earlier step the handler finds it when he comes to that.
    """
    own_only(a)
    task = allow(a, "instruct_from_reading", task_id=task_id)
    if task is None or not a.by.hats.is_leader:
        raise NotAllowed(_("只有领导可以批示；您可以写阅后意见。"))
    leader = a.by if a.behalf is None else Person.objects.get(pk=a.behalf.person_id)
    row = write(a, task, leader, text=text, kind=kind, given_at=a.now, needs_feedback=needs_feedback)
    turn = next_readers(a, task)
    doc: Document = a.subject
    holder = _work(a, row)
    if holder is not None:
        return _("批示已保存，送 %(who)s 交办。") % {"who": holder.name}
    if doc.handler is not None:
        said = _("%(who)s 在传阅中批示了 %(no)s。") % {"who": row.leader_name, "no": doc.receipt_no}
        tell_holders(a, [doc.handler.principal], said)
    if turn:
        return _("批示已保存，送 %(who)s。") % {"who": named([t.holder_name for t in turn])}
    return _("批示已保存。")


def _work(a: Act, row: Instruction) -> Any:
    """Who has to hand it over now; None when nothing has to be done yet."""
    doc: Document = a.subject
    if row.kind not in BEARING or doc.state not in (State.CIRCULATING, State.HANDLING):
        return None
    if doc.state == State.CIRCULATING:
        return to_be_assigned(a)
    holder = keeper(doc)
    if not any(
        t.holder == holder.principal and t.assignment_id is None for t in a.live(Lane.MAIN, TaskKind.ASSIGN)
    ):
        a.open(TaskKind.ASSIGN, holder, due=limit(a, "assign"))
    return holder


def to_be_assigned(a: Act, note: str = "") -> Person:
    """From reading to work: nobody follows the reading any more, the keeper hands the paper over."""
    for follow in a.live(Lane.MAIN, TaskKind.FOLLOW):
        a.cancel(follow, "became_action")
    step(a, "take_instructions")
    return to_assign(a, note)


@act("to_action")
def to_action(a: Act, *, reason: str, task_id: int | None = None) -> str:
    """Whoever follows the reading (or a chief) says that something has to be done. Readers go on reading."""
    task = allow(a, "to_action", task_id=task_id)
    a.reason = need(reason, _("请说明为什么转为办件。"))
    if task is not None:
        a.close(task, "became_action", answer=a.reason)
    holder = to_be_assigned(a, note=a.reason)
    return _("已转为办件，送 %(who)s 交办。") % {"who": holder.name}
