"""发文稿纸 and 发送清单 as PDF, or as a Word copy to write on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import override
from django.views.decorators.http import require_safe

from documents.files.form import Form
from documents.files.forms_docx import form_docx
from documents.files.forms_pdf import form_pdf
from documents.forms.printing import PrintQuery
from documents.views.printing import organ, shown
from documents.views.sheets import printing
from documents.words import PrintAs
from outgoing.actions.prints import note
from outgoing.queries.forms import dispatch_list, manuscript
from outgoing.views.screen import on_screen
from outgoing.words import SheetForm

MAKE: dict[SheetForm, Callable[[Any, str, Any], Form]] = {
    SheetForm.MANUSCRIPT: manuscript,
    SheetForm.DISPATCH_LIST: dispatch_list,
}


@require_safe
def manuscript_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/manuscript/?as=`: 发文稿纸."""
    return _printed(request, ref, SheetForm.MANUSCRIPT)


@require_safe
def dispatch_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/dispatch-list/?as=`: 发送清单."""
    return _printed(request, ref, SheetForm.DISPATCH_LIST)


def _printed(request: HttpRequest, ref: str, kind: SheetForm) -> HttpResponse:
    """404 where this person does not see the inside; 400 for anything but `?as=docx`. Noted, before it goes out."""
    paper, query = on_screen(request, ref, inside=True), PrintQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    way = query.cleaned_data["as"] or PrintAs.PDF
    with override("zh-hans"):
        found = MAKE[kind](paper, organ(), request.user)
    made = (form_docx if way == PrintAs.DOCX else form_pdf)(found, printing(request.user, paper.now))
    if request.method == "GET":
        note(paper, by=request.user, form=kind, way=PrintAs(way), at=paper.now)
    return shown(made, f"{found.name}-{paper.number or paper.ref}.{way}")
