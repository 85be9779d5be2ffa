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
from outgoing.queries.forms import dispatch_list, manuscript
from outgoing.views.screen import on_screen


@require_safe
def manuscript_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/manuscript/?as=`: 发文稿纸."""
    return _printed(request, ref, manuscript)


@require_safe
def dispatch_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/dispatch-list/?as=`: 发送清单."""
    return _printed(request, ref, dispatch_list)


def _printed(request: HttpRequest, ref: str, make: Callable[[Any, str], Form]) -> HttpResponse:
    """404 where this person does not see the paper; 400 for anything but `?as=docx`."""
    paper, query = on_screen(request, ref), PrintQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    way = query.cleaned_data["as"] or PrintAs.PDF
    with override("zh-hans"):
        found = make(paper, organ())
    made = (form_docx if way == PrintAs.DOCX else form_pdf)(found, printing(request.user, paper.now))
    return shown(made, f"{found.name}-{paper.number or paper.ref}.{way}")
