"""One line of a ledger with everything that was hashed."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.views.file import page_of
from seals.actions.auditing import noted
from seals.models import AuditDeed, LedgerLine, LinePhoto
from seals.queries.register import blank, secret_to
from seals.rules.rights import sees_audit, sees_titles
from seals.views.guarded import reader_of


@require_safe
def line(request: HttpRequest, pk: int, serial: int) -> HttpResponse:
    """`/seals/ledger/<seal>/<serial>/`: for who reads the ledger; without titles for an administrator."""
    person: Any = reader_of(request)
    found = get_object_or_404(LedgerLine.objects.select_related("seal"), seal=pk, serial=serial)
    titles = sees_titles(person.hats)
    blank([found], person)
    if request.method == "GET" and sees_audit(person.hats):
        noted(person, AuditDeed.Kind.LINE, about=f"{found.seal.seal_no} #{found.serial}")
    later = LedgerLine.objects.filter(seal=found.seal, corrects=found.serial).order_by("serial")
    context = {
        "line": found, "facts": [(name, value) for name, value in _facts(found, titles) if value not in ("", None)],
        "photo": titles and found.photo_hash and _photo(person, found) is not None,
        "hash": bytes(found.hash).hex(), "prev": bytes(found.prev).hex(), "later": later,
    }  # fmt: skip
    return render(request, "seals/line.html", context)


def _photo(person: Any, found: LedgerLine) -> LinePhoto | None:
    """The photograph of the sealed page, where he may read what the page says."""
    if not sees_titles(person.hats):
        return None
    open_to_him = LedgerLine.objects.filter(pk=found.pk).exclude(secret_to(person))
    return LinePhoto.objects.select_related("blob").filter(line__in=open_to_him).first()


@require_safe
def photo(request: HttpRequest, pk: int, serial: int) -> FileResponse:
    """`/seals/ledger/<seal>/<serial>/photo.webp`: not for administrators, nor of a work secret for who has no part in it."""
    person: Any = reader_of(request)
    kept = _photo(person, get_object_or_404(LedgerLine, seal=pk, serial=serial))
    if kept is None:
        raise Http404
    return page_of(kept.blob, 1, request)


def _facts(x: LedgerLine, titles: bool) -> list[tuple[str, Any]]:
    return [
        (_("标题或事由"), x.title if titles else ""), (_("文号"), x.doc_number), (_("申请号"), x.request_no),
        (_("发往"), x.addressee if titles else ""), (_("页数"), x.pages),
        (_("批准份数"), x.approved), (_("实盖份数"), x.stamped), (_("印次"), x.impressions), (_("骑缝"), x.paging),
        (_("废印"), x.spoiled), (_("未用"), x.unused), (_("申请人"), f"{x.applicant_unit} {x.applicant_name}".strip()),
        (_("审批人"), x.approver_name), (_("用印依据"), x.get_basis_display()), (_("保管人"), x.keeper_name), (_("监印人"), x.supervisor_name),
        (_("复核人"), x.second_name), (_("经手人"), x.actor_name), (_("地点"), x.get_place_display()),
        (_("拒绝代码"), f"{x.code} {x.get_code_display()}" if x.code else ""), (_("原因或备注"), x.reason),
        (_("更正第几号"), x.corrects), (_("证书序列号"), x.certificate), (_("文本校验值"), x.text_hash),
        (_("签章文件校验值"), x.signed_hash), (_("照片校验值"), x.photo_hash),
    ]  # fmt: skip
