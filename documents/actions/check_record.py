"""核对批示: a second person compares what was recorded with what the leader wrote (domain.md §5.2, checked_by)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Faster, NotAllowed
from documents.actions.guard import allow
from documents.models import Document, Instruction
from documents.rules.known import ROLE, Bar
from documents.rules.recorded import bar_to_check
from workflow.act import Act
from workflow.spine import act, faster


@act("check_record", exclusive=False)
def check_record(a: Act, *, number: int) -> str:
    """Note who checked the transcription. Never the one who recorded it; words that differ are recorded anew."""
    allow(a, "check_record")
    row = Instruction.objects.filter(document=a.subject, number=number).first()
    if row is None:
        raise BadInput(_("这条批示不需要核对。"), "number")
    if row.by_another and row.checked_by_name:
        raise settled(a.subject, number)
    if bar := _bar(a.by.hats, row):
        raise NotAllowed(bar.words) if bar.kind == ROLE else BadInput(bar.words, "number")
    row.checked_by_name, row.checked_at = a.by.name, a.now
    row.save(update_fields=["checked_by_name", "checked_at"])
    a.data["instruction"] = row.number
    return _("%(who)s的批示已核对。") % {"who": row.leader_name}


def by_others(doc: Document, hats: Any) -> list[Instruction]:
    """Instructions that somebody else recorded for the leader, checked or not."""
    return [row for row in Instruction.objects.filter(document=doc) if _bar(hats, row, checked_by="") is None]


def settled(doc: Document, number: int) -> Faster:
    """Somebody has checked or confirmed this instruction since: who, and when."""
    return faster(doc, verb__in=("check_record", "confirm_oral"), data__instruction=number)


def _bar(hats: Any, row: Instruction, checked_by: str | None = None) -> Bar | None:
    checked = row.checked_by_name if checked_by is None else checked_by
    return bar_to_check(hats, leader=row.leader_id, recorder=row.recorded_by_id, checked_by=checked)
