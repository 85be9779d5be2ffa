"""What a verb needs of the paper beside its state and a right: each a predicate over `Known`. Pure."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.rules.known import LACKING, MOVED, Bar
from outgoing.rules.known import Known
from outgoing.words import BEFORE_SIGNED, Standing, State, TaskKind
from workflow.models import PauseCode

K = TaskKind


def stale(known: Known, hats: Any) -> Bar | None:
    """The text is not the one that was signed (PROC-02)."""
    if not known.paper.is_stale:
        return None
    return Bar(_("签发后文稿有改动，须先送 %(who)s 重新签发。") % {"who": known.paper.signers}, LACKING)


def not_stale(known: Known, hats: Any) -> Bar | None:
    return None if known.paper.is_stale else Bar(_("文稿与签发时一致，不用重新签发。"), LACKING)


def locked_by_another(known: Known, hats: Any) -> Bar | None:
    """Somebody is editing: who, and since when."""
    paper = known.paper
    if paper.lock_holder_id in (None, hats.person_id):
        return None
    at = timezone.localtime(paper.locked_since).strftime("%m-%d %H:%M")
    words = _("%(who)s 自 %(at)s 起正在改稿；请等其改完，或请处长强制解锁。")
    return Bar(words % {"who": paper.lock_name, "at": at}, LACKING)


def paused(known: Known, hats: Any) -> Bar | None:
    """It stands still: who stopped it, when and why, and who can let it go on."""
    paper = known.paper
    if not paper.is_paused:
        return None
    words = {
        "who": paper.paused_by_name, "at": timezone.localtime(paper.paused_at).strftime("%m-%d %H:%M"),
        "what": PauseCode(paper.paused_code).label, "why": paper.paused_for, "drafter": paper.drafter_name,
        "on": paper.look_again_on.isoformat(),
    }  # fmt: skip
    return Bar(
        _(
            "%(who)s %(at)s 暂停办理本件（%(what)s：%(why)s），%(on)s 再看；请拟稿人%(drafter)s或处长恢复办理后再办。"
        )
        % words,
        LACKING,
    )


def not_paused(known: Known, hats: Any) -> Bar | None:
    return None if known.paper.is_paused else Bar(_("本件没有暂停，正在办理。"), MOVED)


def no_annex(known: Known, hats: Any) -> Bar | None:
    """Somebody is editing; or it stands still, and this is not the drafter with the supplement it stands still for."""
    paper = known.paper
    supplement = paper.paused_code == PauseCode.SUPPLEMENT and paper.drafter_id == hats.person_id
    return (None if supplement else paused(known, hats)) or locked_by_another(known, hats)


def stamped(known: Known, hats: Any) -> Bar | None:
    """Stamped copies do not walk back: they are dispatched, or the paper is void and they are destroyed. Nor where only
    some have the seal, and additional ones wait for it."""
    some = known.state == State.SEALING and bool(known.paper.sealed)
    if known.state != State.DISPATCHING and not some:
        return None
    return Bar(_("本件已用印，不能再调整环节；请核发，不再发出的由处长作废。"), LACKING)


def already_locked(known: Known, hats: Any) -> Bar | None:
    if known.paper.lock_holder_id == hats.person_id:
        return Bar(_("已由您锁定。"), LACKING)
    return locked_by_another(known, hats)


def not_my_lock(known: Known, hats: Any) -> Bar | None:
    mine = known.paper.lock_holder_id == hats.person_id
    return None if mine else Bar(_("文稿没有由您锁定。"), LACKING)


def no_lock_of_another(known: Known, hats: Any) -> Bar | None:
    other = known.paper.lock_holder_id not in (None, hats.person_id)
    return None if other else Bar(_("文稿没有被别人锁定。"), LACKING)


def somebody_countersigning(known: Known, hats: Any) -> Bar | None:
    return None if _open(known, K.COUNTERSIGN) else Bar(_("没有尚未答复的会签单位。"), LACKING)


def somebody_overdue(known: Known, hats: Any) -> Bar | None:
    late = [t for t in _open(known, K.COUNTERSIGN) if t.due_at and t.due_at < known.now]
    return None if late else Bar(_("没有逾期未答复的会签单位；未到期的请等候或催办。"), LACKING)


def somebody_signed(known: Known, hats: Any) -> Bar | None:
    return Bar(_("已有人签发，不能取回；请签发人退回，或由处长作废。"), MOVED) if known.signed() else None


def signed_once(known: Known, hats: Any) -> Bar | None:
    """What was signed is not withdrawn any more, wherever it went since: a number it has would stay in use."""
    if not (known.paper.signed_hash or known.signed()):
        return None
    return Bar(_("本件签发过，不能撤稿；不再发出的请处长作废，已编的字号保留。"), MOVED)


def never_signed(known: Known, hats: Any) -> Bar | None:
    if known.state not in BEFORE_SIGNED or known.paper.signed_hash or known.signed():
        return None
    return Bar(_("本件还没有人签发，不用作废；不再发出的请撤稿。"), LACKING)


def not_printable(known: Known, hats: Any) -> Bar | None:
    """Not what was signed; or somebody is at the text, which is final once it is printed."""
    return stale(known, hats) or locked_by_another(known, hats)


def not_to_stamp(known: Known, hats: Any) -> Bar | None:
    """Not what was signed; or no printed copies wait for the seal."""
    if bar := stale(known, hats):
        return bar
    return None if known.runs() else Bar(_("没有等着用印的份数。"), LACKING)


def no_more_copies(known: Known, hats: Any) -> Bar | None:
    """More copies are of what was signed, printed and kept, and of no paper that was recalled."""
    if bar := stale(known, hats) or not_in_force(known, hats):
        return bar
    return None if known.paper.original_id else Bar(_("没有留存的正本，不能加印。"), LACKING)


def receipts_open(known: Known, hats: Any) -> Bar | None:
    """Somebody has not answered for his copies, numbered copies are still out (条例 第三十四条), or additional ones wait
    for the seal."""
    found = []
    if _open(known, K.SEAL):
        found.append(_("加印的份数还没有用印，请先由印章保管员登记用印或未用。"))
    if n := known.unanswered():
        found.append(_("还有 %(n)s 个单位未签收，请先登记回执或催签。") % {"n": n})
    if known.paper.numbered_copies and (n := known.given_out()):
        found.append(_("还有 %(n)s 份带份号的公文未清退，请先在「份号清退」中登记。") % {"n": n})
    return Bar("".join(found), LACKING) if found else None


def nobody_unsigned(known: Known, hats: Any) -> Bar | None:
    return None if known.unanswered() else Bar(_("各单位都已答复，不用再催。"), LACKING)


def nothing_again(known: Known, hats: Any) -> Bar | None:
    """Copies are sent once more where they were short, damaged, refused, returned or withdrawn, and never of a recalled
    paper."""
    if bar := not_in_force(known, hats):
        return bar
    return None if known.again() else Bar(_("没有少件、破损、拒收、退回或撤回的单位，不用补寄。"), LACKING)


def not_in_force(known: Known, hats: Any) -> Bar | None:
    paper = known.paper
    if paper.standing == Standing.IN_FORCE:
        return None
    return Bar(_("本件%(what)s，不能再办。") % {"what": Standing(paper.standing).label}, LACKING)


def nothing_to_correct(known: Known, hats: Any) -> Bar | None:
    """A corrected version is of a paper that was recalled or revoked; what is in force is not corrected in silence."""
    if known.paper.standing in (Standing.RECALLED, Standing.REVOKED):
        return None
    return Bar(_("本件没有召回或撤销，不用另拟更正稿。"), LACKING)


def no_numbered_copies(known: Known, hats: Any) -> Bar | None:
    return None if known.paper.numbered_copies else Bar(_("本件不印份号，没有要清退的份数。"), LACKING)


def nothing_of_his(known: Known, hats: Any) -> Bar | None:
    """What stands in a unit's or a post's name stays with whoever is there."""
    own = [
        t
        for t in known.tasks
        if t.status == "open" and t.holder[0] == "p" and hats.acts_for(t.holder, t.kind)[0]
    ]
    return None if own else Bar(_("没有在您个人名下的工作可转。"), LACKING)


def nothing_to_reassign(known: Known, hats: Any) -> Bar | None:
    movable = [t for t in known.tasks if t.lane == "main" and t.holder[0] == "p"]
    return None if movable else Bar(_("本件没有在个人名下的工作，不用改派。"), LACKING)


def _open(known: Known, kind: str) -> list[Any]:
    return [t for t in known.tasks if t.kind == kind and t.status == "open"]
