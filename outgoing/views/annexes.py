"""Annexes and the files of drafts: page pictures and downloads, only through what the person may see.

Who sees the inside gets every version; who received the paper the annexes it was issued with, and no draft.
"""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from documents.models import Blob
from documents.views.file import original_of, page_of
from outgoing.models import Annex, DraftVersion
from outgoing.views.screen import on_screen


@require_safe
def annex(request: HttpRequest, ref: str, number: int, version: int) -> FileResponse:
    """`/outgoing/<ref>/annexes/<n>/<version>/`: the file as it was sent, as a download; logged."""
    row = _annex(request, ref, number, version)
    return original_of(row.blob, row.name, request, {"paper": ref, "annex": number, "version": version})


@require_safe
def annex_page(request: HttpRequest, ref: str, number: int, version: int, page: int) -> FileResponse:
    """`/outgoing/<ref>/annexes/<n>/<version>/pages/<page>.webp`; `?small=1` the thumbnail."""
    return page_of(_annex(request, ref, number, version).blob, page, request)


@require_safe
def annex_drawing(request: HttpRequest, ref: str, number: int, version: int, page: int) -> FileResponse:
    """`/outgoing/<ref>/annexes/<n>/<version>/pages/<page>.svg`: a page of an OFD."""
    return page_of(_annex(request, ref, number, version).blob, page, request, drawing=True)


@require_safe
def version_page(request: HttpRequest, ref: str, number: int, page: int) -> FileResponse:
    """`/outgoing/<ref>/versions/<n>/pages/<page>.webp`: of the file that a version of the text came in."""
    return page_of(_draft(request, ref, number)[0], page, request)


@require_safe
def version_file(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """`/outgoing/<ref>/versions/<n>/file/`: that file as it was sent, as a download; logged."""
    blob, name = _draft(request, ref, number)
    return original_of(blob, name, request, {"paper": ref, "draft": number})


def _annex(request: HttpRequest, ref: str, number: int, version: int) -> Annex:
    """404 for what is not his to see, and for a version that was not issued to him."""
    paper = on_screen(request, ref)
    rows = Annex.objects.select_related("blob").defer("blob__text")
    rows = rows if paper.inside else rows.filter(latest=True)
    return get_object_or_404(rows, paper=paper, number=number, version=version)


def _draft(request: HttpRequest, ref: str, number: int) -> tuple[Blob, str]:
    paper = on_screen(request, ref, inside=True)
    rows = DraftVersion.objects.select_related("blob").defer("paragraphs", "blob__text")
    row = get_object_or_404(rows, paper=paper, number=number)
    if row.blob is None:
        raise Http404
    return row.blob, row.name
