"""`/statistics/` (S17): definitions beside each number, tables first, charts second; and the same as a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from bulletins.figures.base import Scope
from bulletins.forms.statistics import PeriodQuery
from bulletins.queries import statistics as queries
from bulletins.views.addresses import query
from bulletins.views.admitted import admitted, asked, scope_of, too_wide
from bulletins.views.statistics_charts import charts
from bulletins.views.statistics_rows import (
    kind_table,
    reason_tables,
    sections,
    sheet_rows,
    step_table,
    unit_table,
)
from documents.files.sheet import write_sheet
from documents.queries.quick import TooWide

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """For heads, chiefs, the register's people and leaders: the office, or what the head of a unit sees of it."""
    person: Any = request.user
    admitted(person)
    form, now = asked(request, PeriodQuery)
    valid = form.is_valid()
    context: dict[str, Any] = {
        "form": form,
        "presets": _presets(form.today, form.cleaned_data if valid else {}),
    }
    if not valid:
        return render(request, "bulletins/statistics.html", context, status=400)
    scope = scope_of(form.cleaned_data, person, now)
    try:
        found = queries.statistics(scope)
    except TooWide:
        form.add_error(None, too_wide())
        return render(request, "bulletins/statistics.html", context, status=400)
    drawn = charts(found)
    context |= {
        "scope": scope, "earlier": found.earlier, "whole": scope.person is None, "sections": sections(found),
        "tables": [step_table(found), unit_table(found), kind_table(found), *reason_tables(found)], "charts": drawn,
        "sheet": f"{reverse('statistics_sheet')}?{query(scope)}",
        "empty": not drawn and not any(one.n for one in found.now.values() if not one.figure.present),
    }  # fmt: skip
    return render(request, "bulletins/statistics.html", context)


@require_safe
def statistics_sheet(request: HttpRequest) -> Any:
    """`/statistics/sheet.xlsx`: the tables of the page."""
    person: Any = request.user
    admitted(person)
    form, now = asked(request, PeriodQuery)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text(), content_type="text/plain; charset=utf-8")
    scope = scope_of(form.cleaned_data, person, now)
    try:
        found = queries.statistics(scope)
    except TooWide:
        return HttpResponseBadRequest(too_wide(), content_type="text/plain; charset=utf-8")
    heads = [
        (_("类别"), 16),
        (_("项目"), 30),
        (_("本期"), 18),
        (_("上期"), 14),
        (_("怎么算的"), 60),
        (_("依据"), 24),
    ]
    target = BytesIO()
    write_sheet(
        target,
        name=pgettext("menu", "统计"),
        heads=heads,
        rows=sheet_rows(found),
        about_name=pgettext("sheet", "说明"),
        about=_about(scope, found),
    )
    target.seek(0)
    name = f"{pgettext('menu', '统计')}-{scope.first:%Y%m%d}-{scope.last:%Y%m%d}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


def _about(scope: Scope, found: queries.Statistics) -> list[tuple[str, str]]:
    whole = _("全机关") if scope.person is None else _("只计您能看到的")
    return [
        (_("本期"), f"{scope.first:%Y-%m-%d} {_('至')} {scope.last:%Y-%m-%d}"),
        (_("上期"), f"{found.earlier.first:%Y-%m-%d} {_('至')} {found.earlier.last:%Y-%m-%d}"),
        (_("范围"), whole),
    ]


def _presets(today: date, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """本周、上周、本月、上月、本季、本年, each as the address of its page; the first that is asked for is marked."""
    day = timedelta(days=1)
    monday, this = today - day * today.weekday(), today.replace(day=1)
    last = (this - day).replace(day=1)
    quarter = this.replace(month=(this.month - 1) // 3 * 3 + 1)
    spans = [(_("本周"), monday, today), (_("上周"), monday - 7 * day, monday - day), (_("本月"), this, today),
             (_("上月"), last, this - day), (_("本季"), quarter, today), (_("本年"), this.replace(month=1), today)]  # fmt: skip
    days = [(first, end) for _label, first, end in spans]
    now = (asked.get("first"), asked.get("last"))
    at = days.index(now) if now in days else None
    return [
        {"label": label, "url": f"?first={first}&last={end}", "current": n == at}
        for n, (label, first, end) in enumerate(spans)
    ]
