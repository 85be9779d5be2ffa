"""作废: the chief voids a paper with a reason; its number stays used, nothing of it stays in any inbox."""

from __future__ import annotations

from django.utils.translation import gettext as _

from documents.actions.guard import allow, need
from documents.actions.handling import end_question
from documents.actions.handover import OPEN
from documents.actions.review import end_all
from documents.actions.telling import tell_holders
from documents.models import Assignment, Document
from workflow.act import Act
from workflow.models import Lane, Status
from workflow.spine import act, step


@act("void")
def void(a: Act, *, reason: str) -> str:
    """Void the paper. Whoever had it is told; parts with units end; history, opinions and number stay."""
    allow(a, "void")
    doc: Document = a.subject
    a.reason = need(reason, _("请说明作废理由。"))
    holders = [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    for row in Assignment.objects.filter(document=doc, round=doc.round, status__in=OPEN):
        row.status, row.result = Assignment.Status.WITHDRAWN, a.reason
        row.save()
        end_question(a, row)
    step(a, "void")
    end_all(a, "voided")
    said = _("%(no)s 已作废：%(why)s") % {"no": doc.receipt_no, "why": a.reason}
    tell_holders(a, holders, said)
    return _("%(no)s 已作废，编号保留。") % {"no": doc.receipt_no}
