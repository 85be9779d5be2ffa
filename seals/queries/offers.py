"""Which acts an application offers to whom, and what happens next: the buttons ask what the acts ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from seals.models import SealRequest
from seals.queries.custody import custody_of
from seals.rules.request_verbs import VERBS, Verb
from seals.words import Basis, RequestState, TaskKind
from workflow.models import Task

R = RequestState


def offers(request: SealRequest, person: Any, tasks: Sequence[Task], now: datetime) -> list[Verb]:
    """In the order of the page: what is asked of him first."""
    found = []
    if request.state == R.ASKING and _asked_of(person, tasks):
        found += ["approve", "reject"]
    his = request.applicant_id == person.pk
    untouched = not (request.stamped or request.spoiled or request.unused)
    if his and request.state == R.ASKING:
        found.append("change_approver")
    if his and request.is_live and any(t.status == "open" for t in tasks) and request.paper_id is None:
        found.append("urge")
    if his and request.is_live and untouched and request.basis != Basis.DRAFT:
        found.append("withdraw")
    if is_over(request, now) and untouched and (his or _keeps(request, person)):
        found.append("expire")
    return [VERBS[code] for code in found]


def is_over(request: SealRequest, now: datetime) -> bool:
    """Its approval has run out: it counts no more."""
    return request.state == R.APPROVED and request.expires_at is not None and request.expires_at < now


def next_step(request: SealRequest, tasks: Sequence[Task], now: datetime) -> str:
    """What happens next and by whom; why nothing does."""
    who = "、".join(dict.fromkeys(t.holder_name for t in tasks if t.status == "open"))
    if is_over(request, now):
        return _("审批已过期，不能用印；请重新申请。")
    if request.state == R.ASKING:
        return _("等 %(who)s 审批。") % {"who": who or request.approver_name}
    if request.state == R.APPROVED:
        return _("等 %(who)s 用印，还有 %(n)s 份。") % {
            "who": who or _keeper_name(request),
            "n": request.left,
        }
    if request.state == R.VOIDED:
        return _("文本已变化，本申请失效，需重新审批。")
    return ""


def _keeper_name(request: SealRequest) -> str:
    custody = custody_of(request.seal)
    return custody.person_name if custody else _("印章保管人")


def _keeps(request: SealRequest, person: Any) -> bool:
    custody = custody_of(request.seal)
    return custody is not None and custody.person_id == person.pk


def _asked_of(person: Any, tasks: Sequence[Task]) -> bool:
    mine = [t for t in tasks if t.kind == TaskKind.APPROVE and t.status == "open"]
    return any(person.hats.acts_for(t.holder, t.kind)[0] for t in mine)
