"""`/figures/<code>/`: what a figure counts, row by row; and where the statistics of time used to be."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bulletins.figures.base import RATE
from bulletins.figures.registry import find
from bulletins.figures.shown import shown
from bulletins.forms.statistics import ListQuery
from bulletins.queries.figures import values
from bulletins.queries.listed import listed
from bulletins.views.admitted import admitted, asked, scope_of, too_wide
from bulletins.views.figure_rows import table
from documents.queries.quick import TooWide


@require_safe
def figure_list(request: HttpRequest, code: str) -> HttpResponse:
    """The rows of a figure, those he may not see counted in one line."""
    person: Any = request.user
    admitted(person)
    figure = find(code)
    if figure is None:
        raise Http404
    query, now = asked(request, ListQuery)
    if not query.is_valid():
        return _bad(query.errors.as_text())
    data = query.cleaned_data
    scope = scope_of(data, person, now)
    of = data["of"] and figure.of_source is not None
    if not figure.takes(scope):
        return _bad(_("“%(label)s”不能按所选的单位、文种或收发文分开统计。") % {"label": figure.label})
    try:
        found = listed(figure, scope, person, of=of, before=data["id"])
        # What no question to the database finds is a number of rows: they are read already.
        value = values([figure], scope)[figure.code].value if figure.source else float(found.all)
    except TooWide:
        return _bad(too_wide())
    kept = {k: v for k, v in request.GET.items() if k in ("first", "last", "unit", "kind", "side")}
    kept |= {"first": scope.first.isoformat(), "last": scope.last.isoformat()}
    context = {
        "figure": figure, "scope": scope, "found": found, "of": of, "rate": figure.measure == RATE,
        "value": shown(figure.measure, value), "count": len(found.rows), "form": query,
        "table": table(figure, found.rows, weighed=bool((figure.of_source if of else figure.source) and _weighs(figure, of))),
        "older": f"?{urlencode({**kept, **({'of': 1} if of else {}), 'id': found.older})}" if found.older else "",
        "other": f"?{urlencode({**kept, **({} if of else {'of': 1})})}" if figure.of_source else "",
        "back": f"{reverse('statistics')}?{urlencode(kept)}",
    }  # fmt: skip
    return render(request, "bulletins/figure.html", context)


def _weighs(figure: Any, of: bool) -> bool:
    asked_of = figure.of_source if of else figure.source
    return asked_of.weigh is not None


def _bad(text: str) -> HttpResponse:
    return HttpResponseBadRequest(text, content_type="text/plain; charset=utf-8")


@require_safe
def time_stats(request: HttpRequest) -> HttpResponse:
    """`/statistics/time/`, as it was kept in bookmarks: the times on the page of all statistics."""
    admitted(request.user)
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{reverse('statistics')}{'?' + query if query else ''}#times")
