"""Page pictures and originals of a paper's files: only through what the person may see, never kept by a browser."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from documents.files import pages, store
from documents.files.errors import BlobMissing, CannotShow
from documents.files.kinds import KINDS, Kind
from documents.files.names import clean_name
from documents.models import Attachment, Blob
from documents.queries.visible import visible_to

log = logging.getLogger("documents.files")
# Its images lie inside it as data; there is nothing else that it needs.
DRAWING_POLICY = (
    "default-src 'none'; img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
)


def _found(request: HttpRequest, ref: str, number: int) -> Attachment:
    """The file, if its paper is one of his; else 404."""
    papers: QuerySet = visible_to(request.user).filter(ref=ref)
    rows = Attachment.objects.select_related("blob").defer("blob__text")
    return get_object_or_404(rows, document__in=papers.values("pk"), pk=number)


@require_safe
def page_picture(request: HttpRequest, ref: str, number: int, page: int) -> FileResponse:
    """`/documents/<ref>/files/<number>/pages/<page>.webp`; `?small=1` the thumbnail."""
    return page_of(_found(request, ref, number).blob, page, request)


@require_safe
def page_drawing(request: HttpRequest, ref: str, number: int, page: int) -> FileResponse:
    """`/documents/<ref>/files/<number>/pages/<page>.svg`: a page of an OFD."""
    return page_of(_found(request, ref, number).blob, page, request, drawing=True)


def page_of(blob: Blob, page: int, request: HttpRequest, *, drawing: bool = False) -> FileResponse:
    """A page of a file that this person may see, as `?small=1` its thumbnail; 404 where its pages are not drawn so."""
    kind = KINDS[blob.ext]
    if pages.is_drawing(kind.ext) != drawing:
        raise Http404
    return _closed(picture_of(blob.sha256, kind, page, thumbs=not drawing and "small" in request.GET))


def picture_of(sha256: str, kind: Kind, page: int, *, thumbs: bool = False) -> FileResponse:
    """The picture of a page, or 404. An SVG may load nothing and run nothing, wherever it is opened."""
    try:
        made = pages.render_pages(sha256, kind, page, 1, thumbs=thumbs)
    except (CannotShow, BlobMissing) as error:
        raise Http404 from error
    if not made:
        raise Http404
    if not pages.is_drawing(kind.ext):
        return FileResponse(made[0].open("rb"), content_type="image/webp")
    answer = FileResponse(made[0].open("rb"), content_type="image/svg+xml")
    answer["Content-Security-Policy"] = DRAWING_POLICY
    return answer


@require_safe
def file_download(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """`/documents/<ref>/files/<number>/original/`: the bytes as they came in, always as a download; logged."""
    file = _found(request, ref, number)
    return original_of(file.blob, file.name, request, {"paper": ref, "file": file.pk})


def original_of(blob: Blob, name: str, request: HttpRequest, about: Mapping[str, Any]) -> FileResponse:
    """The bytes of a file that this person may see, always as a download; `about` says in the log what it was. 404
    where they are gone or not what came in."""
    told = {"person": request.user.pk, "sha256": blob.sha256, **about}
    if not store.verify(blob.sha256):
        log.error("original missing or altered", extra=told)
        raise Http404
    if request.method == "GET":
        log.info("original downloaded", extra=told)
    answer = FileResponse(store.open_blob(blob.sha256), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, clean_name(name))
    return _closed(answer)


def _closed(answer: FileResponse) -> FileResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
