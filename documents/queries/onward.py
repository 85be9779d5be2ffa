"""Where to go after an act: the next item of the list he came from, else the paper itself."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from docflow.web.prepared import fetch
from documents.models import Document
from documents.queries.page import LISTS
from documents.queries.reach import reach
from workflow.queries import LATE_NOW, OPEN, values

# The item that stood next when the form was drawn, if it still waits for him; else the first of the list.
NEXT = """
SELECT t.subject_ref {rows} WHERE t.subject_ref <> %(ref)s
 ORDER BY t.subject_ref = %(then)s DESC, t.due_at, t.id LIMIT 1
"""
AHEAD = 50  # so many of the list are looked at


def onward(person: Any, doc: Document, view: str, then: str = "") -> str:
    """The address to open next. `view` is the name of a list (todo, toread, overdue) or empty."""
    if view not in LISTS:
        return reverse("document", args=[doc.ref])
    lanes, late = LISTS[view]
    columns = "t.subject_ref, t.due_at, t.id"
    rows = OPEN.format(columns=columns, late=LATE_NOW if late else "", after="", limit=AHEAD)
    given: dict[str, Any] = {
        **values(reach(person.hats), lanes),
        "ref": doc.ref,
        "then": then,
    }
    found = fetch(NEXT.format(rows=rows), given)
    if not found:
        return f"{reverse('home')}?tab={view}"
    return f"{reverse('document', args=[found[0][0]])}?from={view}"
