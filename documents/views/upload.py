"""Files of a form being filled in: sent ahead (drop, paste, choose) or with the form itself; shown to their sender."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from docflow.web.errors import BadInput
from docflow.web.forms import QueryForm
from documents.actions.extra import may_register
from documents.actions.pointer import refused
from documents.actions.uploads import ROLES, Sent, drop, keep, sent_by
from documents.files import pages
from documents.files.errors import BlobMissing, CannotShow, SecretMarking
from documents.files.kinds import KINDS
from documents.files.store import existing
from documents.forms.suggest import Offer, offers
from documents.models import Attachment
from documents.queries.drafts import own_drafts
from documents.views.file import picture_of
from documents.views.viewer import caution

SHOWN = 30  # page pictures beside the form
FORM = "register"


@dataclass
class Incoming:
    """The files of one form: `sent` are kept, `errors` says what was refused, `secret` that a marking was found."""

    sent: list[Sent] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    secret: bool = False
    fresh: bool = False

    @property
    def offers(self) -> list[Offer]:
        """What the first file of this request that can be read says."""
        made = (offers(one.reading, one.blob.pages) for one in self.sent if one.reading)
        return next((found for found in made if found), [])

    def blobs(self) -> list[tuple[Any, str, str]]:
        """What the act attaches."""
        return [(one.blob, one.name, one.role) for one in self.sent]


def collect(request: HttpRequest) -> Incoming:
    """Files kept before (by their tokens) and those that come with this request.

    A state-secret marking in one drops all of them: it is the same paper.
    """
    got = Incoming()
    try:
        got.sent = sent_by(request.user, request.POST.getlist("files"))
    except BadInput as error:
        got.errors.append(str(error))
    for upload in request.FILES.getlist("file"):
        try:
            got.sent.append(keep(upload, request.user))
            got.fresh = True
        except SecretMarking as error:
            got.secret = True
            got.errors = [str(error)]
            forget(request, got, error.where)
            return got
        except BadInput as error:
            got.errors.append(f"{upload.name}：{error}")
    got.sent = list({one.blob.pk: one for one in reversed(got.sent)}.values())[::-1]
    for number, one in enumerate(got.sent):
        asked = request.POST.get(f"role-{one.blob.sha256[:12]}", "")
        one.role = asked if asked in ROLES else str(ROLES[0] if number == 0 else ROLES[1])
    return got


def forget(request: HttpRequest, got: Incoming, where: str) -> None:
    """A marking was found: no file and no draft of this form stays, and the log says only who and where."""
    drop(got.sent)
    got.sent = []
    own_drafts(request.user, FORM, request.POST).delete()
    refused(where, by=request.user)


def shown(got: Incoming) -> dict[str, Any]:
    """The files for `documents/_files.html`."""
    return {
        "sent": [_view(one) for one in got.sent],
        "file_errors": got.errors,
        "file_secret": got.secret,
        "offers": got.offers,
        "file_roles": [(role.value, role.label) for role in map(Attachment.Role, ROLES)],
    }


def _view(one: Sent) -> dict[str, Any]:
    sizes, why = [], one.blob.why_not
    if one.blob.pages:
        try:
            sizes = pages.page_sizes(one.blob.sha256, KINDS[one.blob.ext])
            why = caution(one.blob.ext)
        except CannotShow as error:
            why = error.reason
    return {
        "name": one.name, "token": one.token, "role": one.role, "why": why, "count": len(sizes), "more": len(sizes) > SHOWN,
        "short": one.blob.sha256[:12],
        "pages": [(n, *size) for n, size in enumerate(sizes[:SHOWN], 1)],
        "text": "" if sizes else "\n".join(one.blob.text).strip()[:20_000],
    }  # fmt: skip


@require_POST
def register_files(request: HttpRequest) -> HttpResponse:
    """`/documents/new/files/`: takes files in before the form is saved, answers with the pane beside it."""
    _allowed(request)
    got = collect(request)
    status = 422 if got.errors else 200
    return HttpResponse(render_to_string("documents/_files.html", shown(got)), status=status)


class PageQuery(QueryForm):
    f = forms.CharField(max_length=2000)
    n = forms.IntegerField(min_value=1, max_value=100_000)


@require_safe
def sent_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """`/documents/new/page/?f=token&n=1`: a page picture of a file this person sent."""
    one, query = _sent(request)
    return picture_of(one.blob.sha256, KINDS[one.blob.ext], query.cleaned_data["n"] or 1)


@require_safe
def sent_file(request: HttpRequest) -> FileResponse:
    """`/documents/new/file/?f=token`: the original again, always as a download."""
    one, _query = _sent(request)
    try:
        content = existing(one.blob.sha256).open("rb")
    except BlobMissing as error:
        raise Http404 from error
    answer = FileResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, one.name)
    return answer


def _sent(request: HttpRequest) -> tuple[Sent, PageQuery]:
    _allowed(request)
    query = PageQuery(request.GET)
    if not query.is_valid() or not query.cleaned_data["f"]:
        raise Http404
    try:
        return sent_by(request.user, [query.cleaned_data["f"]])[0], query
    except BadInput as error:
        raise Http404 from error


def _allowed(request: HttpRequest) -> None:
    if not may_register(request.user.hats):  # type: ignore[union-attr]
        raise PermissionDenied
