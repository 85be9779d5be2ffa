"""May somebody take the paper back (撤回)? Only while nobody after him has done anything."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from documents.models import Document
from workflow.models import Entry

# What can be taken back, by the state the paper is in since.
MOVES = {
    "reviewing": ("propose", "propose_return", "add_signer", "transfer"),
    "submitted": ("approve", "countersign", "add_signer", "transfer"),
    "handling": ("assign", "approve"),
}
# Beside the main flow: these do not count as the next person's step.
BESIDE = (
    "read", "circulate", "recall_reader", "urge", "add_file", "correct", "set_reply", "extra_copy", "confirm_oral",
    "check_record", "reassign",
)  # fmt: skip


def last_move(doc: Document) -> Entry | None:
    """The last entry of the paper's main flow."""
    rows = Entry.objects.filter(subject_kind=doc.subject_kind, subject_pk=doc.pk).exclude(verb__in=BESIDE)
    return rows.order_by("-seq").first()


def why_not_back(doc: Document, person: Any, last: Entry | None) -> str:
    """Empty when this person may take back what `last` did; else the sentence that says why not."""
    if last is None or last.verb not in MOVES.get(doc.state, ()) or not _led_here(doc, last):
        who = last.actor_name if last else ""
        return _("%(who)s 已经办理，不能撤回。") % {"who": who}
    if person.pk not in (last.actor_id, last.behalf_id):
        return _("本件由 %(who)s 送出，只有送出的人可以撤回。") % {"who": last.actor_name}
    return ""


def _led_here(doc: Document, last: Entry) -> bool:
    """The entry moved the paper into its state, or changed who has it within that state."""
    if last.verb in ("add_signer", "transfer"):
        return True
    return bool(last.to_state == doc.state and last.from_state != last.to_state)


def may_take_back(doc: Document, person: Any) -> bool:
    """For the list of verbs on the page."""
    return doc.state in MOVES and not why_not_back(doc, person, last_move(doc))
