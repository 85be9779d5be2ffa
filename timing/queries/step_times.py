"""How long each step took, in office hours without the time its clock stood still; and whether it kept its date."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Any

from django.db.models import Q

from deadlines.days import local
from deadlines.limits import calendar
from documents.models import Document
from documents.queries.visible import visible_to
from documents.words import TaskKind
from outgoing import words as outgoing
from outgoing.queries.visible import inside_for
from timing.queries.time_figures import Period, papers
from timing.rules.spent import Spent, less_stood, share
from workflow.models import Entry, Lane, Status, Task

Spans = dict[tuple[str, int], list[tuple[datetime, datetime]]]


@dataclass(frozen=True)
class Times:
    """Of one kind of work: how many, office hours (mean, median, nine of ten), and how many kept which date."""

    kind: str
    subject_kind: str
    n: int
    mean: float
    median: float
    most: float
    in_time: int = 0
    put_off: int = 0
    late: int = 0


def whole(person: Any, p: Period) -> Times | None:
    """From received to closed, of the papers closed in the period."""
    rows = list(papers(person, "closed", p).values_list("pk", "received_at", "closed_at"))
    stood = _stood(Document.subject_kind, [pk for pk, _begin, _end in rows])
    return _times("", "document", [(("document", pk), begin, end) for pk, begin, end in rows if end], stood)


def steps(person: Any, p: Period) -> list[Times]:
    """Each kind of work of the main flow that was done in the period, as a paper goes; registering from its receipt."""
    mine = Q(subject_kind="document", subject_pk__in=visible_to(person).values("pk"))
    mine |= Q(subject_kind="outgoing", subject_pk__in=inside_for(person).values("pk"))
    done = Task.objects.filter(
        mine, lane=Lane.MAIN, status=Status.DONE, done_at__gte=p.begin, done_at__lt=p.end
    )
    fields = ("subject_kind", "subject_pk", "kind", "given_at", "done_at", "due_first", "due_at")
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in done.order_by("id").values_list(*fields):
        groups[row[0], row[2]].append(row)
    if registered := groups.get(("document", "register")):
        came = dict(
            Document.objects.filter(pk__in=[r[1] for r in registered]).values_list("pk", "received_at")
        )
        groups["document", "register"] = [(*r[:3], came[r[1]], *r[4:]) for r in registered]
    stood: Spans = {}
    for kind in ("document", "outgoing"):
        pks = {row[1] for (of, _kind), rows in groups.items() if of == kind for row in rows}
        stood |= _stood(kind, sorted(pks))
    return [
        times
        for (of, kind), rows in sorted(groups.items(), key=lambda group: _place(*group[0]))
        if (times := _times(kind, of, [((of, r[1]), r[3], r[4]) for r in rows], stood, _kept(rows)))
    ]


def _place(of: str, kind: str) -> tuple[str, int]:
    kinds = (TaskKind if of == "document" else outgoing.TaskKind).values
    return of, kinds.index(kind) if kind in kinds else len(kinds)


def _kept(rows: list[Any]) -> tuple[int, int, int]:
    """How many were done by the date first promised, only by a later one, and after both."""
    dated = [(done, first, due) for *_head, done, first, due in rows if first is not None]
    in_time = sum(done <= first for done, first, _due in dated)
    put_off = sum(first < done <= due for done, first, due in dated)
    return in_time, put_off, len(dated) - in_time - put_off


def _times(
    kind: str,
    of: str,
    rows: list[tuple[tuple[str, int], datetime, datetime]],
    stood: Spans,
    kept: tuple[int, int, int] = (0, 0, 0),
) -> Times | None:
    if not rows:
        return None
    first = min(local(begin).date() for _key, begin, _end in rows)
    last = max(local(end).date() for _key, _begin, end in rows)
    spent = Spent(calendar(), min(first, last), max(first, last))
    hours = sorted(less_stood(spent, begin, end, stood.get(key, ())) for key, begin, end in rows)
    return Times(kind, of, len(hours), fmean(hours), share(hours, 0.5), share(hours, 0.9), *kept)


def _stood(kind: str, pks: list[int]) -> Spans:
    """When the clock of these subjects stood still: the entries that let it go on say since when."""
    spans: Spans = defaultdict(list)
    entries = Entry.objects.filter(
        subject_kind=kind, subject_pk__in=pks, verb="resume", data__has_key="stood"
    )
    for pk, stood in entries.values_list("subject_pk", "data__stood"):
        since, until = (datetime.fromisoformat(text) for text in stood)
        spans[kind, pk].append((since, until))
    return dict(spans)
