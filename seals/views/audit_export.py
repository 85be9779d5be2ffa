"""The audit taken along: all twenty results as a sheet with its SHA-256, and the list of what the auditor did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from deadlines.days import local
from docflow.web.errors import BadInput
from documents.files.sheet import write_sheet
from seals.actions.auditing import noted
from seals.forms.audit import PeriodQuery
from seals.models import AuditDeed
from seals.queries.audit import TESTS, Period, Row
from seals.queries.chain import check_chain
from seals.queries.findings import Tile, tiles
from seals.rules.rights import sees_audit, sees_titles
from seals.views.audit import days, said
from seals.views.guarded import auditor_of, watcher_of
from seals.words import FindingState
from workflow.clock import database_now

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 100


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """`/seals/audit/export/`: the sheet; its SHA-256 stands on the audit page afterwards, and in the answer."""
    person = auditor_of(request)
    now = database_now()
    form = PeriodQuery(request.POST, today=local(now).date())
    if not form.is_valid():
        raise BadInput("；".join(str(e) for errors in form.errors.values() for e in errors))
    p = Period(form.cleaned_data["first"], form.cleaned_data["last"], now)
    found, checked = tiles(p), check_chain()
    file = BytesIO()
    write_sheet(
        file, name=_("用印审计"), heads=_heads(), rows=_lines(found, sees_titles(person.hats)), about_name=pgettext("sheet", "说明"),
        about=[
            (_("期间"), days(p)), (_("登记条数"), str(p.lines().count())), (_("登记链"), said(checked)),
            (_("链尾"), checked.head), (_("导出人"), f"{person.name}（{person.username}）"),
            (_("导出时间"), f"{local(now):%Y-%m-%d %H:%M}"),
        ],
    )  # fmt: skip
    sha256 = hashlib.sha256(file.getvalue()).hexdigest()
    noted(person, AuditDeed.Kind.EXPORT, about=days(p), sha256=sha256)
    answer = HttpResponse(file.getvalue(), content_type=SHEET)
    name = f"{_('用印审计')}-{local(now):%Y%m%d-%H%M}-{sha256[:16]}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Content-SHA256"] = sha256
    return answer


def _heads() -> list[tuple[str, int]]:
    return [(_("检查项"), 7), (_("内容"), 18), (_("结果"), 8), (_("核对数"), 8), (_("异常数"), 8), (_("印章"), 28),
            (_("登记号"), 8), (_("时间"), 17), (_("文号或申请号"), 22), (_("标题"), 30), (_("经手"), 24), (_("原因"), 50),
            (_("结论"), 8), (_("结论说明"), 40)]  # fmt: skip


def _lines(found: list[Tile], titles: bool) -> Iterator[list[str]]:
    for tile in found:
        name = str(TESTS[tile.result.code][0])
        result = _("通过") if tile.result.passed else _("异常")
        head = [tile.result.code, name, result, str(tile.result.checked), str(len(tile.rows))]
        yield [*head, *[""] * 6, tile.result.note, "", ""]
        for judged in tile.rows:
            answer = judged.finding.words if judged.finding else ""
            yield [
                tile.result.code,
                name,
                _("异常"),
                "",
                "",
                *_row(judged.row, titles),
                str(judged.state.label),
                answer,
            ]
        for row in tile.result.listed:
            yield [tile.result.code, name, _("列出"), "", "", *_row(row, titles), "", ""]


def _row(row: Row, titles: bool) -> list[str]:
    at = f"{local(row.at):%Y-%m-%d %H:%M}" if row.at else ""
    return [row.seal, str(row.serial or ""), at, row.number, row.title if titles else "", row.who, row.why]


@require_safe
def audit_deeds(request: HttpRequest) -> HttpResponse:
    """`/seals/audit/deeds/`: what the auditor did, for the security administrator (三员 watch one another)."""
    person = watcher_of(request)
    found: Any = AuditDeed.objects.all()[:PAGE]
    return render(
        request,
        "seals/audit_deeds.html",
        {"deeds": found, "most": PAGE, "states": FindingState, "audits": sees_audit(person.hats)},
    )
