"""用印登记表 on paper: the uses of one seal in a period, with the end of its chain."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.http import require_safe

from deadlines.days import local
from docflow.web.errors import BadInput
from documents.views.printing import organ, shown
from seals.actions.auditing import noted
from seals.files.register_pdf import Line, register_pdf
from seals.forms.audit import SheetQuery
from seals.models import AuditDeed, LedgerLine, Seal
from seals.queries.audit import Period
from seals.queries.register import blank, sheet_of
from seals.rules.rights import sees_audit, sees_titles
from seals.views.guarded import reader_of
from workflow.clock import database_now

log = logging.getLogger("documents.exports")
MOST = 500


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """`/seals/ledger/sheet/?seal=&first=&last=`: a PDF for the browser's print key; logged."""
    person: Any = reader_of(request)
    now = database_now()
    form = SheetQuery(request.GET, today=local(now).date())
    if not form.is_valid():
        raise BadInput("；".join(str(e) for errors in form.errors.values() for e in errors))
    seal = get_object_or_404(Seal.objects.select_related("supervisor"), pk=form.cleaned_data["seal"])
    p = Period(form.cleaned_data["first"], form.cleaned_data["last"], now)
    found = list(sheet_of(seal.pk, p)[: MOST + 1])
    blank(found, person)
    with translation.override("zh-hans"):  # the office's own form
        pdf = made(person, seal, p, organ(), found)
    if request.method == "GET":
        log.info("seal register printed", extra={"person": person.pk, "seal": seal.ref})
        if sees_audit(person.hats):
            noted(person, AuditDeed.Kind.SHEET, about=f"{seal.seal_no} {p.first} {p.last}")
    return shown(pdf, f"用印登记表-{seal.seal_no}-{local(now):%Y%m%d-%H%M}.pdf")


def made(person: Any, seal: Seal, p: Period, whose: str, found: Sequence[LedgerLine]) -> bytes:
    """The sheet of these lines; the chain's end is the hash of the last of them."""
    lines, titles = found[:MOST], sees_titles(person.hats)
    keepers = list(dict.fromkeys(line.keeper_name for line in lines if line.keeper_name))
    head = bytes(lines[-1].hash).hex() if lines else bytes(seal.line_head).hex()
    chain = f"{head[:4]}…{head[-4:]}" if head else "—"
    return register_pdf(
        organ=whose, seal=f"{seal.name}（{seal.get_kind_display()}）", days=_days(p.first, p.last),
        keeper="、".join(keepers), supervisor=seal.supervisor.name if seal.supervisor else "",
        lines=[_line(line, titles) for line in lines],
        foot=f"校验链尾：{chain}　导出：{local(p.now):%Y-%m-%d %H:%M} {_post(person)}{person.name}", at=p.now,
        more=f"符合条件的超过 {MOST} 条，这里只有前 {MOST} 条。" if len(found) > MOST else "",
    )  # fmt: skip


def _post(person: Any) -> str:
    seat = person.hats.seat
    return f"{seat.title} " if seat else ""


def _days(first: date, last: date) -> str:
    """2026年11月16日—11月22日."""
    end = (
        f"{last.month}月{last.day}日"
        if first.year == last.year
        else f"{last.year}年{last.month}月{last.day}日"
    )
    return f"{first.year}年{first.month}月{first.day}日—{end}"


def _line(x: LedgerLine, titles: bool) -> Line:
    used = local(x.happened_at or x.at)
    return Line(
        time=f"{used:%m-%d %H:%M}\n登记号 {x.serial}",
        title=" ".join(part for part in (x.doc_number or (x.request_no if not titles else ""), x.title if titles else "") if part),
        applicant=f"{x.applicant_unit} {x.applicant_name}".strip(),
        approver=f"{x.approver_name} {local(x.approved_at):%m-%d}" if x.approver_name and x.approved_at else x.approver_name,
        approved=str(x.approved or 0),
        stamped=str(x.stamped or 0),
        paging=f"骑缝{x.paging}" if x.paging else "无",
        agrees=not (x.spoiled or x.unused),
        note=_note(x),
    )  # fmt: skip


def _note(x: LedgerLine) -> str:
    parts = [
        f"废印{x.spoiled}份" if x.spoiled else "", f"未用{x.unused}份" if x.unused else "", x.reason,
        f"复核：{x.second_name}" if x.second_name else "", "补录" if x.kind == "late_entry" else "",
        "外带" if x.place == "outside" else "", f"证书 {x.certificate}" if x.certificate else "",
        f"更正见第{later}号" if (later := getattr(x, "put_right", None)) else "",
    ]  # fmt: skip
    return "，".join(part for part in parts if part)
