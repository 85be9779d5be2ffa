"""运转中检查: the list of a day, by whoever has the papers, and what second persons found."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bulletins.actions.sweep import ANSWERERS, answer
from bulletins.forms.sweep import FOUND, AnswerForm, SweepQuery
from bulletins.queries.sweep import Line, days, lines, unanswered
from checking.models import Sweep, SweepRow
from docflow.web.errors import NotAllowed
from people.roles import ADMINS
from workflow.clock import database_now

MOST = 200  # rows on a page; the rest comes when these are answered
PHRASES = ("正常办理中", "已提醒经办人", "经办人外出，已转办", "已找到纸质件并登记位置", "等来文单位补件")


def reader_of(request: HttpRequest) -> Any:
    """Clerks and chiefs of our office; to others of it the page is closed, to outsiders it does not exist."""
    person: Any = request.user
    if not person.hats.office_roles - ADMINS:
        raise Http404
    if not person.hats.office_roles & ANSWERERS:
        raise NotAllowed(_("运转中检查由文书、处长查看和填写。"))
    return person


@require_http_methods(["GET", "HEAD", "POST"])
def sweep(request: HttpRequest, day: str = "") -> HttpResponse:
    """`/sweep/` the newest list, `/sweep/2026-11-30/` one of an earlier day."""
    person = reader_of(request)
    query = SweepQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    shown = _sweep(day)
    rows = _rows(shown, query.cleaned_data)
    if request.method == "POST":
        return _answer(request, person, shown, rows, query)
    return _page(request, person, shown, rows, query, {}, {})


def _sweep(day: str) -> Sweep | None:
    if not day:
        return Sweep.objects.order_by("-day").first()
    try:
        found = Sweep.objects.filter(day=date.fromisoformat(day)).first()
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _rows(shown: Sweep | None, asked: dict[str, Any]) -> list[SweepRow]:
    if shown is None:
        return []
    rows = shown.rows.order_by(F("checked_at").asc(nulls_first=True), "holders", "id")  # what is still to do
    if asked["side"]:
        rows = rows.filter(side=asked["side"])
    if asked["mark"]:
        rows = rows.filter(marks__contains=[asked["mark"]])
    if asked["open"]:
        rows = rows.filter(checked_at__isnull=True)
    return list(rows[: MOST + 1])


def _answer(
    request: HttpRequest, person: Any, shown: Sweep | None, rows: list[SweepRow], query: SweepQuery
) -> HttpResponse:
    sent = [int(name[len(FOUND) :]) for name in request.POST if _is_row(name)]
    picked = [
        int(pk) for pk in request.POST.getlist("pick") if pk.isascii() and pk.isdecimal() and len(pk) < 19
    ]
    form = AnswerForm(request.POST, rows=sorted({*sent, *picked}))
    typed = {pk: request.POST.get(f"{FOUND}{pk}", "") for pk in sent}
    if not form.is_valid():
        wrong = {int(n[len(FOUND) :]): _said(e) for n, e in form.errors.items() if _is_row(n)}
        if not wrong:
            messages.error(request, "".join(_said(e) for e in form.errors.values()))
        return _page(request, person, shown, rows, query, typed, wrong, 422)
    found = form.found()
    if not found:
        messages.warning(request, _("没有填写任何一行。"))
        return redirect(request.get_full_path())
    done, refused = answer(found, person)
    if done:
        messages.success(request, _("已填写 %(n)s 件。") % {"n": done})
    if not refused:
        return redirect(request.get_full_path())
    typed |= {pk: found[pk] for pk, _why in refused}
    fresh = _rows(shown, query.cleaned_data)
    return _page(request, person, shown, fresh, query, typed, dict(refused), 422)


def _said(errors: Any) -> str:
    return "".join(str(error) for error in errors)


def _is_row(name: str) -> bool:
    tail = name.removeprefix(FOUND)
    return name.startswith(FOUND) and tail.isascii() and tail.isdecimal() and len(tail) < 19


def _page(
    request: HttpRequest, person: Any, shown: Sweep | None, rows: list[SweepRow], query: SweepQuery,
    typed: dict[int, str], wrong: dict[int, str], status: int = 200,
) -> HttpResponse:  # fmt: skip
    more, rows = len(rows) > MOST, rows[:MOST]
    drawn = [
        (line, typed.get(line.row.pk, ""), wrong.get(line.row.pk, ""))
        for line in lines(rows, person, database_now())
    ]
    todo = [d for d in drawn if d[0].row.checked_at is None]
    context = {
        "sweep": shown, "query": query, "days": days(), "unanswered": unanswered(), "phrases": PHRASES, "more": more,
        "groups": [(_group(name), list(some)) for name, some in groupby(todo, key=lambda d: d[0].row.holders)],
        "answered": [d[0] for d in drawn if d[0].row.checked_at is not None],
    }  # fmt: skip
    return render(request, "bulletins/sweep.html", context, status=status)


def _group(holders: str) -> str:
    return holders or _("无人经办")


__all__ = ["Line", "sweep"]
