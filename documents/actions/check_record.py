"""核对批示: a second person compares what was recorded with what the leader wrote (domain.md §5.2, checked_by)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from documents.actions.guard import allow
from documents.models import Document, Instruction
from documents.rules.known import ROLE, Bar
from documents.rules.recorded import bar_to_check
from workflow.act import Act
from workflow.spine import act


@act("check_record", exclusive=False)
def check_record(a: Act, *, number: int) -> str:
    """Note who checked the transcription. Never the one who recorded it; words that differ are recorded anew."""
    allow(a, "check_record")
    row = Instruction.objects.filter(document=a.subject, number=number).first()
    if row is None:
        raise BadInput(_("这条批示不需要核对。"), "number")
    if bar := _bar(a.by.hats, row):
        raise NotAllowed(bar.words) if bar.kind == ROLE else BadInput(bar.words, "number")
    row.checked_by_name, row.checked_at = a.by.name, a.now
    row.save(update_fields=["checked_by_name", "checked_at"])
    a.data["instruction"] = row.number
    return _("%(who)s的批示已核对。") % {"who": row.leader_name}


def unchecked(doc: Document, hats: Any) -> list[Instruction]:
    """Recorded instructions that this person may still check."""
    return [row for row in Instruction.objects.filter(document=doc) if _bar(hats, row) is None]


def _bar(hats: Any, row: Instruction) -> Bar | None:
    return bar_to_check(
        hats, leader=row.leader_id, recorder=row.recorded_by_id, checked_by=row.checked_by_name
    )
