"""The paper a page is about, for whoever may see it; and the words of its address."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from outgoing.queries.corrections import corrections
from outgoing.queries.visible import visible_to
from workflow.clock import database_now


def on_screen(request: HttpRequest, ref: str) -> Any:
    """The paper with the clock as `now` (local) and its corrections as `others`, if this person may see it; else 404."""
    paper = visible_to(request.user).select_related("organ", "answers").filter(ref=ref).first()
    if paper is None:
        raise Http404
    paper.now = timezone.localtime(database_now())  # type: ignore[attr-defined]
    paper.others = partial(corrections, paper, request.user)  # type: ignore[attr-defined]
    return paper


def word(request: HttpRequest, name: str) -> str:
    """A short plain word of the address or the form: the name of a list, the number of a task."""
    text = request.POST.get(name) or request.GET.get(name, "")
    return text if text.isascii() and text.isalnum() and len(text) <= 20 else ""
