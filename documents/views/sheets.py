"""The sheets that go with a paper, as PDF for the browser's own print key."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from documents.files.handling_sheet import handling_sheet_pdf
from documents.queries import page as rows_of
from documents.queries import sheet
from documents.views.printing import organ, shown
from documents.views.workbench import on_screen

log = logging.getLogger("documents.exports")


@require_safe
def handling_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/sheet/`: 收文处理单, in Chinese whatever the language of the screen; logged."""
    person: Any = request.user
    doc = on_screen(request, ref)
    beside = rows_of.beside(doc, person, all_entries=True)
    with translation.override("zh-hans"):
        pdf = handling_sheet_pdf(
            sheet.head(doc, organ()),
            sheet.rows(
                doc, beside.entries, beside.instructions, proposal=beside.proposal, parts=beside.parts
            ),
            printed_by=f"{person.name}（{person.username}）",
            at=timezone.localtime(doc.now),
        )
    if request.method == "GET":
        log.info("handling sheet printed", extra={"person": person.pk, "paper": doc.ref})
    return shown(pdf, f"收文处理单-{doc.receipt_no}.pdf")
