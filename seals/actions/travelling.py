"""外带: the seal leaves with two and comes back (domain.md §6.6). A chief registers both; who carries and who keeps sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deadlines.limits import fixed
from docflow.web.errors import BadInput, Incomplete, NotAllowed
from docflow.web.parts import when
from documents.models import Blob
from people.models import Person
from seals.actions.ledger import sha256, write_line
from seals.actions.over import over
from seals.models import Seal, SealRequest, SealTakeout, TakeoutPhoto
from seals.queries.custody import absence_of, custody_of
from seals.queries.takeouts import waiting_requests
from seals.rules.moves import may_be_second
from seals.rules.takeouts import checks_out
from seals.words import REQUEST_LIVE, LineKind, Place, SealState, TakeoutState, TaskKind
from workflow.act import Act
from workflow.spine import Done, act, faster, step

T = TakeoutState
SOURCE = gettext_noop("外带审批单写明的归还时间")
# Registers what was stamped outside, in this transaction: `seals.actions.stamping.stamp`, put here when the app is loaded.
# It is called with the application, by, copies, spoiled, unused, reason, second, and supervisor: who signs as second, watched.
STAMP: list[Callable[..., Any]] = []


@dataclass(frozen=True)
class Used:
    """What was made of one application outside; the rest of its copies comes back unused."""

    request: SealRequest
    stamped: int
    spoiled: int = 0


def lock_takeout(pk: int) -> SealTakeout:
    return SealTakeout.objects.select_for_update().get(pk=pk)


def lock_requests(takeout: SealTakeout) -> None:
    """What is to be stamped under it, by key: before the take-out, as a handover does it."""
    list(
        SealRequest.objects.select_for_update().filter(takeout=takeout, state__in=REQUEST_LIVE).order_by("pk")
    )


def lock_seal(pk: int) -> Seal:
    """Two take-outs of one seal wait for each other here. After the take-out, before the ledger."""
    return Seal.objects.select_for_update().get(pk=pk)


def check_out(
    takeout: SealTakeout, *, by: Person, travellers: Sequence[Person], keeper: Person, **form: Any
) -> Done:
    """It leaves. `travellers` and `keeper` have signed; `form`: key, expected_version, sent. One transaction: the
    take-out, then the seal with its line."""
    with transaction.atomic():
        done = _go(takeout, by=by, travellers=travellers, keeper=keeper, **form)
        if not done.replayed:
            _seal_leaves(done.subject.seal, by=by, takeout=done.subject, keeper=keeper, second=travellers[0])
    return done


@act("takeout_out")
def _go(a: Act, *, travellers: Sequence[Person], keeper: Person) -> str:
    t = a.subject
    if t.state != T.APPROVED:
        raise faster(t)
    _chief(a, keeper)
    signed = {who.pk for who in travellers}
    if signed != {t.traveller1_id, t.traveller2_id}:
        raise BadInput(_("须由申请上的两位随带人本人签名。"), "password1")
    if t.until <= a.now:
        raise Incomplete(_("归还时间已经过了，请申请人撤回后重新申请。"))
    seal = lock_seal(t.seal_id)
    if seal.state != SealState.IN_USE:
        words = {"name": seal.name, "state": seal.get_state_display()}
        raise Incomplete(_("印章「%(name)s」现为「%(state)s」，不能带出。") % words)
    _in_hand(seal, keeper, a)
    if keeper.pk in (t.approver1_id, t.approver2_id):
        raise Incomplete(_("现在的保管人是这次外带的审批人，不能由他交出；请撤回后重新申请。"))
    for task in a.live():
        a.close(task, "out")
    step(a, "go_out", now=a.now)
    t.out_by_name = a.by.name
    due = fixed(t.until, start=a.now, source=SOURCE)
    for who in (t.traveller1, t.traveller2):
        a.open(TaskKind.BRING_BACK, who, due=due)
    a.data |= {"signed": sorted(signed | {keeper.pk}), "keeper": keeper.pk}
    return _("已带出，限 %(due)s 归还。") % {"due": when(t.until)}


def _chief(a: Act, keeper: Person) -> None:
    """Who registers is a chief, carries nothing and hands nothing over."""
    t = a.subject
    if not checks_out(a.by.hats):
        raise NotAllowed(_("印章带出、归还由处长或副处长登记。"))
    if a.by.pk in (t.traveller1_id, t.traveller2_id):
        raise NotAllowed(_("您是随带人，带出和归还须由其他处长、副处长登记。"))
    if a.by.pk == keeper.pk:
        raise NotAllowed(_("您是保管人，带出和归还须由其他处长、副处长登记。"))


def _in_hand(seal: Seal, keeper: Person, a: Act) -> None:
    held = custody_of(seal)
    if held is None or held.person_id != keeper.pk:
        raise BadInput(
            _("印章不在 %(name)s 手中，须由现保管人签名。") % {"name": keeper.name}, "password_keeper"
        )
    if absence_of(keeper.pk, a.now) is not None:
        raise Incomplete(_("保管人正在离岗期间，须先办理交接。"))


@act("seal_take_out")
def _seal_leaves(a: Act, *, takeout: SealTakeout, keeper: Person, second: Person) -> str:
    """The seal is outside; its line names the take-out, who gave it and who took it."""
    before = a.subject.state
    step(a, "take_out")
    words = {"no": takeout.number, "one": takeout.traveller1_name, "two": takeout.traveller2_name,
             "where": takeout.where, "due": when(takeout.until)}  # fmt: skip
    write_line(a, a.subject, LineKind.OUT, keeper=keeper, second=second, place=Place.OUTSIDE, from_state=before,
               to_state=a.subject.state,
               reason=_("%(no)s 随带人 %(one)s、%(two)s，%(where)s，限 %(due)s 归还") % words)  # fmt: skip
    return _("外带 %(no)s，已带出。") % {"no": takeout.number}


def check_in(
    takeout: SealTakeout,
    *,
    by: Person,
    keeper: Person,
    made: int,
    condition: str,
    why: str = "",
    second: Person | None = None,
    photos: Sequence[tuple[Blob, str]] = (),
    used: Sequence[Used] = (),
    key: str = "",
    **form: Any,
) -> Done:
    """It is back, with what was stamped outside counted: each application is registered, the take-out ends, the seal is here
    again. One transaction, locked in the house's order: applications, the take-out, the seal."""
    with transaction.atomic():
        lock_requests(takeout)
        row = lock_takeout(takeout.pk)
        if row.state == T.OUT:
            _register(row, used, keeper=keeper, why=why, second=second)
        done = _come(takeout, by=by, keeper=keeper, made=made, condition=condition, why=why, second=second,
                     photos=photos, key=key, **form)  # fmt: skip
        if not done.replayed and done.subject.seal.state != SealState.LOST:
            _seal_arrives(done.subject.seal, by=by, takeout=done.subject, keeper=keeper, second=second,
                          photos=photos, condition=condition)  # fmt: skip
    return done


