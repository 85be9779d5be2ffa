"""撤回: what can be taken back, by whom, until when. The one predicate of the act, the button and the sentence. Pure."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.rules.did import DID
from documents.rules.known import MOVED, ROLE, Bar, Known, Move
from documents.words import State, TaskKind

K = TaskKind
# What can be taken back, by the state the paper is in since.
MOVES: dict[str, tuple[str, ...]] = {
    State.REVIEWING: ("propose", "propose_return", "approve", "add_signer", "transfer"),
    State.SUBMITTED: ("approve", "countersign", "add_signer", "transfer"),
    State.HANDLING: ("assign", "approve"),
    State.CIRCULATING: ("approve", "countersign", "circulate_only"),
    State.CLOSING: ("ask_to_close",),
}
# Change who has it, not the state: an approval, too, while a signer comes after it.
WITHIN = ("add_signer", "transfer", "approve")
# Which work each of them answers: a stand-in takes back what he may do for that person.
ANSWERS: dict[str, tuple[str, ...]] = {
    "propose": (K.PROPOSE,), "propose_return": (K.PROPOSE,), "approve": (K.REVIEW,), "countersign": (K.COUNTERSIGN,),
    "assign": (K.ASSIGN, K.WRAP_UP), "circulate_only": (K.ASSIGN,), "ask_to_close": (K.WRAP_UP, K.FOLLOW, K.ASSIGN),
    "add_signer": (K.REVIEW, K.INSTRUCT),
}  # fmt: skip
# Beside the main flow: these do not count as the next person's step.
BESIDE = (
    "read", "circulate", "recall_reader", "urge", "add_file", "correct", "set_reply", "extra_copy", "confirm_oral",
    "check_record", "reassign", "relate", "hand_copies", "answered", "answers_ours", "answers_ours_no_more",
    "redate",
)  # fmt: skip


def beside(state: str) -> list[str]:
    """What does not count as the next person's step here: a paper in circulation is its readers'."""
    return [verb for verb in BESIDE if verb != "read" or state != State.CIRCULATING]


def bar(known: Known, hats: Any) -> Bar | None:
    """None exactly while nobody has acted since his own last move, and that move is one that can be taken back."""
    last = known.last()
    if last is None or not _open_still(known.state, last):
        return Bar(_past(last, hats), MOVED)
    if hats.person_id == owner(last) or stand_in(last, hats) is not None:
        return None
    if hats.person_id == last.actor_id:
        return Bar(_("这一步是代别人办的，您现在不再代其办理；请由本人撤回，或请现在的经办人退回。"), ROLE)
    words = _("本件由 %(who)s 送出，只有送出的人可以撤回；需要时请与其联系，或请现在的经办人退回。")
    return Bar(words % {"who": last.actor_name}, ROLE)


def owner(last: Move) -> int:
    """Whose step it was: of two names that of him who was stood in for."""
    return last.actor_id if last.behalf_id is None else last.behalf_id


def stand_in(last: Move, hats: Any) -> Any:
    """As whose stand-in he takes back what was done for another: only while he may do such work for him."""
    if last.behalf_id is None or hats.person_id == last.behalf_id:
        return None
    kinds = ANSWERS.get(last.verb, tuple(K))
    mine = (s for s in hats.stand_ins if s.person_id == last.behalf_id)
    return next((s for s in mine if any(s.covers(kind) for kind in kinds)), None)


def _open_still(state: str, last: Move) -> bool:
    """It led into the paper's state, or changed who has it within that state."""
    led_here = last.to_state == state and last.from_state != last.to_state
    return last.verb in MOVES.get(state, ()) and (last.verb in WITHIN or led_here)


def _past(last: Move | None, hats: Any) -> str:
    if last is None:
        return _("本件还没有送出，没有可以撤回的。")
    at = timezone.localtime(last.at).strftime("%m-%d %H:%M")
    words = {"who": last.actor_name, "at": at, "did": DID.get(last.verb, last.verb)}
    if last.actor_id == hats.person_id:
        return _("您 %(at)s 已%(did)s，这一步不能撤回；需要改动请与现在的经办人联系，或请其退回。") % words
    return _("%(who)s %(at)s 已%(did)s，不能再撤回；需要改动请与其联系，或请现在的经办人退回。") % words
