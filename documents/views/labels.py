"""收文条码: what stands on it, and the slip of one paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.actions.prints import note
from documents.files.labels import Label, slip_pdf
from documents.forms.printing import PrintQuery
from documents.models import Document
from documents.rules.codes import code_of
from documents.views.printing import organ, shown
from documents.views.workbench import on_screen
from documents.words import FormKind, PrintAs


@require_safe
def label(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/label/`: the slip of one paper, in a small format; there is no Word copy of it."""
    doc = on_screen(request, ref)
    asked = PrintQuery(request.GET)
    if not asked.is_valid() or asked.cleaned_data["as"] == PrintAs.DOCX:
        return HttpResponseBadRequest(_("条码只有 PDF。"), content_type="text/plain; charset=utf-8")
    pdf = slip_pdf(said_on(doc, organ()), timezone.localtime(doc.now))
    if request.method == "GET":
        note([doc], by=request.user, form=FormKind.LABEL, way=PrintAs.PDF, at=doc.now)
    return shown(pdf, f"收文条码-{doc.receipt_no}.pdf")


def said_on(doc: Document, organ: str) -> Label:
    """What stands on the label of a paper."""
    return Label(
        organ, doc.receipt_no, code_of(doc.year, doc.serial), f"{timezone.localdate(doc.received_at)}"
    )
