"""What an outgoing paper says: its original and its page pictures for who may see it; its versions for who sees the
inside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
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
from documents.words import PrintAs
from outgoing.actions.prints import note
from outgoing.files import layout
from outgoing.models import Copy, DraftVersion, Outgoing
from outgoing.queries import kept
from outgoing.queries.original import folder, original
from outgoing.queries.texts import latest
from outgoing.rules.verbs import CLERKS
from outgoing.views.screen import on_screen
from outgoing.words import SheetForm

PDF = "application/pdf"


class CopyQuery(QueryForm):
    copy = forms.IntegerField(min_value=1, max_value=999_999)


@require_safe
def original_pdf(request: HttpRequest, ref: str) -> HttpResponse | FileResponse:
    """`/outgoing/<ref>/original.pdf`: the very file that was printed; before that, how it would be printed. `?copy=17`:
    that file with this 份号 on it, for clerks and chiefs, of a paper that has such a copy. Noted as what it is."""
    paper, query = on_screen(request, ref), CopyQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    copy = _copy(request, paper, query.cleaned_data["copy"])
    name = f"{clean_name(paper.number or paper.title)[:80]}{f'-{copy}' if copy else ''}.pdf"
    if paper.original is not None and not copy:
        found = _inline(paper.original, name)
        _noted(request, paper, SheetForm.ORIGINAL)
        return found
    if not copy and (not paper.inside or latest(paper) is None):
        raise Http404
    try:
        made = kept.numbered(paper, copy) if copy else original(paper, paper.now)
    except CannotShow as error:
        raise Incomplete(error.reason) from error
    _noted(request, paper, SheetForm.ORIGINAL if copy else SheetForm.LAYOUT, query.cleaned_data["copy"])
    answer = HttpResponse(made, content_type=PDF)
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return answer


def _noted(request: HttpRequest, paper: Any, form: SheetForm, copy: int | None = None) -> None:
    if request.method == "GET":
        note([paper], by=request.user, form=form, way=PrintAs.PDF, at=paper.now, copy=copy)


def _copy(request: HttpRequest, paper: Outgoing, number: int | None) -> str:
    """The six digits that are printed on this copy; empty where none is asked for."""
    if number is None:
        return ""
    person: Any = request.user
    if not paper.inside:  # type: ignore[attr-defined]
        raise Http404
    if not person.hats.office_roles & CLERKS:
        raise PermissionDenied
    if not paper.numbered_copies:
        raise Http404
    return str(get_object_or_404(Copy, paper=paper, number=number))


class PictureQuery(QueryForm):
    small = forms.BooleanField()
    v = forms.CharField(max_length=64)


@require_safe
def page_picture(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """`/outgoing/<ref>/pages/<n>.webp`: a page of what was printed; before that, of what would be printed now."""
    paper, query = on_screen(request, ref), PictureQuery(request.GET)
    if not query.is_valid():
        raise Http404
    blob = kept.printed(paper)
    if blob is None and (not paper.inside or latest(paper) is None):
        raise Http404
    small = query.cleaned_data["small"]
    try:
        found = (
            kept.picture(blob, number, thumb=small)
            if blob is not None
            else layout.picture(folder(paper), number, thumb=small)
        )
    except CannotShow as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), content_type="image/webp")


@require_safe
def version(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """`/outgoing/<ref>/versions/<n>/`: the words of one version, as they are printed."""
    paper = on_screen(request, ref, inside=True)
    row = get_object_or_404(DraftVersion, paper=paper, number=number)
    return render(request, "outgoing/version.html", {"paper": paper, "row": row})


def _inline(blob: Blob, name: str) -> FileResponse:
    try:
        content = existing(blob.sha256).open("rb")
    except BlobMissing as error:
        raise Http404 from error
    answer = FileResponse(content, content_type=PDF)
    answer["Content-Disposition"] = content_disposition_header(False, clean_name(name)) or "inline"
    return answer


class CompareQuery(QueryForm):
    old = forms.IntegerField(min_value=1, max_value=32_000)
    new = forms.IntegerField(min_value=1, max_value=32_000)


@require_safe
def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """`/outgoing/<ref>/compare/?old=1&new=2`: paragraph by paragraph; without numbers the last two versions."""
    paper, query = on_screen(request, ref, inside=True), CompareQuery(request.GET)
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
