"""Which papers and parts are in time, late, open (domain.md §5.7): each as a question, for figures, lists and packs alike.

In time is counted by the date first promised; what kept only a date put off later stands apart.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeAlias

from django.db.models import F, Q, QuerySet

from documents.models import Assignment, Document, ReturnSlip
from documents.models.document import IN_WORK
from documents.words import State
from timing.queries.lamps import green_from
from workflow.models import Entry

Papers: TypeAlias = "QuerySet[Document]"
Parts: TypeAlias = "QuerySet[Assignment]"
DOING = (Assignment.Status.GIVEN, Assignment.Status.ACCEPTED)


class Days(Protocol):
    """A period: its first moment, the first after it, and the database's clock for what is late at present."""

    @property
    def begin(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    @property
    def now(self) -> datetime: ...


def _received(rows: Papers, p: Days) -> Papers:
    return rows.filter(received_at__gte=p.begin, received_at__lt=p.end)


def _owing(since: datetime) -> Q:
    """What was not over at that moment: neither closed before it, nor given back, nor void. What went back or was voided later was
    owing then, and is counted so whenever that is asked again."""
    went_back = ReturnSlip.objects.filter(returned_at__gte=since).values("document")
    void = Document.objects.filter(state=State.VOIDED).order_by().values("pk")
    acts = Entry.objects.filter(
        subject_kind=Document.subject_kind, subject_pk__in=void, verb="void", at__gte=since
    )
    return (
        Q(state__in=IN_WORK)
        | Q(state=State.CLOSED, closed_at__gte=since)
        | Q(state=State.RETURNED, pk__in=went_back)
        | Q(state=State.VOIDED, pk__in=acts.values("subject_pk"))
    )


def _before(rows: Papers, p: Days) -> Papers:
    return rows.filter(_owing(p.begin), received_at__lt=p.begin)


def _closed(rows: Papers, p: Days) -> Papers:
    return rows.filter(state=State.CLOSED, closed_at__gte=p.begin, closed_at__lt=p.end)


def _late_now(rows: Papers, p: Days) -> Papers:
    return rows.filter(due_at__lt=p.now, paused_at__isnull=True, state__in=IN_WORK)


def _open(rows: Papers, p: Days) -> Papers:
    """As `_before` says it of the day after the last."""
    return rows.filter(_owing(p.end), received_at__lt=p.end)


def _near(rows: Papers, p: Days) -> Papers:
    """What has the yellow lamp: at most one working day is left."""
    near = rows.filter(due_at__gte=p.now, due_at__lt=green_from(p.now), paused_at__isnull=True)
    return near.filter(state__in=IN_WORK)


PAPERS: dict[str, Callable[[Papers, Days], Papers]] = {
    "received": _received,
    "before": _before,
    "closed": _closed,
    "in_time": lambda rows, p: _closed(rows, p).filter(closed_at__lte=F("due_first")),
    "put_off": lambda rows, p: _closed(rows, p).filter(closed_at__gt=F("due_first"), closed_at__lte=F("due_at")),
    "late": lambda rows, p: _closed(rows, p).filter(closed_at__gt=F("due_first")).exclude(closed_at__lte=F("due_at")),
    "dateless": lambda rows, p: _closed(rows, p).filter(due_first__isnull=True),
    "late_now": _late_now,
    "near": _near,
    "open": _open,
    "owed": lambda rows, p: rows.filter(
        Q(_owing(p.begin), received_at__lt=p.begin) | Q(received_at__gte=p.begin, received_at__lt=p.end)
    ),
}  # fmt: skip


def _reported(rows: Parts, p: Days) -> Parts:
    done = rows.filter(status=Assignment.Status.REPORTED)
    return done.filter(reported_at__gte=p.begin, reported_at__lt=p.end)


PARTS: dict[str, Callable[[Parts, Days], Parts]] = {
    "reported": _reported,
    "in_time": lambda rows, p: _reported(rows, p).filter(reported_at__lte=F("due_first")),
    "put_off": lambda rows, p: _reported(rows, p).filter(
        reported_at__gt=F("due_first"), reported_at__lte=F("due_at")
    ),
    "late": lambda rows, p: _reported(rows, p).filter(reported_at__gt=F("due_first")).filter(
        reported_at__gt=F("due_at")
    ),
    "late_now": lambda rows, p: rows.filter(
        status__in=DOING, due_at__lt=p.now, document__paused_at__isnull=True
    ),
}  # fmt: skip