def _register(
    t: SealTakeout, used: Sequence[Used], *, keeper: Person, why: str, second: Person | None
) -> None:
    """Each application stamped outside, by the desk's own act; none may be left open."""
    told = {one.request.pk: one for one in used}
    waiting = waiting_requests(t)
    missing = [r for r in waiting if r.pk not in told or not STAMP]
    if missing and t.seal.state != SealState.LOST:
        said = "、".join(r.number for r in missing)
        raise Incomplete(_("以下申请在外带期间用印，尚未登记：%(no)s。请先登记用印份数。") % {"no": said})
    for request in waiting:
        if (one := told.get(request.pk)) is None:
            continue
        if one.stamped + one.spoiled > request.left:
            raise BadInput(_("%(no)s 的实盖与废印超过批准份数。") % {"no": request.number}, "made")
        rest = request.left - one.stamped - one.spoiled
        STAMP[0](
            request,
            by=keeper,
            copies=one.stamped,
            spoiled=one.spoiled,
            unused=rest,
            reason=why,
            second=second,
            supervisor=second,
        )


@act("takeout_in")
def _come(
    a: Act,
    *,
    keeper: Person,
    made: int,
    condition: str,
    why: str,
    second: Person | None,
    photos: Sequence[tuple[Blob, str]],
) -> str:
    t = a.subject
    if t.state != T.OUT:
        raise faster(t)
    _chief(a, keeper)
    seal = lock_seal(t.seal_id)
    held = custody_of(seal)
    if seal.state != SealState.LOST and (held is None or held.person_id != keeper.pk):
        raise BadInput(
            _("印章不由 %(name)s 保管，须由现保管人签名。") % {"name": keeper.name}, "password_keeper"
        )
    _check_count(a, made, why, second, keeper)
    if made and not photos:
        raise BadInput(_("有用印的，须上传盖章页照片，至少一张。"), "files")
    for task in a.live():
        a.close(task, "back")
    step(a, "come_back", now=a.now)
    over(a)
    t.back_by_name, t.made, t.made_why = a.by.name, made, why
    t.second_name = second.name if second else ""
    if photos:
        t.photo = photos[0][0]
        TakeoutPhoto.objects.bulk_create(
            TakeoutPhoto(takeout=t, blob=blob, name=name[:200]) for blob, name in photos
        )
    a.reason = why
    a.data |= {"made": made, "planned": t.planned, "condition": condition, "keeper": keeper.pk,
               "second": second.pk if second else None, "late": t.until < a.now}  # fmt: skip
    if seal.state == SealState.LOST:
        return _("外带已结束，印章已报失，没有归还。")
    return _("已归还，实际用印 %(n)s 次。") % {"n": made}


