"""补确认: an oral instruction gets its written confirmation, a recorded one its scan (domain.md §5.1)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from documents.actions.check_record import settled
from documents.actions.files import attach
from documents.actions.guard import allow
from documents.models import Blob, Document, Instruction
from documents.rules.known import ROLE, Bar
from documents.rules.recorded import bar_to_confirm, stands_in
from workflow.act import Act
from workflow.models import Entry
from workflow.spine import act

CONFIRMED = Q(subject_kind="document", verb="confirm_oral")


@act("confirm_oral", exclusive=False)
def confirm_oral(a: Act, *, number: int, scan: tuple[Blob, str] | None = None) -> str:
    """The leader confirms what was recorded; or the secretary or a clerk adds the paper he signed.

    The words themselves never change: who finds them wrong records a further instruction.
    """
    allow(a, "confirm_oral")
    row = Instruction.objects.filter(document=a.subject, number=number).first()
    if row is None:
        raise BadInput(_("这条批示不需要补确认。"), "number")
    if not _wanting(row, a.subject) and _confirmed(a.subject, number):
        raise settled(a.subject, number)
    if bar := _bar(a.by.hats, row, a.subject):
        raise NotAllowed(bar.words) if bar.kind == ROLE else BadInput(bar.words, "number")
    if row.leader_id != a.by.pk:
        a.behalf = stands_in(a.by.hats, row.leader_id)
        if scan is None:
            raise BadInput(_("请附领导书面确认或批示原件的扫描件。"), "scan")
    if scan is not None:
        row.scan = attach(a, [(scan[0], scan[1], "instruction")])[0]
    row.unconfirmed = row.scan_pending = False
    if a.by.pk != row.recorded_by_id:  # who wrote it down is no second pair of eyes
        row.checked_by_name, row.checked_at = a.by.name, a.now
    row.save(update_fields=["scan", "unconfirmed", "scan_pending", "checked_by_name", "checked_at"])
    a.data["instruction"] = row.number
    return _("%(who)s的批示已补确认。") % {"who": row.leader_name}


def confirmable(doc: Document, hats: Any) -> list[Instruction]:
    """Instructions of this round without written confirmation or scan that are this person's to confirm."""
    return [row for row in Instruction.objects.filter(document=doc) if _bar(hats, row, doc) is None]


def _bar(hats: Any, row: Instruction, doc: Document) -> Bar | None:
    return bar_to_confirm(hats, leader=row.leader_id, wanting=_wanting(row, doc))


def _wanting(row: Instruction, doc: Document) -> bool:
    return row.round == doc.round and (row.unconfirmed or row.scan_pending)


def _confirmed(doc: Document, number: int) -> bool:
    return Entry.objects.filter(CONFIRMED, subject_pk=doc.pk, data__instruction=number).exists()
