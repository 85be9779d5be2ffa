"""Back to the drafter: returned by whoever has it, or taken back by himself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from outgoing.actions.due import due
from outgoing.actions.guard import allow, need
from outgoing.actions.keeping import ended
from outgoing.actions.telling import tell_holders
from outgoing.queries.joint import organ_of
from outgoing.queries.people import desk
from outgoing.words import OpinionKind, TaskKind
from people.queries import has_seat
from people.roles import ADMINS
from workflow.act import Act
from workflow.models import Lane, Status
from workflow.spine import act, step

K = TaskKind
RETURNED = "公文退回修改"  # for the record: never in the language of a screen


@act("give_back")
def give_back(a: Act, *, reason: str, straight: bool = False, task_id: int | None = None) -> str:
    """Back to the drafter: walks the way again, or (`straight`) comes straight back to this step.

    `task_id`: which organ's, where several that sign on paper are waited for; the record names it.
    """
    task = allow(a, "give_back", task_id=task_id)
    a.reason = need(reason, _("请写明退回原因。"))
    if task.kind == K.JOINT:
        if task_id is None and len(a.live(Lane.MAIN, K.JOINT)) > 1:
            raise Incomplete(_("请选择是哪个联合发文机关退回的。"))
        joint = organ_of(task, a.subject.joints.all())
        a.data["recorded_for"] = joint.name if joint else task.holder_name
    kinds = {K.LEGAL: OpinionKind.LEGAL, K.FAIR: OpinionKind.FAIR, K.OFFICE_REVIEW: OpinionKind.REVIEW,
             K.SIGN: OpinionKind.SIGN,
             K.JOINT: OpinionKind.SIGN, K.RECHECK: OpinionKind.RECHECK}  # fmt: skip
    a.say(kinds[TaskKind(task.kind)], a.reason)
    a.close(task, "returned")
    return back_to_drafter(a, a.reason, straight=straight)


def back_to_drafter(a: Act, reason: str, *, straight: bool) -> str:
    """Whatever else waits in this step is over; the drafter has the only open task."""
    state = a.subject.state
    for sibling in a.live(Lane.MAIN):
        a.cancel(sibling, "superseded")
    step(a, "give_back", straight_to=state if straight else "")
    ended(a, RETURNED)
    a.data["straight"] = straight
    return _at_drafter(a, reason)


@act("take_back")
def take_back(a: Act, *, reason: str = "") -> str:
    """The drafter takes it back before anybody signed; who had it is told."""
    allow(a, "take_back")
    a.reason = reason.strip()
    losing = [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    for task in a.live(Lane.MAIN):
        a.cancel(task, "withdrawn", revoke=True)
    step(a, "take_back")
    words = {"who": a.by.name, "no": a.subject.name}
    tell_holders(a, losing, _("%(who)s 取回了送您办理的 %(no)s。") % words, gone=True)
    a.open(K.DRAFT, drafter(a), due=due(a, K.DRAFT))
    return _("已取回，请修改后再送。")


def _at_drafter(a: Act, reason: str) -> str:
    holder = drafter(a)
    a.open(K.DRAFT, holder, due=due(a, K.DRAFT), note=reason)
    words = {"who": a.by.name, "no": a.subject.name, "why": reason}
    tell_holders(a, [holder.principal], _("%(who)s 退回了 %(no)s：%(why)s") % words)
    return _("已退 %(who)s 修改。") % {"who": holder.name}


def drafter(a: Act) -> Any:
    """Whose desk it comes from; when he has left, whoever of our office sends it back keeps it until a chief gives it
    to another, else the clerks."""
    person = a.subject.drafter
    if has_seat(person):
        return person
    return a.by if a.by.hats.office_roles - ADMINS else desk() or a.by
