"""What goes wrong most: by kind and by month; every number opens its list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bulletins.forms.error_list import REPEATS, TopQuery
from bulletins.queries.error_top import Line, Month, months, top
from bulletins.rules.error_rights import reads
from bulletins.words import Category
from documents.words import Kind
from proofing.catalogue import RULES


@require_safe
def error_top(request: HttpRequest) -> HttpResponse:
    """`/errors/top/?months=`"""
    if not reads(request.user.hats):  # type: ignore[union-attr]
        raise Http404
    query = TopQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    over = months(query.cleaned_data["months"], timezone.localdate())
    tables = [
        _table(_("按类别"), "category", "category", over, Category),
        _table(_("按规则"), "rule", "rule", over, None),
        _table(_("按文种"), "paper_kind", "kind", over, Kind),
    ]
    heads = [f"{month.first:%Y-%m}" for month in over]
    context = {"tables": tables, "heads": heads, "query": query, "months": query.cleaned_data["months"]}
    return render(request, "bulletins/error_top.html", context)


def _table(
    title: str, kind: str, name: str, over: Sequence[Month], words: type[TextChoices] | None
) -> dict[str, Any]:
    return {"title": title, "lines": [_line(line, name, over, words) for line in top(kind, over)]}


def _line(line: Line, name: str, over: Sequence[Month], words: type[TextChoices] | None) -> dict[str, Any]:
    whole = {name: line.kind, "since": over[0].first.isoformat(), "until": over[-1].last.isoformat()}
    label = str(words(line.kind).label) if words and line.kind in words.values else line.kind
    said = RULES[line.kind].text if words is None and line.kind in RULES else ""
    cells = [
        (n, _list({**whole, "since": month.first.isoformat(), "until": month.last.isoformat()}) if n else "")
        for n, month in zip(line.counts, over, strict=True)
    ]
    return {
        "label": label, "said": said, "cells": cells, "total": line.total, "url": _list(whole), "repeats": line.repeats,
        "repeats_url": _list({**whole, "view": REPEATS}),
    }  # fmt: skip


def _list(asked: dict[str, str]) -> str:
    return f"{reverse('errors')}?{urlencode(asked)}"
