"""督查通报: the draft of everything that is late, by unit, as a page and on paper."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web.errors import BadInput
from docflow.web.parts import day
from documents.files.form import Column, Field, Form, Head, Table
from documents.files.forms_pdf import form_pdf
from documents.queries.quick import TooWide
from documents.views.batch import reader_of
from documents.views.printing import organ, shown
from documents.views.sheets import printing
from timing.queries.circular import MOST, Circular, LatePart, circular
from workflow.clock import database_now

log = logging.getLogger("documents.exports")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/supervision/circular/`"""
    reader_of(request)
    now = timezone.localtime(database_now())
    found = _found(now)
    context = {"found": found, "organ": organ(), "day": day(now), "most": MOST}
    return render(request, "timing/circular.html", context)


@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """`/supervision/circular/print/`: the same as PDF; logged."""
    person = reader_of(request)
    now = timezone.localtime(database_now())
    found = _found(now)
    with translation.override("zh-hans"):  # the office's own form
        pdf = form_pdf(_form(found, organ(), now), printing(person, now))
    if request.method == "GET":
        log.info("circular printed", extra={"person": person.pk, "rows": found.count})
    return shown(pdf, f"督查通报-{now:%Y%m%d-%H%M}.pdf")


def _found(now: Any) -> Circular:
    try:
        return circular(now)
    except TooWide as error:
        raise BadInput(_("超期事项太多，没有查完，请稍后再试。")) from error


COLUMNS = (
    Column("事项", words=True), Column("来文", words=True), Column("原定时限", 22), Column("按原定超期", 20),
    Column("按现定超期", 20), Column("催办", 14),
)  # fmt: skip


def _form(found: Circular, whose: str, now: Any) -> Form:
    """A heading and a table for each unit."""
    about = f"截至{day(now)}，超过时限未办结 {found.count} 项，涉及 {len(found.groups)} 个单位。"
    parts: list[Any] = [Field("情况", about, wide=True)]
    for group in found.groups:
        parts.append(Field("承办单位", f"{group.unit}（{len(group.parts)} 项）", wide=True))
        parts.append(Table(COLUMNS, [_line(part) for part in group.parts]))
    if found.more:
        parts.append(Field("说明", f"超期事项超过 {MOST} 项，这里只列最早到期的 {MOST} 项。", wide=True))
    return Form("督查通报（稿）", Head(whose, f"{now:%Y-%m-%d}", label="截止日期"), [parts])


def _line(part: LatePart) -> list[str]:
    role = ("" if part.lead else "（协办）") + ("（含人名，印发前请改）" if part.names else "")
    return [
        part.content + role,
        f"{part.receipt_no} {part.title}",
        f"{timezone.localtime(part.first):%Y-%m-%d}",
        _days(part.late_first),
        _days(part.late),
        f"{part.urged} 次",
    ]


def _days(late: int) -> str:
    return f"{late} 天" if late else "当日"
