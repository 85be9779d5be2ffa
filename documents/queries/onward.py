"""Where to go after an act: the next item of the list he came from, else the paper itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils import timezone

from docflow.web.prepared import fetch
from documents.queries.inbox import LISTS, Waits, first, waiting, waiting_sql
from documents.queries.reach import reach
from workflow.models import Subject
from workflow.queries import values


def line_urls(view: str) -> Callable[[Waits], str]:
    """For a line of this list the address that opens its paper: with the list and the very task."""
    return lambda line: f"{page_url(line.subject_kind, line.ref)}?from={view}&task={line.id}"


def page_url(kind: str, ref: str) -> str:
    """The page of a subject: its kind is the name of the address."""
    head, tail = _page(kind)
    return f"{head}{ref}{tail}"


@cache
def _page(kind: str) -> tuple[str, str]:
    head, tail = reverse(kind, args=["REF"]).split("REF")
    return head, tail


def onward(person: Any, doc: Subject, view: str, then: str = "", task: str = "") -> str:
    """The address to open next. `view` is the name of a list (todo, toread, overdue) or empty; `then` the task that
    stood next when the form was drawn, `task` the one it answered."""
    if view not in LISTS:
        return page_url(doc.subject_kind, doc.ref)
    rows = fetch(waiting_sql(view), values(reach(person.hats)))
    lines = waiting(json.loads(rows[0][2]))
    line = first(lines, timezone.localtime(), then=_number(then), done=doc.ref, task=_number(task))
    return line_urls(view)(line) if line is not None else f"{reverse('home')}?tab={view}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
