"""An application that counts no more: its text is another, or its approval has run out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from alerts import tell
from docflow.web.errors import Incomplete, NotAllowed
from outgoing.models import Outgoing
from seals.actions.requests import finish
from seals.models import Seal, SealRequest
from seals.queries.custody import custody_of
from seals.words import REQUEST_LIVE
from workflow.act import Act
from workflow.spine import act, step


@act("void")
def void(a: Act, *, reason: str) -> str:
    """Void, with the reason, in the act that changed its text: never by itself, nor by a form. What was stamped stays."""
    request: SealRequest = a.subject
    a.reason = reason[:300]
    step(a, "void")
    finish(a)
    said = _("%(no)s 已失效：%(why)s，需重新审批。") % {"no": request.number, "why": a.reason}
    tell.tell([request.applicant_id, *_keeper(request)], said=said, by=a.by, now=a.now, subject=request)
    return said


@act("expire")
def expire(a: Act) -> str:
    """Cleared away after its approval has run out: by the applicant or whoever has the seal. No timer does it: from that
    moment on the approval counts no more (X2), whether anybody has cleared it away or not."""
    request: SealRequest = a.subject
    if a.by.pk not in (request.applicant_id, *_keeper(request)):
        raise NotAllowed(_("由申请人或印章保管人注销。"))
    if request.expires_at is None or request.expires_at > a.now:
        raise Incomplete(_("审批还没有过期。"))
    if request.stamped or request.spoiled or request.unused:
        raise Incomplete(_("已经用过印，请保管人把未用的份数结清。"))
    step(a, "expire")
    finish(a)
    return _("已注销。要用印请重新申请。")


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


def _keeper(request: SealRequest) -> list[int]:
    custody = custody_of(request.seal)
    return [custody.person_id] if custody else []
