"""The forms that go with a paper, as PDF for the browser's own print key or as a Word copy to write on."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.actions.prints import note
from documents.files.form import Printing
from documents.files.forms_docx import form_docx
from documents.files.forms_pdf import form_pdf
from documents.forms.printing import PrintQuery
from documents.queries.forms import form
from documents.views.printing import organ, shown
from documents.views.workbench import on_screen
from documents.words import FormKind, PrintAs


@require_safe
def handling_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/sheet/`: 收文处理单."""
    return _printed(request, ref, FormKind.HANDLING)


@require_safe
def circulation_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/circulation-sheet/`: 传阅单."""
    return _printed(request, ref, FormKind.CIRCULATION)


@require_safe
def assignment_sheets(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/assignment-sheets/`: 交办单, a page for each unit; 404 where nothing was given out."""
    return _printed(request, ref, FormKind.ASSIGNMENT)


@require_safe
def urge_sheets(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/urge-sheets/`: 催办单, a page for each who was urged and has not done it; else 404."""
    return _printed(request, ref, FormKind.URGE)


@require_safe
def return_slip(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/return-slip/`: 退文单; 404 for a paper that was not returned to its sender."""
    return _printed(request, ref, FormKind.RETURN)


def _printed(request: HttpRequest, ref: str, kind: FormKind) -> HttpResponse:
    """404 where this person does not see the paper or it has no such form; 400 for anything but `?as=docx`. Noted."""
    doc, person = on_screen(request, ref), request.user
    asked = PrintQuery(request.GET)
    if not asked.is_valid():
        return HttpResponseBadRequest(asked.errors.as_text(), content_type="text/plain; charset=utf-8")
    found = form(kind, doc, person, organ())
    if found is None:
        raise Http404
    way = asked.cleaned_data["as"] or PrintAs.PDF
    made = (form_docx if way == PrintAs.DOCX else form_pdf)(found, printing(person, doc.now))
    if request.method == "GET":
        note([doc], by=person, form=kind, way=PrintAs(way), at=doc.now)
    return shown(made, f"{found.name}-{doc.receipt_no}.{way}")


def printing(person: Any, now: Any) -> Printing:
    """Who prints, and when by the database's clock."""
    return Printing(f"{person.name}（{person.username}）", timezone.localtime(now))
