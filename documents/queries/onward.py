"""Where to go after an act: the next item of the list he came from, else the paper itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from docflow.web.prepared import fetch
from documents.models import Document
from documents.queries.inbox import LISTS, Waits, first, waiting, waiting_sql
from documents.queries.reach import reach
from workflow.queries import values


def line_urls(view: str) -> Callable[[Waits], str]:
    """For a line of this list the address that opens its paper: with the list and the very task."""
    head, tail = reverse("document", args=["REF"]).split("REF")
    return lambda line: f"{head}{line.ref}{tail}?from={view}&task={line.id}"


def onward(person: Any, doc: Document, view: str, then: str = "", now: datetime | None = None) -> str:
    """The address to open next. `view` is the name of a list (todo, toread, overdue) or empty; `then` the task that
    stood next when the form was drawn."""
    if view not in LISTS:
        return reverse("document", args=[doc.ref])
    rows = fetch(waiting_sql(view), values(reach(person.hats), LISTS[view][0]))
    task = int(then) if then.isascii() and then.isdecimal() else 0
    line = first(waiting(json.loads(rows[0][2])), now or timezone.localtime(), then=task, done=doc.ref)
    return line_urls(view)(line) if line is not None else f"{reverse('home')}?tab={view}"
