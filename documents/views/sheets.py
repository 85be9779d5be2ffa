"""The sheets that go with a paper, as PDF for the browser's own print key."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.files.forms_pdf import Field, Head, circulation_sheet_pdf, handling_sheet_pdf, notices_pdf
from documents.queries import page as rows_of
from documents.queries import sheet
from documents.queries.notices import assignments, urged
from documents.views.printing import organ, shown
from documents.views.workbench import on_screen

log = logging.getLogger("documents.exports")


BLANK = 6  # lines for readers who are added by hand


@require_safe
def handling_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/sheet/`: 收文处理单."""
    doc = on_screen(request, ref)
    beside = rows_of.beside(doc, request.user)

    def made(head: Head, by: dict[str, Any]) -> bytes:
        found = sheet.rows(
            doc, beside.entries, beside.instructions, proposal=beside.proposal, parts=beside.parts
        )
        return handling_sheet_pdf(head, found, **by)

    return _printed(request, doc, "收文处理单", made)


@require_safe
def circulation_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/circulation-sheet/`: 传阅单."""
    doc = on_screen(request, ref)
    beside = rows_of.beside(doc, request.user)
    words = sheet.proposed(doc, beside.entries, beside.proposal)

    def made(head: Head, by: dict[str, Any]) -> bytes:
        found = sheet.readers(doc)
        more = _("只列前 %(n)s 人。") % {"n": sheet.MOST} if len(found) == sheet.MOST else ""
        return circulation_sheet_pdf(head, words, found, blank=BLANK, more=more, **by)

    return _printed(request, doc, "传阅单", made)


@require_safe
def assignment_sheets(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/assignment-sheets/`: 交办单, a page for each unit; 404 where nothing was given out."""
    return _notices(request, ref, "交办单", assignments)


@require_safe
def urge_sheets(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/urge-sheets/`: 催办单, a page for each who was urged and has not done it; else 404."""
    return _notices(request, ref, "催办单", urged)


def _notices(
    request: HttpRequest, ref: str, name: str, of: Callable[[Any], list[list[Field]]]
) -> HttpResponse:
    doc = on_screen(request, ref)
    with translation.override("zh-hans"):
        found = of(doc)
    if not found:
        raise Http404
    return _printed(request, doc, name, lambda head, by: notices_pdf(head, name, found, **by))


def _printed(
    request: HttpRequest, doc: Any, name: str, made: Callable[[Head, dict[str, Any]], bytes]
) -> HttpResponse:
    """In Chinese whatever the language of the screen: it is the office's own form. Logged."""
    person: Any = request.user
    with translation.override("zh-hans"):
        by = {"printed_by": f"{person.name}（{person.username}）", "at": timezone.localtime(doc.now)}
        pdf = made(sheet.head(doc, organ()), by)
    if request.method == "GET":
        log.info("form printed", extra={"person": person.pk, "paper": doc.ref, "form": name})
    return shown(pdf, f"{name}-{doc.receipt_no}.pdf")
