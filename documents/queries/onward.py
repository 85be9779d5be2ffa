"""Where to go after an act: the next item of the list he came from, else the paper itself."""

from __future__ import annotations

import json
from collections.abc import Callable
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


def onward(person: Any, doc: Document, view: str, then: str = "", task: str = "") -> str:
    """The address to open next. `view` is the name of a list (todo, toread, overdue) or empty; `then` the task that
    stood next when the form was drawn, `task` the one it answered."""
    if view not in LISTS:
        return reverse("document", args=[doc.ref])
    rows = fetch(waiting_sql(view), values(reach(person.hats), LISTS[view][0]))
    lines = waiting(json.loads(rows[0][2]))
    line = first(lines, timezone.localtime(), then=_number(then), done=doc.ref, task=_number(task))
    return line_urls(view)(line) if line is not None else f"{reverse('home')}?tab={view}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
