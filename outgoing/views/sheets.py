"""发文稿纸 and 发送清单 as PDF, or as a Word copy to write on; the barcode label of a numbered paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.files.forms_docx import form_docx
from documents.files.forms_pdf import form_pdf
from documents.files.labels import slip_pdf
from documents.forms.printing import PrintQuery
from documents.views.printing import organ, shown
from documents.views.sheets import printing
from documents.words import PrintAs
from outgoing.actions.prints import note
from outgoing.queries import forms
from outgoing.views.screen import on_screen
from outgoing.words import SheetForm


@require_safe
def manuscript_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/manuscript/?as=`: 发文稿纸."""
    return _printed(request, ref, SheetForm.MANUSCRIPT)


@require_safe
def dispatch_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/dispatch-list/?as=`: 发送清单."""
    return _printed(request, ref, SheetForm.DISPATCH_LIST)


@require_safe
def label(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/label/`: the slip of one paper, in a small format; 404 where it has no number."""
    paper, asked = on_screen(request, ref, inside=True), PrintQuery(request.GET)
    if not asked.is_valid() or asked.cleaned_data["as"] == PrintAs.DOCX:
        return HttpResponseBadRequest(_("条码只有 PDF。"), content_type="text/plain; charset=utf-8")
    said = forms.label(paper, organ())
    if said is None:
        raise Http404
    pdf = slip_pdf(said, paper.now)
    if request.method == "GET":
        note([paper], by=request.user, form=SheetForm.LABEL, way=PrintAs.PDF, at=paper.now)
    return shown(pdf, f"发文条码-{paper.number}.pdf")


def _printed(request: HttpRequest, ref: str, kind: SheetForm) -> HttpResponse:
    """404 where this person does not see the inside; 400 for anything but `?as=docx`. Noted, before it goes out."""
    paper, query = on_screen(request, ref, inside=True), PrintQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    way = query.cleaned_data["as"] or PrintAs.PDF
    found = forms.form(kind, paper, request.user, organ())
    made = (form_docx if way == PrintAs.DOCX else form_pdf)(found, printing(request.user, paper.now))
    if request.method == "GET":
        note([paper], by=request.user, form=kind, way=PrintAs(way), at=paper.now)
    return shown(made, f"{found.name}-{paper.number or paper.ref}.{way}")
