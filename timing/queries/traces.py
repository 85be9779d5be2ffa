"""Does every stored date follow from its own reasons? Each that does not, in one line; for the nightly check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from deadlines.recount import fault
from documents.models import Assignment, Document
from timing.queries.running import pages
from workflow.models import Task
from workflow.models.task import LIVE

PARTS = ("handle", "assist")


def wrong_dates() -> Iterator[str]:
    """Tasks live and done, incoming papers, and the parts of units, whose date is that of their task. Rows come as they
    are needed: never all in memory."""
    dated = Q(due_at__isnull=False) | ~Q(due_trace=[])
    for kind, pk, what, *date in _rows(Task.objects.filter(dated), "subject_kind", "subject_pk", "id"):
        if words := fault(*date):
            yield f"task {what} of {kind} {pk}: {words}"
    for number, *date in _rows(Document.objects.filter(dated), "receipt_no"):
        if words := fault(*date):
            yield f"document {number}: {words}"
    yield from _parts()


def counted_dates() -> int:
    """How many there are."""
    return (
        Task.objects.filter(due_at__isnull=False).count()
        + Document.objects.filter(due_at__isnull=False).count()
    )


def _rows(rows: QuerySet[Any, Any], *names: str) -> Iterator[Any]:
    for batch in pages(rows, *names, "due_at", "due_first", "due_trace"):
        yield from batch


def _parts() -> Iterator[str]:
    """The part of a unit and its live task have one date."""
    tasks = Task.objects.filter(kind__in=PARTS, status__in=LIVE, assignment_id__isnull=False)
    for batch in pages(tasks, "assignment_id", "due_at"):
        yield from _others(dict(batch))


def _others(batch: dict[int, datetime]) -> Iterator[str]:
    rows = (
        Assignment.objects.filter(pk__in=batch)
        .order_by("pk")
        .values_list("pk", "document__receipt_no", "due_at")
    )
    for pk, number, at in rows:
        if at != batch[pk]:
            yield f"part {pk} of {number}: is {at.isoformat()}, its task says {batch[pk] and batch[pk].isoformat()}"
