"""Option lists for the lookup fields (`data-combo` in desk.js)."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from docflow.web.forms import QueryForm
from documents.actions.extra import may_register
from documents.queries.senders import units_like

OFFERED = 8
A_NAME = re.compile(
    r"[\u3400-\u9fff〇\U00020000-\U0003ffff（）()]{4,}"
)  # initials are no name for a new unit


class LookupQuery(QueryForm):
    q = forms.CharField(max_length=120)
    new = forms.BooleanField()


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """`/documents/lookup/units/?q=`: units by full name, short name or pinyin initials, best first.

    `new=1` ends the list with 新增单位 where the text could be a name and is nobody's yet.
    """
    hats = request.user.hats  # type: ignore[union-attr]
    if not hats.seats:
        raise PermissionDenied
    query = LookupQuery(request.GET)
    if not query.is_valid():
        return HttpResponse(query.errors.as_text(), status=400, content_type="text/plain; charset=utf-8")
    typed = query.cleaned_data["q"]
    found = list(units_like(typed)[:OFFERED])
    unknown = not any(unit.fit == 0 for unit in found)  # type: ignore[attr-defined]
    new = (
        typed
        if query.cleaned_data["new"] and unknown and A_NAME.fullmatch(typed) and may_register(hats)
        else ""
    )
    return HttpResponse(render_to_string("documents/_unit_options.html", {"units": found, "new": new}))
