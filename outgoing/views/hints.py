"""同类差错提示 while an outgoing paper is drafted (S06): what went wrong with papers of this kind; asked of the room that knows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checking.hints import Hint, Like, hints
from docflow.web.forms import QueryForm
from outgoing.actions.drafting import may_draft
from outgoing.words import KINDS, State


class HintsQuery(QueryForm):
    """`kind`: of the paper that is being written."""

    kind = forms.ChoiceField(choices=[("", ""), *KINDS])


def outgoing_hints(request: HttpRequest) -> HttpResponse:
    """`/outgoing/hints/?kind=`: the part of the form that another kind changes."""
    if not may_draft(request.user.hats):  # type: ignore[union-attr]
        raise PermissionDenied
    return _drawn(request)


@require_safe
def _drawn(request: HttpRequest) -> HttpResponse:
    query = HintsQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    return render(request, "documents/_hints.html", {"hints": of_kind(query.cleaned_data["kind"])})


def of_kind(kind: object) -> list[Hint]:
    return hints(Like("outgoing", str(kind or "")))


def of_draft(paper: Any, *, mine: bool) -> list[Hint]:
    """For whoever is writing it."""
    return of_kind(paper.kind) if mine and paper.state == State.DRAFTING else []
