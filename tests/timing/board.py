"""Papers with units, for the tests of the supervision board: dates are moved by hand, words go through the acts."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from documents.models import Assignment, Document
from tests.office import Office, handling, item
from workflow.models import Task


def given(office: Office, *, late: int = 0, co: bool = False, **values: Any) -> Document:
    """A paper at 省水利厅 (with 省财政厅 where `co`), due so many days ago (negative: to come)."""
    doc = handling(office, items=[item(office, co=[office.unit2] if co else [], **values)])
    if late:
        due(doc, timezone.now() - timedelta(days=late))
    return doc


def due(doc: Document, at: datetime, *, first: datetime | None = None) -> None:
    """All parts of the paper are due then, and were from the start (or at `first`)."""
    Assignment.objects.filter(document=doc).update(due_at=at, due_first=first or at)
    Task.objects.about(doc).filter(assignment_id__isnull=False).update(due_at=at, due_first=first or at)


def paused(doc: Document) -> None:
    """Its clock stands still."""
    Document.objects.filter(pk=doc.pk).update(
        paused_at=timezone.now(), paused_by_name="冯二二", paused_code="supplement", paused_why="等补件。",
        look_again_on=timezone.localdate(),
    )  # fmt: skip
    Task.objects.about(doc).open().filter(lane="main").update(paused_at=timezone.now())


def going() -> None:
    """No clock stands still."""
    Document.objects.update(
        paused_at=None, paused_by_name="", paused_code="", paused_why="", look_again_on=None
    )
    Task.objects.update(paused_at=None)


def ref(doc: Document, number: int = 1) -> str:
    """The item's address."""
    return f"{doc.ref}i{number}"


def listed(html: str) -> list[str]:
    """The items on a page, in order."""
    return re.findall(r'class="t" href="/supervision/items/(\w+)/"', html)


def plain(html: str) -> str:
    """What a person reads, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
