"""电子印章: held against its system, set on an approved file, and any signed file checked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from docflow.web import parts
from docflow.web.errors import Refusal
from docflow.web.ledger import Col, table_html
from documents.files.names import clean_name
from documents.models import Attachment
from documents.views.file import original_of
from seals.actions.electronic import esign
from seals.eseal import ESealError, Verified, adapter
from seals.forms.electronic import CheckFileForm, SignForm
from seals.models import ESign, SealRequest
from seals.queries.electronic import Compared, compared
from seals.queries.requests import visible_to
from seals.rules.rights import may_apply, sees_registry, sees_titles
from seals.views.desk import one
from seals.views.desk_request import drawn
from workflow.clock import database_now


@require_http_methods(["GET", "HEAD", "POST"])
def electronic(request: HttpRequest) -> HttpResponse:
    """`/seals/electronic/`: every electronic seal on both sides; POST of a file says whether it is whole."""
    hats = request.user.hats  # type: ignore[union-attr]
    if not (may_apply(hats) or sees_registry(hats)):
        raise Http404
    form = CheckFileForm(request.POST, request.FILES) if request.method == "POST" else CheckFileForm()
    found = _checked(form) if form.is_valid() else None
    rows, silent = compared(database_now()) if sees_registry(hats) else ([], "")
    context = {
        "form": form, "found": found, "registry": sees_registry(hats), "silent": silent, "count": len(rows),
        "table": _table(rows),
    }  # fmt: skip
    return render(request, "seals/electronic.html", context, status=422 if form.errors else 200)


def _checked(form: CheckFileForm) -> dict[str, Any] | None:
    data: bytes = form.cleaned_data["file"]
    try:
        answer: Verified = adapter().verify(data)
    except (ESealError, OSError) as error:
        said = str(error) if isinstance(error, ESealError) else _("电子印章系统没有应答。")
        form.add_error("file", said)
        return None
    known = ESign.objects.filter(certificate=answer.certificate).select_related("seal").first()
    return {"ok": answer.ok and answer.whole, "answer": answer, "seal": known.seal if known else None}


def _table(rows: list[Compared]) -> SafeString:
    def stands(row: Compared) -> SafeString:
        return parts.state("bad", row.wrong) if row.wrong else parts.state("ok", _("一致"))

    cols = [
        Col("name", _("印文"), "c-title", lambda r: r.seal.name if r.seal else r.info.name, link=True),
        Col("no", _("印章编号"), "c-docno", lambda r: r.seal.seal_no if r.seal else "—", "em9"),
        Col("keeper", _("保管人"), "c-unit", lambda r: r.seal.keeper if r.seal else "", "em6"),
        Col(
            "cert", _("证书序列号"), "c-note", lambda r: r.info.certificate if r.info else r.seal.certificate
        ),
        Col("to", _("有效期至"), "c-date", lambda r: f"{r.info.valid_to:%Y-%m-%d}" if r.info else "", "em8"),
        Col("stands", _("与系统核对"), "c-lamp", stands, "em12"),
    ]
    return table_html(rows, cols, label=_("电子印章"), css="slim",
                      row_url=lambda r: reverse("seal", args=[r.seal.ref]) if r.seal else "")  # fmt: skip


@require_POST
def sign(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/requests/<ref>/esign/`: who has the seal in hand sets it on the approved file. Nobody else comes so far: what is
    refused here is a line of the ledger."""
    person: Any = request.user
    asked = one(request, ref, had=True)
    form = SignForm(request.POST, about=asked, person=person)
    if not form.is_valid():
        messages.warning(request, _("这张表单不完整，请重新打开再办。"))
        return drawn(request, asked, status=422)
    try:
        done = esign(asked, by=person, **form.carried())
    except Refusal as refusal:
        for reason in getattr(refusal, "reasons", [str(refusal)]):
            messages.warning(request, reason)
        return drawn(request, one(request, ref, had=True), status=refusal.status)
    messages.success(request, done.said)
    return redirect("seal_request", ref)


@require_safe
def signed_file(request: HttpRequest, ref: str, pk: int) -> FileResponse:
    """`/seals/requests/<ref>/signed/<pk>.pdf`: what was signed, for whoever may see the request, logged; not for
    administrators."""
    person: Any = request.user
    asked: SealRequest = get_object_or_404(visible_to(person), ref=ref)
    row = get_object_or_404(ESign.objects.select_related("signed"), pk=pk, request=asked, line__isnull=False)
    if not sees_titles(person.hats) or row.signed is None:
        raise Http404
    name = f"{clean_name(asked.title)[:80] or Attachment.Role.BODY.label}.pdf"
    return original_of(row.signed, name, request, {"seal_request": ref, "esign": row.pk})