def _check_count(a: Act, made: int, why: str, second: Person | None, keeper: Person) -> None:
    """A difference wants a reason and somebody who has no part in it."""
    t = a.subject
    if made == t.planned:
        return
    words = {"made": made, "planned": t.planned}
    if not why:
        raise BadInput(_("实际用印 %(made)s 次，预计 %(planned)s 次，请说明原因。") % words, "why")
    if second is None:
        raise BadInput(_("实际用印次数与预计不符，须由第二人核对签名。"), "second_password")
    if second.pk in {a.by.pk, keeper.pk, t.traveller1_id, t.traveller2_id}:
        raise BadInput(_("核对人不能是登记人、保管人或随带人。"), "second_password")
    if not may_be_second(second.hats):
        raise BadInput(_("第二人必须是本机关的在职工作人员，不能是系统管理人员。"), "second_password")


@act("seal_bring_in")
def _seal_arrives(
    a: Act,
    *,
    takeout: SealTakeout,
    keeper: Person,
    second: Person | None,
    photos: Sequence[tuple[Blob, str]],
    condition: str,
) -> str:
    """The seal is here again; suspended meanwhile, it stays so."""
    before = a.subject.state
    if before == SealState.OUT:
        step(a, "bring_in")
    words = {"no": takeout.number, "made": takeout.made, "planned": takeout.planned, "state": condition,
             "why": f"；{takeout.made_why}" if takeout.made_why else ""}  # fmt: skip
    said = _("%(no)s 归还：预计用印 %(planned)s 次，实际 %(made)s 次%(why)s；印章%(state)s") % words
    write_line(a, a.subject, LineKind.IN, keeper=keeper, second=second, place=Place.OUTSIDE, from_state=before,
               to_state=a.subject.state, impressions=takeout.made, reason=said[:300], photo_hash=album(photos))  # fmt: skip
    return _("外带 %(no)s，已归还。") % {"no": takeout.number}


def album(photos: Sequence[tuple[Blob, str]]) -> str:
    """One hash for all pictures: of the only one its own, else of their hashes in order, one a line."""
    found = [blob.sha256 for blob, _name in photos]
    return found[0] if len(found) == 1 else sha256("\n".join(found).encode()) if found else ""


__all__ = ["STAMP", "Used", "album", "check_in", "check_out"]
