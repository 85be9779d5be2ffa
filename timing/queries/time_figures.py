"""Figures about time (domain.md §5.7). Each is the length of a list, and the list is what its link opens.

In time is counted by the date first promised; what kept only a date put off later stands apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from django.db.models import Count, F, Q, QuerySet

from deadlines.days import SHANGHAI
from documents.models import Assignment, Document
from documents.queries.visible import visible_to
from documents.words import FINAL, State
from people.models import Unit

Papers: TypeAlias = "QuerySet[Document]"
Parts: TypeAlias = "QuerySet[Assignment]"
GONE = (State.RETURNED, State.VOIDED)
DOING = (Assignment.Status.GIVEN, Assignment.Status.ACCEPTED)


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both days within; `now` is the database's clock, for what is late at present."""

    first: date
    last: date
    now: datetime

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)


def _received(rows: Papers, p: Period) -> Papers:
    return rows.filter(received_at__gte=p.begin, received_at__lt=p.end)


def _before(rows: Papers, p: Period) -> Papers:
    done = Q(state=State.CLOSED, closed_at__lt=p.begin) | Q(state__in=GONE)
    return rows.filter(received_at__lt=p.begin).exclude(done)


def _closed(rows: Papers, p: Period) -> Papers:
    return rows.filter(state=State.CLOSED, closed_at__gte=p.begin, closed_at__lt=p.end)


def _late_now(rows: Papers, p: Period) -> Papers:
    return rows.filter(due_at__lt=p.now, paused_at__isnull=True).exclude(state__in=FINAL)


PAPERS: dict[str, Callable[[Papers, Period], Papers]] = {
    "received": _received,
    "before": _before,
    "closed": _closed,
    "in_time": lambda rows, p: _closed(rows, p).filter(closed_at__lte=F("due_first")),
    "put_off": lambda rows, p: _closed(rows, p).filter(closed_at__gt=F("due_first"), closed_at__lte=F("due_at")),
    "late": lambda rows, p: _closed(rows, p).filter(closed_at__gt=F("due_first")).exclude(closed_at__lte=F("due_at")),
    "dateless": lambda rows, p: _closed(rows, p).filter(due_first__isnull=True),
    "late_now": _late_now,
}  # fmt: skip


def _reported(rows: Parts, p: Period) -> Parts:
    done = rows.filter(status=Assignment.Status.REPORTED)
    return done.filter(reported_at__gte=p.begin, reported_at__lt=p.end)


PARTS: dict[str, Callable[[Parts, Period], Parts]] = {
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


def papers(person: Any, code: str, p: Period) -> Papers:
    """The papers behind a figure: of those he may see."""
    return PAPERS[code](visible_to(person), p)


def parts(person: Any, code: str, p: Period, unit: int | None = None) -> Parts:
    """The units' parts behind a figure, of papers he may see; of one unit or of all."""
    rows = Assignment.objects.filter(document__in=visible_to(person).values("pk"))
    return PARTS[code](rows if unit is None else rows.filter(unit=unit), p)


def counted(person: Any, p: Period) -> dict[str, int]:
    """The length of each list of papers."""
    return {code: papers(person, code, p).count() for code in PAPERS}


def by_unit(person: Any, p: Period) -> list[tuple[Unit, dict[str, int]]]:
    """Of each unit that had a part: the length of each of its lists. In the order of the units, never by result."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(PARTS, 0))
    for code in PARTS:
        for unit, n in parts(person, code, p).order_by().values_list("unit").annotate(Count("pk")):
            found[unit][code] = n
    units = Unit.objects.filter(pk__in=found).order_by("order", "pk")
    return [(unit, found[unit.pk]) for unit in units]
