"""外带 is asked for, approved by two, rejected or withdrawn (domain.md §6.6). It leaves and comes back in `travelling`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from alerts.tell import tell
from deadlines.days import local
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions import numbers
from people.models import Person
from seals.actions.over import over
from seals.models import Seal, SealTakeout
from seals.queries.custody import custody_of
from seals.queries.takeouts import chiefs
from seals.rules import takeouts as rules
from seals.rules.rights import may_apply
from seals.words import SealState, TakeoutState, TaskKind
from workflow.act import Act
from workflow.spine import act, step

T = TakeoutState
ROLES = ("applicant", "traveller1", "traveller2", "approver1", "approver2")


@act("takeout_ask")
def apply_takeout(a: Act) -> str:
    """Ask to take a seal out. The subject is unsaved, with seal, reason, where, far, since, until, planned, two
    travellers and two approvers; both get a task, in any order."""
    t = a.subject
    if not may_apply(a.by.hats):
        raise NotAllowed(_("只有本机关工作人员可以申请外带印章。"))
    _check_time(t, a.now)
    t.applicant = a.by
    _check_people(t)
    _check_seal(t.seal)
    for name in ROLES:
        setattr(t, f"{name}_name", getattr(t, name).name)
    seat = next((s for s in a.by.hats.seats if s.internal), None)
    t.unit_name = seat.unit if seat else ""
    year = local(a.now).year
    t.number = numbers.receipt_no("外带", year, numbers.take("外带", year))
    for who in (t.approver1, t.approver2):
        a.open(TaskKind.TAKE_APPROVE, who)
    a.data |= {"seal": t.seal_id, "planned": t.planned}
    return _("已申请外带：%(no)s，等两位审批人审批。") % {"no": t.number}


def _check_time(t: SealTakeout, now: Any) -> None:
    if t.until <= t.since:
        raise BadInput(_("归还时间须晚于带出时间。"), "until")
    if t.until <= now:
        raise BadInput(_("归还时间已经过了。"), "until")
    if t.until - t.since > rules.MOST:
        raise BadInput(_("外带不超过 %(n)s 天；时间更长的应改变保管安排。") % {"n": rules.MOST.days}, "until")


def _check_seal(seal: Seal) -> None:
    """Physical, and its owner's to give: in use or outside under another take-out that ends before."""
    if seal.is_electronic:
        raise BadInput(_("电子印章不能外带。"), "seal")
    if seal.state not in (SealState.IN_USE, SealState.OUT):
        words = {"name": seal.name, "state": seal.get_state_display()}
        raise BadInput(_("印章「%(name)s」现为「%(state)s」，不能外带。") % words, "seal")


def _check_people(t: SealTakeout) -> None:
    """Two travellers, two approvers, and no approver who asks, travels or keeps: natural persons (§6.4)."""
    if t.traveller1_id == t.traveller2_id:
        raise BadInput(_("须两人随带，请选两个不同的人。"), "traveller2")
    if t.approver1_id == t.approver2_id:
        raise BadInput(_("须两人审批，请选两个不同的人。"), "approver2")
    for name in ("traveller1", "traveller2"):
        if not may_apply(getattr(t, name).hats):
            raise BadInput(_("随带人须是本机关工作人员。"), name)
    keeps = keepers(t.seal)
    for name in ("approver1", "approver2"):
        who = getattr(t, name)
        if why := unfit(t, who, keeps):
            raise BadInput(why, name)
        if not rules.may_approve(who.hats):
            raise BadInput(
                _("外带由单位负责人或办公厅领导审批，%(name)s 不在其列。") % {"name": who.name}, name
            )
    pair = (t.approver1.hats, t.approver2.hats)
    if rules.wants_secretary_general(far=t.far, since=t.since, until=t.until):
        if not any(map(rules.is_secretary_general, pair)):
            words = _("到本市以外或超过 %(n)s 天的，须有一位审批人是秘书长。")
            raise BadInput(words % {"n": rules.LONG.days}, "approver2")
    elif not any(map(rules.leads_office, pair)):
        raise BadInput(_("两位审批人中须有一位是办公厅主任、副秘书长或秘书长。"), "approver2")


