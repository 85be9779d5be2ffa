"""时限统计 at `/statistics/time/`: figures with their definitions, and the list behind each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deadlines.days import local
from docflow.web import parts as html
from docflow.web.ledger import Col, table_html
from documents.words import TaskKind
from outgoing import words as outgoing
from people.models import Unit
from timing.forms.stats import ListQuery, PeriodQuery
from timing.queries.feedback import feedback_days
from timing.queries.step_times import Times, steps, whole
from timing.queries.time_figures import Period, by_unit, counted, papers, parts
from timing.words import PAPER_FIGURES, PART_FIGURES
from workflow.clock import database_now

PAGE = 50


@require_safe
def time_stats(request: HttpRequest) -> HttpResponse:
    """For whoever has papers to see; administrators have none."""
    person: Any = request.user
    _entitled(person)
    now = database_now()
    today = local(now).date()
    query = PeriodQuery(request.GET, today=today)
    context: dict[str, Any] = {"form": query, "presets": _presets(today)}
    if not query.is_valid():
        return render(request, "timing/time_stats.html", context, status=400)
    p = Period(query.cleaned_data["first"], query.cleaned_data["last"], now)
    counts = counted(person, p)
    context |= {
        "period": p,
        "figures": [_figure(code, counts, p) for code in PAPER_FIGURES],
        "rates": _rates(counts),
        "whole": _shown(whole(person, p)),
        "feedback": feedback_days(person, p),
        "steps": [_shown(t) for t in steps(person, p)],
        "units": [_unit(unit, counts, p) for unit, counts in by_unit(person, p)],
        "heads": [label for label, _definition in PART_FIGURES.values()],
    }
    return render(request, "timing/time_stats.html", context)


@require_safe
def time_list(request: HttpRequest) -> HttpResponse:
    """`/statistics/time/list/`: the papers, or the units' parts, that a figure counts."""
    person: Any = request.user
    _entitled(person)
    now = database_now()
    query = ListQuery(request.GET, today=local(now).date())
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    asked = query.cleaned_data
    p = Period(asked["first"], asked["last"], now)
    of_parts = asked["of"] == "parts"
    rows: Any = (
        parts(person, asked["figure"], p, asked["unit"]).select_related("document", "unit")
        if of_parts
        else papers(person, asked["figure"], p).defer("due_trace", "search")
    )
    if asked["id"]:
        rows = rows.filter(pk__lt=asked["id"])
    found = list(rows.order_by("-pk")[: PAGE + 1])
    label, definition = (PART_FIGURES if of_parts else PAPER_FIGURES)[asked["figure"]]
    older = ""
    if len(found) > PAGE:
        older = "?" + urlencode({**request.GET.dict(), "id": found[PAGE - 1].pk})
    context = {
        "label": label, "definition": definition, "period": p, "older": older, "count": len(found[:PAGE]),
        "table": (_parts_table if of_parts else _papers_table)(found[:PAGE], str(label)),
        "back": f"{reverse('time_stats')}?{_days(p)}",
    }  # fmt: skip
    return render(request, "timing/time_list.html", context)


def _entitled(person: Any) -> None:
    if not person.hats.own or person.hats.is_admin:
        raise PermissionDenied


def _days(p: Period) -> str:
    return urlencode({"first": p.first.isoformat(), "last": p.last.isoformat()})


def _url(of: str, code: str, p: Period, **more: Any) -> str:
    return f"{reverse('time_list')}?{urlencode({'of': of, 'figure': code, **more})}&{_days(p)}"


def _figure(code: str, counts: dict[str, int], p: Period) -> dict[str, Any]:
    label, definition = PAPER_FIGURES[code]
    return {"label": label, "definition": definition, "n": counts[code], "url": _url("papers", code, p)}


def _unit(unit: Unit, counts: dict[str, int], p: Period) -> dict[str, Any]:
    figures = [(counts[code], _url("parts", code, p, unit=unit.pk)) for code in PART_FIGURES]
    return {"name": unit.short_name or unit.name, "figures": figures}


def _rates(counts: dict[str, int]) -> list[dict[str, Any]]:
    owed = counts["before"] + counts["received"]
    return [
        _rate(_("办结率"), _("期内办结 ÷（期初在办 + 期内收文）"), counts["closed"], owed),
        _rate(_("按期办结率"), _("按原定时限办结 ÷ 期内办结；延期后按期的不算在内"), counts["in_time"], counts["closed"]),
        _rate(_("延期后按期"), _("过了原定时限、在延期后的时限内办结 ÷ 期内办结"), counts["put_off"], counts["closed"]),
    ]  # fmt: skip


def _rate(label: str, definition: str, part: int, all_: int) -> dict[str, Any]:
    share = f"{part / all_:.1%}" if all_ else "—"
    return {"label": label, "definition": definition, "share": share, "of": f"{part}/{all_}"}


def _shown(times: Times | None) -> dict[str, Any] | None:
    if times is None:
        return None
    words = dict(TaskKind.choices) if times.subject_kind == "document" else dict(outgoing.TaskKind.choices)
    flow = _("收文") if times.subject_kind == "document" else _("发文")
    return {
        "label": words.get(times.kind, times.kind), "flow": flow, "n": times.n, "in_time": times.in_time,
        "put_off": times.put_off, "late": times.late,
        **{name: f"{getattr(times, name):.1f}" for name in ("mean", "median", "most")},
    }  # fmt: skip


def _presets(today: date) -> list[dict[str, str]]:
    """本月、上月、本季、本年, each as the address of its page."""
    this = today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    quarter = this.replace(month=(this.month - 1) // 3 * 3 + 1)
    spans = [(_("本月"), this, today), (_("上月"), last, this - timedelta(days=1)),
             (_("本季"), quarter, today), (_("本年"), this.replace(month=1), today)]  # fmt: skip
    return [{"label": label, "url": f"?first={first}&last={end}"} for label, first, end in spans]


def _papers_table(rows: list[Any], label: str) -> Any:
    cols = [
        Col("no", _("收文编号"), "c-no", lambda d: d.receipt_no, "em10"),
        Col("title", _("标题"), "c-title", lambda d: d.title, link=True),
        Col("unit", _("来文单位"), "c-unit", lambda d: d.source_short, "w4"),
        Col("received", _("收文"), "c-date", lambda d: html.when(d.received_at), "em8"),
        Col("closed", _("办结"), "c-date", lambda d: html.when(d.closed_at), "em8"),
        Col("first", _("原定时限"), "c-date", lambda d: html.when(d.due_first), "em8"),
        Col("due", _("现时限"), "c-date", lambda d: html.when(d.due_at), "em8"),
    ]
    return table_html(rows, cols, label=label, row_url=lambda d: reverse("document", args=[d.ref]))


def _parts_table(rows: list[Any], label: str) -> Any:
    cols = [
        Col("unit", _("单位"), "c-unit", lambda a: a.unit_name, "w4"),
        Col("title", _("事项"), "c-title", lambda a: a.content, link=True),
        Col("paper", _("公文"), "c-docno", lambda a: a.document.receipt_no, "em10"),
        Col("given", _("交办"), "c-date", lambda a: html.when(a.given_at), "em8"),
        Col("reported", _("报结"), "c-date", lambda a: html.when(a.reported_at), "em8"),
        Col("first", _("原定时限"), "c-date", lambda a: html.when(a.due_first), "em8"),
        Col("due", _("现时限"), "c-date", lambda a: html.when(a.due_at), "em8"),
    ]
    return table_html(rows, cols, label=label, row_url=lambda a: reverse("document", args=[a.document.ref]))
