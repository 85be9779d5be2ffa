"""A change of calendar or rules moves dates of papers: an act on each, inside the act that changes them.

No verb of the table: nobody has this right by himself, and no page offers it. The timetable's act has made the list,
shown it, and calls this for the papers on it; whoever is no part of such an act is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from deadlines.limits import Redated
from docflow.web.errors import NotAllowed
from documents.models import Assignment, Document
from documents.words import TaskKind
from workflow.act import Act
from workflow.models import Task
from workflow.spine import each, faster

PARTS = (TaskKind.HANDLE, TaskKind.ASSIST)


def redate(under: Act, dates: Mapping[int, Sequence[Redated]], *, why: str) -> Iterator[Document]:
    """Write the dates of these papers (by key), each exactly as it was listed; `under`: the act on the timetable.

    `Faster` where a date is not any more what the list was made from. The date first promised stays; what was said of
    a date that moved asks no longer.
    """
    part_of_the_timetable(under)

    def body(a: Act, mine: Sequence[Redated]) -> str:
        a.reason = why
        return _redated(a, mine)

    return each(under, "redate", Document, dates, body, readers=task_keys)


def _redated(a: Act, dates: Sequence[Redated]) -> str:
    doc: Document = a.subject
    for row in dates:
        if row.pk == 0:
            still(a, (doc.due_at, doc.due_trace), row)
            doc.due_at, doc.due_source, doc.due_trace = row.due.at, row.due.source, row.due.trace
    for task, row in write_dates(a, [row for row in dates if row.pk]):
        if task.assignment_id and task.kind in PARTS:
            a.along(Assignment(pk=task.assignment_id, due_at=row.due.at), "due_at")
    return noted(a, dates)


def part_of_the_timetable(under: Act) -> None:
    """`NotAllowed` unless `under` is an act on the timetable."""
    if under.subject.subject_kind != "timetable":
        raise NotAllowed(_("期限只随日历和时限规则的更新重算，不能单独改。"))


def task_keys(dates: Iterable[Redated]) -> list[int]:
    return [row.pk for row in dates if row.pk]


def still(a: Act, now: tuple[Any, Any], row: Redated) -> None:
    """The date and its reasons are what the list was made from."""
    if now != (row.before, row.trace):
        raise faster(a.subject)


def write_dates(a: Act, rows: Sequence[Redated]) -> list[tuple[Task, Redated]]:
    """These dates onto their live tasks; answers those that moved."""
    live, moved = {task.pk: task for task in a.tasks}, []
    for row in rows:
        if (task := live.get(row.pk)) is None:
            raise faster(a.subject)
        still(a, (task.due_at, task.due_trace), row)
        other = row.before != row.due.at
        a.update(task, due_at=row.due.at, due_source=row.due.source, due_trace=row.due.trace,
                 due_version=task.due_version + other)  # fmt: skip
        if other:
            moved.append((task, row))
    return moved


def noted(a: Act, dates: Iterable[Redated]) -> str:
    """What the entry says of it: which dates are others, and which only rest on something else now."""
    moved = [[r.pk, r.before.isoformat(), r.due.at.isoformat()] for r in dates if r.before != r.due.at]
    kept = [r.pk for r in dates if r.before == r.due.at]
    a.data |= {name: rows for name, rows in (("due_moved", moved), ("due_kept", kept)) if rows}
    if moved:
        return _("%(why)s，重算期限 %(n)s 个，原期限保留。") % {"why": a.reason, "n": len(moved)}
    return _("%(why)s，期限不变。") % {"why": a.reason}
