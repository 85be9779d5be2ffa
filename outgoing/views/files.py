"""Files of an outgoing paper: its original, its page pictures, its versions and annexes; only for who may see it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from docflow.web.errors import Incomplete
from docflow.web.forms import QueryForm
from documents.files.compare import compare as compared
from documents.files.errors import BlobMissing, CannotShow
from documents.files.names import clean_name
from documents.files.store import existing
from documents.models import Blob
from outgoing.files import layout
from outgoing.models import Annex, DraftVersion
from outgoing.queries.original import folder, original
from outgoing.queries.texts import latest
from outgoing.views.screen import on_screen

PDF = "application/pdf"


@require_safe
def original_pdf(request: HttpRequest, ref: str) -> HttpResponse | FileResponse:
    """`/outgoing/<ref>/original.pdf`: the very file that was printed; before that, how it would be printed."""
    paper = on_screen(request, ref)
    if latest(paper) is None:
        raise Http404
    name = f"{clean_name(paper.number or paper.title)[:80]}.pdf"
    if paper.original_id:
        return _download(paper.original, name, PDF, inline=True)
    try:
        made = original(paper, paper.now)
    except CannotShow as error:
        raise Incomplete(error.reason) from error
    answer = HttpResponse(made, content_type=PDF)
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return answer


class PictureQuery(QueryForm):
    small = forms.BooleanField()
    v = forms.CharField(max_length=64)


@require_safe
def page_picture(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """`/outgoing/<ref>/pages/<n>.webp`: a page of what would be printed now."""
    paper, query = on_screen(request, ref), PictureQuery(request.GET)
    if not query.is_valid() or latest(paper) is None:
        raise Http404
    try:
        found = layout.picture(folder(paper), number, thumb=query.cleaned_data["small"])
    except CannotShow as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), content_type="image/webp")


@require_safe
def version(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """`/outgoing/<ref>/versions/<n>/`: the words of one version."""
    paper = on_screen(request, ref)
    row = get_object_or_404(DraftVersion, paper=paper, number=number)
    return render(request, "outgoing/version.html", {"paper": paper, "row": row})


@require_safe
def version_file(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """`/outgoing/<ref>/versions/<n>/file/`: the file as it was sent."""
    paper = on_screen(request, ref)
    row = get_object_or_404(DraftVersion.objects.select_related("blob"), paper=paper, number=number)
    if row.blob is None:
        raise Http404
    return _download(row.blob, row.name, row.blob.mime)


@require_safe
def annex(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """`/outgoing/<ref>/annexes/<n>/`: the newest version of an annex."""
    paper = on_screen(request, ref)
    row = get_object_or_404(Annex.objects.select_related("blob"), paper=paper, number=number, latest=True)
    return _download(row.blob, row.name, row.blob.mime)


def _download(blob: Blob, name: str, mime: str, *, inline: bool = False) -> FileResponse:
    try:
        content = existing(blob.sha256).open("rb")
    except BlobMissing as error:
        raise Http404 from error
    answer = FileResponse(content, content_type=mime if inline else "application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(not inline, clean_name(name)) or "attachment"
    return answer


class CompareQuery(QueryForm):
    old = forms.IntegerField(min_value=1, max_value=32_000)
    new = forms.IntegerField(min_value=1, max_value=32_000)


@require_safe
def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/compare/?old=1&new=2`: paragraph by paragraph; without numbers the last two versions."""
    paper, query = on_screen(request, ref), CompareQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    asked: dict[str, Any] = query.cleaned_data
    newest = paper.text_version
    new = asked["new"] or newest
    old = asked["old"] or max(new - 1, 1)
    rows = {r.number: r for r in DraftVersion.objects.filter(paper=paper, number__in=(old, new))}
    if old not in rows or new not in rows:
        raise Http404
    context = {"paper": paper, "old": rows[old], "new": rows[new], "numbers": range(1, newest + 1),
               "changes": compared(rows[old].paragraphs, rows[new].paragraphs)}  # fmt: skip
    return render(request, "outgoing/compare.html", context)
