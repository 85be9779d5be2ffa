"""`/statistics/` (S17)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bulletins.forms.statistics import PeriodQuery
from bulletins.views.admitted import admitted, asked


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    admitted(person)
    query, _now = asked(request, PeriodQuery)
    status = 200 if query.is_valid() else 400
    return render(request, "bulletins/statistics.html", {"form": query}, status=status)
