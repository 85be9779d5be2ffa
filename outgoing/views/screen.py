"""The paper a page is about, for whoever may see it; and the words of its address."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.utils import timezone

from alerts.queries import seen
from outgoing.queries.corrections import corrections
from outgoing.queries.visible import inside_for, visible_to
from workflow.clock import database_now
from workflow.models import Task


def on_screen(request: HttpRequest, ref: str, *, inside: bool = False) -> Any:
    """The paper with the clock as `now` (local), if this person may see it; else 404.

    `paper.inside` says whether he sees how it came about, or the issued paper alone; with `inside` that is 404, too.
    """
    sight = Exists(inside_for(request.user).filter(pk=OuterRef("pk")))
    rows = visible_to(request.user).annotate(inside=sight).select_related("organ", "original", "proof")
    paper: Any = rows.filter(ref=ref).first()
    if paper is None or inside and not paper.inside:
        raise Http404
    paper.now = timezone.localtime(database_now())
    paper.others = partial(corrections, paper, request.user)
    return paper


def opened(live: Iterable[Task], person: Any, paper: Any) -> None:
    """His open tasks are opened from now on; what he was told of it is read."""
    fresh = [t.pk for t in live if t.status == "open" and t.opened_at is None and t.holder in person.hats.own]
    if fresh:
        Task.objects.filter(pk__in=fresh, opened_at=None).update(opened_at=paper.now)
    seen(person, paper, paper.now)


def word(request: HttpRequest, name: str) -> str:
    """A short plain word of the address or the form: the name of a list, the number of a task."""
    text = request.POST.get(name) or request.GET.get(name, "")
    return text if text.isascii() and text.isalnum() and len(text) <= 20 else ""
