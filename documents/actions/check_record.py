"""核对批示: a second person compares what was recorded with what the leader wrote (domain.md §5.2, checked_by)."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Faster
from documents.actions.guard import allow, not_by
from documents.models import Document, Instruction
from workflow.act import Act
from workflow.spine import act, faster


@act("check_record", exclusive=False)
def check_record(a: Act, *, number: int) -> str:
    """Note who checked the transcription. Never the one who recorded it; words that differ are recorded anew."""
    allow(a, "check_record")
    row = Instruction.objects.filter(document=a.subject, number=number).first()
    if row is None or not row.by_another:
        raise BadInput(_("这条批示不需要核对。"), "number")
    if row.checked_by_name:
        raise settled(a.subject, number)
    not_by(a, row.recorded_by_id, _("代录人不能核对自己录入的批示。"))
    row.checked_by_name, row.checked_at = a.by.name, a.now
    row.save(update_fields=["checked_by_name", "checked_at"])
    a.data["instruction"] = row.number
    return _("%(who)s的批示已核对。") % {"who": row.leader_name}


def settled(doc: Document, number: int) -> Faster:
    """Somebody has checked or confirmed this instruction since: who, and when."""
    return faster(doc, verb__in=("check_record", "confirm_oral"), data__instruction=number)


def by_others(doc: Document, me: int) -> list[Instruction]:
    """Instructions that somebody else recorded for the leader, checked or not."""
    rows = Instruction.objects.filter(document=doc).exclude(recorded_by=me)
    return list(rows.exclude(recorded_by=F("leader")))
