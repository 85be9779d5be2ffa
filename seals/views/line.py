"""One line of a ledger with everything that was hashed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from seals.actions.auditing import noted
from seals.models import AuditDeed, LedgerLine
from seals.queries.register import blank
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
        "hash": bytes(found.hash).hex(), "prev": bytes(found.prev).hex(), "later": later,
    }  # fmt: skip
    return render(request, "seals/line.html", context)


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