def keepers(seal: Seal) -> set[int]:
    """Who has it in his hands, and who is appointed to it."""
    now = custody_of(seal)
    found = {seal.keeper_id, seal.stand_in_id, now.person_id if now else None}
    return {pk for pk in found if pk is not None}


def unfit(t: SealTakeout, who: Person, keeps: set[int]) -> str:
    """Why he may not approve it; empty where he may."""
    if who.pk == t.applicant_id:
        return _("申请人不能审批自己的外带申请。")
    if who.pk in (t.traveller1_id, t.traveller2_id):
        return _("随带人不能审批。")
    if who.pk in keeps:
        return _("印章保管人不能审批外带。")
    return ""


@act("takeout_approve", exclusive=False)
def approve_takeout(a: Act) -> str:
    """One of the two approves; with the second it may leave."""
    t = a.subject
    first = _own(a)
    if (why := unfit(t, a.by, keepers(t.seal))) or not rules.may_approve(a.by.hats):
        raise NotAllowed(why or _("您已不担任可以审批外带的职务。"))
    if rules.wants_secretary_general(far=t.far, since=t.since, until=t.until):
        _still_above(
            a, rules.is_secretary_general, _("须有一位审批人是秘书长，现在两位都不是，请撤回后重新申请。")
        )
    if t.until <= a.now:
        raise Incomplete(_("归还时间已经过了，请申请人撤回后重新申请。"))
    setattr(t, "approved1_at" if first else "approved2_at", a.now)
    other = t.approved2_at if first else t.approved1_at
    if other is None:
        return _("已同意，还需另一位审批人同意。")
    step(a, "approve")
    a.open(TaskKind.TAKE_OUT, chief_for(t))
    tell([t.applicant_id, t.traveller1_id, t.traveller2_id], said=_("外带申请 %(no)s 已获批准。") % {"no": t.number},
         by=a.by, now=a.now, subject=t, title=t.reason)  # fmt: skip
    return _("已同意，两位审批人均已同意，可以办理带出。")


def _still_above(a: Act, test: Any, words: str) -> None:
    """He who made it enough is still what he was, or this one is."""
    t = a.subject
    if not any(test(who.hats) for who in (t.approver1, t.approver2)):
        raise Incomplete(words)


def _own(a: Act) -> bool:
    """His own task, closed; is he the first of the two? In person alone: an exception is nobody's to hand on."""
    t = a.subject
    if t.state != T.ASKING:
        raise Faster(_("这份外带申请已经审批完毕或已撤回。"))
    task = a.take(TaskKind.TAKE_APPROVE)
    if a.behalf is not None or task.holder != a.by.principal:
        raise NotAllowed(_("外带须由审批人本人审批，不能代办。"))
    a.close(task, "approved" if a.verb == "takeout_approve" else "rejected")
    return bool(a.by.pk == t.approver1_id)


def chief_for(t: SealTakeout) -> Person:
    """Who is given the checking out: the first chief who neither travels nor keeps it."""
    keeps = keepers(t.seal)
    for who in chiefs():
        if who.pk not in {t.traveller1_id, t.traveller2_id} | keeps:
            return who
    raise Incomplete(_("没有可以办理带出登记的处长、副处长（随带人和保管人除外），请先配备。"))


@act("takeout_reject", exclusive=False)
def reject_takeout(a: Act, *, reason: str) -> str:
    """One of the two does not: that ends it."""
    t = a.subject
    _own(a)
    a.reason = reason
    step(a, "reject")
    a.cancel_all(a.live(), "rejected")
    over(a)
    words = {"no": t.number, "who": a.by.name, "why": reason}
    tell([t.applicant_id, t.traveller1_id, t.traveller2_id], by=a.by, now=a.now, subject=t, title=t.reason,
         said=_("%(who)s 不同意外带申请 %(no)s：%(why)s") % words)  # fmt: skip
    return _("已退回，不同意外带。")


@act("takeout_withdraw")
def withdraw_takeout(a: Act, *, reason: str) -> str:
    """By the applicant, before it has left."""
    t = a.subject
    if a.by.pk != t.applicant_id:
        raise NotAllowed(_("只有申请人可以撤回外带申请。"))
    a.reason = reason
    step(a, "withdraw")
    a.cancel_all(a.live(), "withdrawn")
    over(a)
    return _("已撤回外带申请。")
