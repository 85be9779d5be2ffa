"""S19 工作日历: the year as a grid for everybody; a new notice, local days, office hours for the administrator."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from deadlines import hours, store
from deadlines.days import local
from deadlines.hours import season_of
from deadlines.models import CalendarNotice, OfficeHours
from deadlines.notice_file import written
from deadlines.store import LOCAL
from docflow.web.errors import BadInput
from timing.actions.calendar import (
    count_again,
    end_hours,
    refuse_same,
    rules_with,
    rules_without,
    save_hours,
    save_notice,
)
from timing.forms.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    CalendarQuery,
    EndHoursForm,
    HoursForm,
    NoticeForm,
    RehearsedForm,
)
from timing.queries import calendar as query
from timing.queries.overlooked import overlooked
from timing.rules.calendar import keeps_calendar
from timing.views import calendar_grid as grid
from timing.views.calendar_doing import did, done_before, keepers_only, put, rehearsed, shown, status
from workflow.clock import database_now

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """`/calendar/?year=`: every day of a year with the notice it comes from, and the hours of the office."""
    asked = CalendarQuery(request.GET)
    if not asked.is_valid():
        return HttpResponseBadRequest(asked.errors.as_text(), content_type="text/plain; charset=utf-8")
    today = timezone.localdate()
    year, kept = asked.cleaned_data["year"] or today.year, query.standing()
    keeps = keeps_calendar(request.user.hats)  # type: ignore[union-attr]
    context = {
        "year": year, "before": max(year - 1, FIRST_YEAR), "after": min(year + 1, LAST_YEAR), "may_keep": keeps,
        "is_provisional": kept.provisional(date(year, 1, 1)), "missing": query.missing_year(today),
        "grid": grid.year_html(year, kept, today), "legend": grid.legend(),
        "special": grid.special_html(year, kept), "n": sum(kept.works(day) for day in query.days_of(year)),
        "notices": _notices(year), "hours": _hours(today),
        "entries": list(query.entries(query.LOGGED)[:20]) if keeps else [],
    }  # fmt: skip
    return render(request, "timing/calendar.html", context)


def _notices(year: int) -> list[dict[str, Any]]:
    """Every version; the first of each scope is the one that counts."""
    found, seen = [], set()
    for row in query.notices(year):
        found.append({"row": row, "counts": row.scope not in seen, "is_local": row.scope == LOCAL})
        seen.add(row.scope)
    return found


def _hours(today: date) -> list[dict[str, Any]]:
    rows = OfficeHours.objects.order_by("month", "day", "-since")
    now = season_of([store.season(row) for row in rows], today)
    return [
        {
            "row": row, "spans": "、".join("—".join(span) for span in row.spans), "is_now": store.season(row) == now,
            "is_over": row.until is not None and row.until < today,
        }
        for row in rows
    ]  # fmt: skip


@GET_POST
def calendar_notice(request: HttpRequest, year: int, scope: str) -> HttpResponse:
    """`/calendar/<year>/national/`, `…/local/`: a notice as a file or as lines; rehearsed, then confirmed."""
    keepers_only(request)
    back = f"{reverse('calendar')}?year={year}"
    if request.method == "POST" and done_before(request):
        return redirect(back)
    last = query.latest(year, scope)
    given = _as_it_stands(last) if scope == LOCAL else {}
    form = NoticeForm(request.POST or None, request.FILES or None, year=year, scope=scope, initial=given)
    context: dict[str, Any] = {
        "form": form,
        "year": year,
        "is_local": scope == LOCAL,
        "last": last,
        "m": None,
    }
    if form.is_valid():
        if form.is_confirmed and did(request, form, save_notice, read=form.read, scope=scope):
            return redirect(back)
        context |= _rehearsed_notice(form, scope)
    return render(request, "timing/calendar_notice.html", context, status=status(form))


def _as_it_stands(last: CalendarNotice | None) -> dict[str, Any]:
    """Local days are changed as a whole: the form starts from those that stand."""
    if last is None:
        return {}
    days = written(query.listed(last))
    return {"text": days, "title": last.text, "source": last.source, "issued_on": last.issued_on}


def _rehearsed_notice(form: NoticeForm, scope: str) -> dict[str, Any]:
    """What would be another; nothing where it says what stands already."""
    try:
        refuse_same(form.read, scope)
    except BadInput as refusal:
        put(form, refusal)
        return {}
    rules = store.would_be(notices=[query.would_be(form.read, scope)])
    changed = query.differences(query.standing(), rules.calendar, form.read.year)
    return rehearsed(rules) | {
        "read": form.read, "changed": len(changed), "days": grid.differences_html(changed),
        "off": sum(not day.works for day in form.read.days), "on": sum(day.works for day in form.read.days),
        "again": form.sends_again(),
    }  # fmt: skip


@GET_POST
def calendar_hours(request: HttpRequest) -> HttpResponse:
    """`/calendar/hours/new/`: a table of office hours; rehearsed, then confirmed."""
    keepers_only(request)
    if request.method == "POST" and done_before(request):
        return redirect("calendar")
    form = HoursForm(request.POST or None, initial={"since": local(database_now()).date()})
    context: dict[str, Any] = {"form": form, "m": None}
    if form.is_valid():
        table = form.table
        if form.is_confirmed and did(request, form, save_hours, table=table):
            return redirect("calendar")
        try:
            context |= rehearsed(rules_with(table)) | {"again": form.sends_again(), "table": table}
            context["spans"] = "、".join("—".join(span) for span in hours.plain(table.hours))
        except BadInput as refusal:
            put(form, refusal)
    return render(request, "timing/calendar_hours.html", context, status=status(form))


@GET_POST
def calendar_hours_end(request: HttpRequest, pk: int) -> HttpResponse:
    """`/calendar/hours/<pk>/end/`: the last day on which a table counts; rehearsed, then confirmed."""
    keepers_only(request)
    if request.method == "POST" and done_before(request):
        return redirect("calendar")
    row = get_object_or_404(OfficeHours, pk=pk)
    form = EndHoursForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "row": row, "m": None}
    if form.is_valid():
        until = form.cleaned_data["until"]
        if form.is_confirmed and did(request, form, end_hours, table=row, until=until):
            return redirect("calendar")
        try:
            context |= rehearsed(rules_without(row, until)) | {"again": form.sends_again(), "until": until}
        except BadInput as refusal:
            put(form, refusal)
    return render(request, "timing/calendar_hours_end.html", context, status=status(form))


@GET_POST
def calendar_again(request: HttpRequest) -> HttpResponse:
    """`/calendar/again/`: running dates that do not stand as calendar and rules have them; put right when confirmed."""
    keepers_only(request)
    if request.method == "POST" and done_before(request):
        return redirect("calendar")
    form = RehearsedForm(request.POST or None)
    if form.is_valid() and form.is_confirmed and did(request, form, count_again):
        return redirect("calendar")
    context = {"form": form, "again": {}, **shown(overlooked())}
    return render(request, "timing/calendar_again.html", context, status=status(form))
