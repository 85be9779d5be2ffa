"""The document page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents.views.page_query import read_query
from documents.views.workbench import on_screen, workbench


@require_safe
def document(request: HttpRequest, ref: str) -> HttpResponse:
    """`/documents/<ref>/?from=&file=&view=&p=&tab=&order=&all=&task=`"""
    return workbench(request, on_screen(request, ref), read_query(request))
