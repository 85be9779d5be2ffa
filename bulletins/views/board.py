"""`/board/six/`: 六字看板."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bulletins.figures.base import Scope
from bulletins.figures.shown import compared, shown
from bulletins.forms.statistics import WeekQuery
from bulletins.queries.board import Tile, board, week_before, week_of
from bulletins.rules.reading import counts_whole
from bulletins.views.addresses import figure_url
from bulletins.views.admitted import admitted, too_wide
from deadlines.days import local
from documents.queries.quick import TooWide
from workflow.clock import database_now


@require_safe
def six_board(request: HttpRequest) -> HttpResponse:
    """Of the week of a day, today's without one."""
    person: Any = request.user
    admitted(person)
    query = WeekQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    now = database_now()
    today = local(now).date()
    scope = week_of(query.cleaned_data["week"] or today, now, None if counts_whole(person.hats) else person)
    try:
        tiles = board(scope)
    except TooWide:
        return HttpResponseBadRequest(too_wide(), content_type="text/plain; charset=utf-8")
    week = timedelta(days=7)
    context = {
        "scope": scope, "earlier": week_before(scope), "whole": scope.person is None, "running": scope.last >= today,
        "tiles": [_tile(tile, scope) for tile in tiles],
        "weeks": [
            {"label": label, "url": f"?week={today - back}", "current": scope.first <= today - back <= scope.last}
            for label, back in ((_("本周"), 0 * week), (_("上周"), week), (_("前一周"), 2 * week))
        ],
    }  # fmt: skip
    return render(request, "bulletins/six_board.html", context)


def _tile(tile: Tile, scope: Scope) -> dict[str, Any]:
    return {
        "word": tile.word.label,
        "code": tile.word.value,
        "figures": [_figure(one, scope) for one in tile.figures],
    }


def _figure(one: Any, scope: Scope) -> dict[str, Any]:
    figure = one.figure
    return {
        "label": figure.label, "definition": figure.definition, "now": shown(figure.measure, one.now),
        "then": shown(figure.measure, one.then), "moved": compared(figure, one.now, one.then),
        "url": figure_url(figure.code, scope),
    }  # fmt: skip
