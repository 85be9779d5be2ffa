"""撤回: what can be taken back, by whom, until when. The one predicate of the act, the button and the sentence. Pure."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.rules.did import DID
from documents.rules.known import MOVED, ROLE, Bar, Known, Move
from documents.words import State

# What can be taken back, by the state the paper is in since.
MOVES: dict[str, tuple[str, ...]] = {
    State.REVIEWING: ("propose", "propose_return", "add_signer", "transfer"),
    State.SUBMITTED: ("approve", "countersign", "add_signer", "transfer"),
    State.HANDLING: ("assign", "approve"),
}
WITHIN = ("add_signer", "transfer")  # change who has it, not the state
# Beside the main flow: these do not count as the next person's step.
BESIDE = (
    "read", "circulate", "recall_reader", "urge", "add_file", "correct", "set_reply", "extra_copy", "confirm_oral",
    "check_record", "reassign",
)  # fmt: skip


def bar(known: Known, hats: Any) -> Bar | None:
    """None exactly while nobody has acted since his own last move, and that move is one that can be taken back."""
    last = known.last()
    if last is None or not _open_still(known.state, last):
        return Bar(_past(last, hats), MOVED)
    if hats.person_id not in (last.actor_id, last.behalf_id):
        words = _("本件由 %(who)s 送出，只有送出的人可以撤回；需要时请与其联系，或请现在的经办人退回。")
        return Bar(words % {"who": last.actor_name}, ROLE)
    return None


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
