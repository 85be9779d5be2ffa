"""更正稿: a paper that was recalled or revoked is drawn up anew, as a paper of its own; each names the other."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete
from outgoing.actions.addressing import Entry
from outgoing.actions.drafting import FIELDS, draft
from outgoing.actions.guard import allow
from outgoing.actions.texts import Text
from outgoing.models import Addressee, DraftVersion, Outgoing
from outgoing.words import State
from workflow.act import Act
from workflow.spine import Done, act

GIVEN_UP = (State.WITHDRAWN, State.VOIDED)


def correct(paper: Outgoing, **how: Any) -> Done:
    """The act `begun`; what is done next is done on the new paper, whatever is asked of the old one."""
    done = begun(paper, **how)
    return Done(Outgoing.objects.get(ref=done.entry.data["correction"]), done.entry, done.replayed)


@act("correct", exclusive=False)
def begun(a: Act) -> str:
    """A new draft with the fields, the text and the addressees of this paper, in the hands of whoever asked for it.

    `Incomplete` while there is one already that was not given up.
    """
    allow(a, "correct")
    old: Outgoing = a.subject
    there = Outgoing.objects.filter(corrects=old).exclude(state__in=GIVEN_UP).first()
    if there is not None:
        words = {"who": there.drafter_name, "no": there.name}
        raise Incomplete(_("%(who)s 已为本件另拟更正稿%(no)s，不用再拟。") % words)
    fresh = Outgoing(corrects=old, **{name: getattr(old, name) for name in FIELDS})
    main = [
        Entry(row.unit, row.name, row.relation, row.role, row.copies, row.text)
        for row in Addressee.objects.filter(paper=old).select_related("unit").order_by("order", "id")
    ]
    joints = [joint.unit or joint.name for joint in old.joints.select_related("unit").order_by("order")]
    done = draft(fresh, by=a.by, key=f"{a.key[:60]}-new", text=_text(old), main=main, joints=joints)
    a.data["correction"] = done.subject.ref
    return _("已照 %(no)s 建更正稿，请改好后送出。") % {"no": old.name}


def _text(paper: Outgoing) -> Text | None:
    """The words that were sent, with their file."""
    last = DraftVersion.objects.filter(paper=paper).select_related("blob").order_by("-number").first()
    if last is None:
        return None
    return Text(last.paragraphs, last.blob, last.name, f"照{paper.number}原文")
