"""Circulation: how far each paper has gone round, and the groups a person may send to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet

from documents.models import ReaderGroup
from documents.queries.visible import MAY_SEE, may_see
from workflow.models import Entry, Lane, Task

PAGE = 50


def groups_of(person: Any) -> QuerySet[Any]:
    """The office's groups and his own, each with `size`."""
    return ReaderGroup.objects.filter(Q(owner=None) | Q(owner=person)).annotate(size=Count("persons"))


def last_of_group(number: int | None) -> Entry | None:
    """Who changed a group last, and how; None where nobody has."""
    rows = Entry.objects.filter(subject_kind="roster", data__reader_group=number)
    return rows.order_by("-seq").first() if number is not None else None


def dropped_group(person: Any, number: int) -> Entry | None:
    """How the office's group, or one of his own, was deleted; None where there was none that he could know of."""
    entry = last_of_group(number)
    if entry is None or entry.verb != "reader_group_drop":
        return None
    return entry if entry.data["owner"] in (None, person.pk) else None


@dataclass
class Progress:
    """One paper's circulation: who was given it, who opened and read it and when (the tasks themselves)."""

    readers: list[Task] = field(default_factory=list)
    recalled: list[Task] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.readers)

    @property
    def read(self) -> int:
        return sum(t.status == "done" for t in self.readers)

    @property
    def opened(self) -> int:
        return sum(t.opened_at is not None for t in self.readers)

    @property
    def unread(self) -> list[Task]:
        """Whose turn it is and who has not read it."""
        return [t for t in self.readers if t.status == "open"]


def progress(tasks: Iterable[Task], *, round: int | None = None) -> Progress:
    """The circulation lane of a paper's tasks (of one round); no query. Others are passed over."""
    found = Progress()
    for task in tasks:
        if task.lane != Lane.CIRCULATION or (round is not None and task.round != round):
            continue
        (found.recalled if task.status == "cancelled" else found.readers).append(task)
    return found


class Running(NamedTuple):
    """A paper that goes round: `read` of `total` have read it, `opened` have opened it."""

    id: int
    ref: str
    receipt_no: str
    title: str
    urgency: str
    total: int
    read: int
    opened: int
    waiting: int
    names: list[str]
    due_at: datetime | None
    given_at: datetime
    given_by: str
    urged: int


# Papers with somebody still to read, newest first; then one look at each paper's own tasks. One statement.
RUNNING = f"""
SELECT d.id, d.ref, d.receipt_no, d.title, d.urgency, c.*
  FROM (SELECT DISTINCT subject_pk FROM workflow_task
         WHERE subject_kind = 'document' AND lane = 'circulation' AND status = 'open'
           AND subject_pk < %(before)s ORDER BY subject_pk DESC) open
  JOIN documents_document d ON d.id = open.subject_pk
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE status <> 'cancelled'), count(*) FILTER (WHERE status = 'done'),
          count(*) FILTER (WHERE status <> 'cancelled' AND opened_at IS NOT NULL),
          count(*) FILTER (WHERE status = 'open'),
          (array_agg(holder_name ORDER BY sequence, id) FILTER (WHERE status = 'open'))[1:4],
          min(due_at) FILTER (WHERE status = 'open'), max(given_at),
          (array_agg(given_by_name ORDER BY id DESC))[1], coalesce(max(urged) FILTER (WHERE status = 'open'), 0)
     FROM workflow_task t
    WHERE t.subject_kind = 'document' AND t.subject_pk = d.id AND t.lane = 'circulation' AND t.round = d.round) c
 WHERE {MAY_SEE}
 ORDER BY d.id DESC LIMIT %(limit)s
"""  # noqa: S608 - constants of the rooms


def running(person: Any, *, before: int | None = None, size: int = PAGE) -> list[Running]:
    """Running circulations this person may see, newest paper first; `size` + 1 when there is more."""
    values: dict[str, Any] = {**may_see(person.hats), "before": before or 2**63 - 1, "limit": size + 1}
    with connection.cursor() as cursor:
        cursor.execute(RUNNING, values)
        return [Running(*row) for row in cursor.fetchall()]
