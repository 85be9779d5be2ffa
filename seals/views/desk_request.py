"""One request at the desk: the final text on the left, the approval and what is checked before pressing on the right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web.forms import QueryForm
from docflow.web.parts import day
from documents.files.errors import BlobMissing, CannotShow
from documents.files.kinds import KINDS
from documents.files.names import clean_name
from documents.files.pages import is_drawing, page_count, render_pages
from documents.files.store import existing, verify
from documents.models import Blob
from documents.views.viewer import Viewer, viewer
from seals.forms.desk import PageQuery, RefuseForm, StampForm
from seals.models import SealRequest
from seals.queries.custody import custody_of
from seals.queries.desk import annex_count, around, lines_of, organ_names, waiting_for
from seals.rules.pressing import Counts, No, fits, settling, why_not
from seals.views.desk import one, watched
from workflow.clock import database_now


@dataclass(frozen=True)
class Check:
    """What the keeper looks at before he presses; `ok` is None where only he can see it."""

    label: str
    value: str
    ok: bool | None = None


@require_safe
def seal_desk_request(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/desk/<ref>/?scanned=&p=&view=`"""
    row, query = one(request, ref), PageQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    return drawn(request, row, asked=query.cleaned_data)


def drawn(
    request: HttpRequest,
    row: SealRequest,
    *,
    asked: dict[str, Any] | None = None,
    form: StampForm | None = None,
    refusal: RefuseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. A form that comes back is shown with what was typed, whatever stands against it now."""
    person: Any = request.user
    asked = asked or {"scanned": False, "p": None, "view": ""}
    now = database_now()
    no = stands_against(row, person.pk, now)
    seen = blob_of(row)
    shown = form
    if shown is None and (no is None or may_settle(row, person.pk, now)) and not row.seal.is_electronic:
        shown = StampForm(about=row, person=person)
    scanned = bool(asked["scanned"]) and shown is not None
    if scanned and shown is not None:
        shown.fields["copies"].widget.attrs["autofocus"] = True
    against = {"code": no.code.value, "why": no.words} if no is not None else {}
    context = {
        "row": row, "seal": row.seal, "no": no, "form": shown, "scanned": scanned,
        "refusal": refusal or RefuseForm(about=row, person=person, initial=against, auto_id="no_%s"),
        "refusing": refusal is not None, "checks": checks(row, seen), "viewer": left(row, seen, asked),
        "lines": lines_of(row), "waiting": waiting_for(person).exclude(pk=row.pk).count(),
        "differs": form is not None and bool(form.errors), **watched(person, now),
    }  # fmt: skip
    return render(request, "seals/desk_request.html", context, status=status)


def stands_against(row: SealRequest, keeper_id: int, now: datetime) -> No | None:
    """Why it could not be set now, whatever the numbers."""
    nothing = Counts(0)
    return why_not(
        row, row.seal, nothing, keeper_id=keeper_id, at=now, around=around(row, row.seal, keeper_id, now, now)
    )


def may_settle(row: SealRequest, keeper_id: int, now: datetime) -> bool:
    """It cannot be set any more, but what is left of it can be given back unused, and so it is closed."""
    rest, stands = Counts(0, unused=row.left), around(row, row.seal, keeper_id, now, now)
    held = custody_of(row.seal)
    mine = held is not None and held.person_id == keeper_id
    return (
        mine
        and settling(row, rest)
        and why_not(row, row.seal, rest, keeper_id=keeper_id, at=now, around=stands) is None
    )


def blob_of(row: SealRequest) -> Blob | None:
    """The very file that was approved."""
    return row.run.original if row.run is not None else row.file


def checks(row: SealRequest, blob: Blob | None) -> list[Check]:
    """The checks before pressing (§6.5), those the system can make first."""
    seal = row.seal
    same = blob is not None and blob.sha256 == row.text_hash and verify(blob.sha256)
    pages = _pages(blob)
    made = [
        Check(
            _("印章与署名"), f"{seal.name} ／ {row.signed_name or '—'}", fits(row, seal, organ_names(seal))
        ),
        Check(_("文本校验（前16位）"), row.text_hash[:16], same),
        Check(_("批准份数"), str(row.copies), None),
        _paged(pages, row.pages or 0),
    ]
    if row.paper is not None:
        made.append(
            Check(_("成文日期"), day(row.paper.document_date) or "—", row.paper.document_date is not None)
        )
        if annexes := annex_count(row.paper):
            made.append(Check(_("附件"), _("%(n)s 个，请点清") % {"n": annexes}))
    made.append(Check(_("盖章位置"), _("上大下小骑年盖月，压署名和日期；无空白待填处")))
    return made


def _paged(found: int, asked: int) -> Check:
    """The pages of the file against those of the application; where they differ both are said."""
    if found and asked and found != asked:
        return Check(
            _("页数"), _("申请 %(asked)s 页，文件 %(found)s 页") % {"asked": asked, "found": found}, False
        )
    return Check(_("页数"), str(found or asked or "—"), True if found and asked else None)


def _pages(blob: Blob | None) -> int:
    try:
        return page_count(blob.sha256, KINDS[blob.ext]) if blob is not None else 0
    except (CannotShow, BlobMissing, KeyError):
        return 0


def left(row: SealRequest, blob: Blob | None, asked: dict[str, Any]) -> Viewer:
    """The final text, page by page."""
    if blob is None:
        return Viewer(blank=_("没有待用印的文件。"), name=_("用印文件"))
    text = list(blob.text or [])
    file = {
        "id": "f", "role": "body", "number": 1, "version": 1, "latest": True, "name": row.file_name or row.title,
        "ext": blob.ext, "sha": blob.sha256, "pages": blob.pages or _pages(blob), "words": len(text), "text": text,
        "why_not": blob.why_not, "label": _("用印文件"), "plain": True,
        "folder": reverse("seal_desk_page", args=[row.ref, 0]).rpartition("/")[0] + "/",
        "original": reverse("seal_desk_file", args=[row.ref]),
    }  # fmt: skip
    if is_drawing(blob.ext):
        file |= {"pages": 0, "why_not": file["why_not"] or "此文件无法预览。可下载原件。"}
    query = {"file": "f", "view": asked["view"], "p": asked["p"]}
    made = viewer([file], query, reverse("seal_desk_request", args=[row.ref]))
    made.name = _("用印文件")
    return made


class PictureQuery(QueryForm):
    """`small`: a thumbnail; `v` changes with the file."""

    small = forms.BooleanField()
    v = forms.CharField(max_length=64)


@require_safe
def seal_desk_page(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """`/seals/desk/<ref>/pages/<n>.webp`"""
    row, query = one(request, ref), PictureQuery(request.GET)
    blob = blob_of(row)
    if not query.is_valid() or blob is None or number < 1 or is_drawing(blob.ext):
        raise Http404
    try:
        found = render_pages(blob.sha256, KINDS[blob.ext], number, 1, thumbs=query.cleaned_data["small"])
    except (CannotShow, BlobMissing) as error:
        raise Http404 from error
    if not found:
        raise Http404
    return FileResponse(found[0].open("rb"), content_type="image/webp")


@require_safe
def seal_desk_file(request: HttpRequest, ref: str) -> FileResponse:
    """`/seals/desk/<ref>/file`: the file itself."""
    row = one(request, ref)
    blob = blob_of(row)
    try:
        content = existing(blob.sha256 if blob is not None else "").open("rb")
    except (BlobMissing, ValueError) as error:
        raise Http404 from error
    assert blob is not None
    answer = FileResponse(content, content_type=blob.mime)
    name = clean_name(f"{(row.doc_number or row.number)[:80]}.{blob.ext}")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
