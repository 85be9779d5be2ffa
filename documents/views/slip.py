"""退文单: the return slip as an office form, for the printer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.models import Document, ReturnSlip
from documents.queries.visible import visible_to
from documents.rules.returns import BASIS
from documents.views.find import seen
from documents.words import ReturnCode


@require_safe
def return_slip(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/return-slip/`; 404 for a paper that was not returned to its sender."""
    doc: Document = seen(request, ref)
    slip = ReturnSlip.objects.filter(document=doc).select_related("resubmitted_as").first()
    if slip is None:
        raise Http404
    again = slip.resubmitted_as
    if again is not None and not visible_to(request.user).filter(pk=again.pk).exists():
        again = None
    reasons = [(code, ReturnCode(code).label, BASIS[code]) for code in slip.codes]
    return render(
        request, "documents/return_slip.html", {"doc": doc, "slip": slip, "reasons": reasons, "again": again}
    )
