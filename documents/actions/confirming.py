"""补确认: an oral instruction gets its written confirmation, a recorded one its scan (domain.md §5.1)."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from documents.actions.check_record import settled
from documents.actions.files import attach
from documents.actions.guard import allow
from documents.models import Blob, Document, Instruction
from people.roles import Role
from workflow.act import Act
from workflow.models import Entry
from workflow.spine import act

RECORDERS = frozenset({Role.CLERK, Role.HANDLER})
CONFIRMED = Q(subject_kind="document", verb="confirm_oral")


@act("confirm_oral", exclusive=False)
def confirm_oral(a: Act, *, number: int, scan: tuple[Blob, str] | None = None) -> str:
    """The leader confirms what was recorded; or the secretary or a clerk adds the paper he signed.

    The words themselves never change: who finds them wrong records a further instruction.
    """
    allow(a, "confirm_oral")
    row = unsettled(a.subject).filter(number=number).first()
    if row is None:
        if Entry.objects.filter(CONFIRMED, subject_pk=a.subject.pk, data__instruction=number).exists():
            raise settled(a.subject, number)
        raise BadInput(_("这条批示不需要补确认。"), "number")
    himself = row.leader_id == a.by.pk
    if not himself:
        _recorder(a, row)
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


def unsettled(doc: Document) -> QuerySet[Instruction]:
    """Instructions of this round without written confirmation or without their scan."""
    rows = Instruction.objects.filter(document=doc, round=doc.round)
    return rows.filter(Q(unconfirmed=True) | Q(scan_pending=True))


def _recorder(a: Act, row: Instruction) -> None:
    hats = a.by.hats
    for stand_in in hats.stand_ins:
        if stand_in.person_id == row.leader_id and stand_in.covers("record"):
            a.behalf = stand_in
            return
    if not any(s.role in RECORDERS and s.internal for s in hats.seats):
        raise NotAllowed(_("只有该领导本人、他的秘书或文书可以补确认。"))
