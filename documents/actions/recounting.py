"""Limits counted anew: a paper's urgency, kind or category was wrong, so the office's rule for it was another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from deadlines.limits import Explained, due_for, follows_rule, recounted, resumed
from deadlines.recount import counts
from deadlines.stopped import STEP
from documents.models import Assignment, Document
from workflow.act import Act
from workflow.models import Entry, Task

BASES = frozenset({"urgency", "category", "kind"})  # what a rule of the office may depend on


def recount(a: Act) -> int:
    """Count every open limit that follows the office's rules again, from where it began; how many changed.

    A date somebody set (in the paper, by a leader, the handler or an extension) stays; so does each first promise.
    Raises `NoLimit` where no rule covers a step.
    """
    doc: Document = a.subject
    moved: list[list[Any]] = []
    before = doc.due_at
    if count_anew(doc, doc) and doc.due_at:
        moved.append([0, before.isoformat() if before else "", doc.due_at.isoformat()])
    alike: dict[tuple[Any, ...], list[Task]] = {}  # hundreds of readers began at one moment
    for task in a.tasks:
        if follows_rule(task.due_trace):
            rule, start = task.due_trace[0]["rule"], task.due_trace[1]["at"]
            alike.setdefault((rule, start, *_stops(task.due_trace)), []).append(task)
    for tasks in alike.values():
        due = _anew(doc, tasks[0].due_trace)
        late = [task for task in tasks if task.due_at != due.at]
        moved += [[t.pk, t.due_at.isoformat() if t.due_at else "", due.at.isoformat()] for t in late]
        _write(late, due)
    if moved:
        a.data["due_moved"] = moved
    return len(moved)


def count_anew(doc: Document, row: Document | Task, *, amounts: bool = False) -> bool:
    """The limit of this row, where it follows the office's rules, by what the register says now; was it another?
    `amounts`: an amount that somebody set, too, by the calendar as it is now."""
    if follows_rule(row.due_trace):
        due = _anew(doc, row.due_trace)
    elif amounts and counts(row.due_trace):
        due = recounted(row.due_trace)
    else:
        return False
    if due.at == row.due_at:
        return False
    row.due_at, row.due_source, row.due_trace = due.at, due.source, due.trace
    return True


def corrected_since(doc: Document, entry: Entry) -> bool:
    """Was anything that the rules ask for corrected after this entry, or the calendar or a rule changed?"""
    later = Entry.objects.filter(
        subject_kind=doc.subject_kind, subject_pk=doc.pk, seq__gt=entry.seq, verb__in=["correct", "redate"]
    )
    rows = later.values_list("verb", "data")
    return any(verb == "redate" or BASES & set(data["changes"]) for verb, data in rows)


def _write(tasks: list[Task], due: Explained) -> None:
    Task.objects.filter(pk__in=[t.pk for t in tasks]).update(
        due_at=due.at, due_source=due.source, due_trace=due.trace, due_version=F("due_version") + 1
    )
    parts = [t.assignment_id for t in tasks if t.assignment_id and t.kind in ("handle", "assist")]
    Assignment.objects.filter(pk__in=parts).update(due_at=due.at)
    for task in tasks:
        task.due_at, task.due_source, task.due_trace = due.at, due.source, due.trace
        task.due_version += 1


def _anew(doc: Document, trace: list[dict[str, Any]]) -> Explained:
    """By the rule as it is for this paper now; each time the clock stood still counts again."""
    start = datetime.fromisoformat(trace[1]["at"])
    due = due_for(trace[0]["rule"], urgency=doc.urgency, category=doc.category, kind=doc.kind, start=start)
    for since, until, why in _stops(trace):
        due = resumed(
            due.at, due.trace, datetime.fromisoformat(since), datetime.fromisoformat(until), why=why
        )
    return due


def _stops(trace: list[dict[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    """Each time the clock of this date stood still, and why."""
    return tuple((e["from"], e["to"], e["why"]) for e in trace if e["step"] == STEP)
