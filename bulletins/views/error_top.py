"""What goes wrong most: by kind and by month; every number opens its list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
from bulletins.queries.error_top import Line, Month, missed, months, top, weeks
from bulletins.queries.rule_words import rule_words
from bulletins.rules.error_rights import reads
from bulletins.rules.weeks import last_day, written
from bulletins.words import Category, Source
from documents.words import Kind

LONGEST = 60  # characters that the list is asked for


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
    context = {
        "tables": [*tables, _missed(timezone.localdate())],
        "query": query,
        "months": query.cleaned_data["months"],
    }
    return render(request, "bulletins/error_top.html", context)


def _table(
    title: str, kind: str, name: str, over: Sequence[Month], words: type[TextChoices] | None
) -> dict[str, Any]:
    heads = [f"{month.first:%Y-%m}" for month in over]
    return {
        "title": title,
        "heads": heads,
        "lines": [_line(line, name, over, words) for line in top(kind, over)],
    }


def _missed(today: date) -> dict[str, Any]:
    """超过时限, folded: a line for each kind of work, a number for each week."""
    over = weeks(today)
    lines = []
    for line in missed(over):
        said = line.kind.rstrip("。")
        asked = {"source": Source.MISSED.value, "q": said[:LONGEST]}
        spans = [{"since": first.isoformat(), "until": last_day(first).isoformat()} for first in over]
        cells = [
            (n, _list({**asked, **span}) if n else "") for n, span in zip(line.counts, spans, strict=True)
        ]
        url = _list({**asked, "since": spans[0]["since"], "until": spans[-1]["until"]})
        lines.append({"label": said, "cells": cells, "total": line.total, "url": url, "repeats": 0})
    heads = [written(first) for first in over]
    return {"title": _("超过时限：按工作和周"), "heads": heads, "lines": lines, "plain": True}


def _line(line: Line, name: str, over: Sequence[Month], words: type[TextChoices] | None) -> dict[str, Any]:
    whole = {name: line.kind, "since": over[0].first.isoformat(), "until": over[-1].last.isoformat()}
    label = str(words(line.kind).label) if words and line.kind in words.values else line.kind
    said = rule_words(line.kind) if words is None else ""
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
