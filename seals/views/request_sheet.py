"""用印申请单 as PDF: its barcode is the number of the application, which the desk scans."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.files.forms_pdf import form_pdf
from documents.views.printing import organ, shown
from documents.views.sheets import printing
from seals.queries.slip import slip as slip_of
from seals.views.request_page import on_screen


@require_safe
def slip(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/requests/<ref>/slip/`"""
    row = on_screen(request, ref)
    if not row.titled:
        raise Http404
    made = form_pdf(slip_of(row, organ()), printing(request.user, row.now))
    return shown(made, f"用印申请单-{row.number}.pdf")
