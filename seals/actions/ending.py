"""Applications that end without a stamp."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from alerts.tell import tell
from outgoing.models import Outgoing
from seals.models import Seal, SealRequest
from seals.words import REQUEST_LIVE
from workflow.act import Act
from workflow.spine import act, step


@act("void_request")
def void(a: Act, *, reason: str) -> str:
    """It no longer holds: the text is another, its paper was given up, or its seal is gone. The applicant is told."""
    step(a, "void")
    a.reason = reason
    a.cancel_all(a.tasks, "voided")
    said = _("用印申请 %(no)s 已失效：%(why)s") % {"no": a.subject.number, "why": reason}
    tell([a.subject.applicant_id], said=said, by=a.by, now=a.now, subject=a.subject)
    return said


def void_all(seal: Seal, *, by: Any, reason: str) -> list[SealRequest]:
    """Every live application for a seal that is gone for good, inside the caller's transaction. Locks in the house's order:
    the papers, then the requests; the seal comes after."""
    live = SealRequest.objects.filter(seal=seal, state__in=REQUEST_LIVE).order_by("pk")
    papers = sorted({row.paper_id for row in live if row.paper_id is not None})
    list(Outgoing.objects.select_for_update().filter(pk__in=papers).order_by("pk"))
    found = list(live.select_for_update(of=("self",)))
    for row in found:
        void(row, by=by, reason=reason)
    return found
