"""`/seals/checkpoints/`: what was signed, and a signature at once; `/passport/<ref>/`: the passport of a paper, asked for and
fetched. The worker signs: this process never has the key."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from docflow.web.errors import NotAllowed
from documents.files import store
from documents.files.errors import BlobMissing
from seals.actions.checkpoints import ask_signing
from seals.actions.passports import KEPT
from seals.models import Signing
from seals.queries.evidence import recent, signed_so_far
from seals.queries.passport import Paper, paper_of
from seals.rules.rights import sees_audit, sees_ledger
from seals.views.evidence_rows import checkpoint_table, passport_table

log = logging.getLogger("seals.evidence")


@require_http_methods(["GET", "HEAD", "POST"])
def checkpoints(request: HttpRequest) -> HttpResponse:
    """For the audit administrator; to who reads no ledger of seals it does not exist."""
    person: Any = request.user
    if not sees_audit(person.hats):
        if sees_ledger(person.hats):
            raise NotAllowed(_("检查点由审计管理员查看和签署。"))
        raise Http404
    if request.method == "POST":
        ask_signing(Signing.Kind.CHECKPOINT, "", person)
        messages.success(request, _("已请后台签署检查点，完成后在“通知”中告诉您。"))
        return redirect("seal_checkpoint")
    rows = recent()
    waits = Signing.objects.filter(kind=Signing.Kind.CHECKPOINT, asked_by=person, done_at=None).exists()
    context = {"table": checkpoint_table(rows), "count": signed_so_far(), "last": rows[0] if rows else None, "waits": waits,
               "folder": settings.CHECKPOINT_DIR}  # fmt: skip
    return render(request, "seals/checkpoints.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def passport(request: HttpRequest, ref: str) -> HttpResponse:
    """For who works in our own office and sees how the paper came about; to others it does not exist."""
    person: Any = request.user
    paper = _paper(person, ref)
    if request.method == "POST":
        ask_signing(Signing.Kind.PASSPORT, paper.ref, person)
        messages.success(request, _("已请后台生成公文护照，完成后在“通知”中告诉您。"))
        return redirect("passport", paper.ref)
    his = list(_his(person, paper).order_by("-id")[:20])
    context = {"paper": paper, "back": paper.row.subject_kind, "days": KEPT.days, "table": passport_table(paper, his),
               "count": len(his), "waits": any(one.done_at is None for one in his)}  # fmt: skip
    return render(request, "seals/passport.html", context)


@require_safe
def passport_file(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """The file, to whom it was made for, as long as it is there and he sees the paper; logged."""
    person: Any = request.user
    paper = _paper(person, ref)
    made = get_object_or_404(_his(person, paper).select_related("blob"), pk=pk, blob__isnull=False)
    if made.blob is None or made.done_at is None:
        raise Http404
    try:
        file = store.open_blob(made.blob.sha256)
    except BlobMissing as error:
        raise Http404 from error
    if request.method == "GET":
        log.info("passport downloaded", extra={"person": person.pk, "ref": paper.ref, "signing": made.pk})
    answer = FileResponse(file, content_type="application/zip")
    name = f"{_('公文护照')}-{paper.number or paper.ref}-{made.done_at:%Y%m%d-%H%M}.zip"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _paper(person: Any, ref: str) -> Paper:
    found = paper_of(person, ref)
    if found is None:
        raise Http404
    return found


def _his(person: Any, paper: Paper) -> Any:
    return Signing.objects.filter(kind=Signing.Kind.PASSPORT, ref=paper.ref, asked_by=person)
