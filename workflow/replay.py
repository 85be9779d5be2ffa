"""Rebuild a subject's state, version and holders from its entries alone, and say what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from workflow.chain import first_fault
from workflow.models import Entry, Subject, Task
from workflow.models.task import LIVE
from workflow.spine import locked


@dataclass
class Rebuilt:
    """What the entries say: `holders` maps the id of each live task to (kind, lane, holder, status)."""

    state: str = ""
    version: int = 0
    round: int = 1
    count: int = 0
    holders: dict[int, tuple[str, str, str, str]] = field(default_factory=dict)

    def read(self, entry: Entry) -> None:
        """Apply one entry."""
        self.state = entry.to_state or self.state
        self.version, self.round, self.count = entry.version, entry.round, entry.seq
        for what, task_id, *rest in entry.data.get("tasks", ()):
            self._apply(what, task_id, rest)

    def _apply(self, what: str, task_id: int, rest: list[Any]) -> None:
        if what == "open":
            kind, lane, holder, status = rest
            if status in LIVE:
                self.holders[task_id] = (kind, lane, holder, status)
        elif what in ("close", "cancel"):
            self.holders.pop(task_id, None)
        elif task_id in self.holders:
            kind, lane, holder, _ = self.holders[task_id]
            self.holders[task_id] = (kind, lane, holder, "open" if what == "release" else "waiting")


def rebuild(entries: Iterable[Entry]) -> Rebuilt:
    """Fold one subject's entries, in order."""
    found = Rebuilt()
    for entry in entries:
        found.read(entry)
    return found


def differences(subjects: type[Subject], *, batch: int = 500) -> Iterator[str]:
    """Every difference between rows and entries, and every broken chain, of one kind of subject.

    May run beside people at work: what seems to differ is read once more under the row's lock.
    """
    last = 0
    while rows := list(subjects._default_manager.filter(pk__gt=last).order_by("pk")[:batch]):
        last = rows[-1].pk
        for row in [r for r, lines in _compared(rows) if lines]:
            with locked(row) as still:
                found = _compared([still])
            yield from (line for _, lines in found for line in lines)


def _compared(rows: list[Any]) -> list[tuple[Any, list[str]]]:
    """Each row with its differences: two queries for all."""
    kind, keys = rows[0].subject_kind, [r.pk for r in rows]
    entries = Entry.objects.filter(subject_kind=kind, subject_pk__in=keys).order_by("subject_pk", "seq")
    by_subject = {pk: list(found) for pk, found in groupby(entries, key=attrgetter("subject_pk"))}
    live: dict[int, dict[int, tuple[str, str, str, str]]] = defaultdict(dict)
    for task in Task.objects.filter(subject_kind=kind, subject_pk__in=keys).live():
        live[task.subject_pk][task.pk] = (task.kind, task.lane, task.holder, task.status)
    return [(row, list(_compare(row, by_subject.get(row.pk, []), live[row.pk]))) for row in rows]


def _compare(row: Any, entries: list[Entry], live: dict[int, tuple[str, str, str, str]]) -> Iterator[str]:
    name = f"{row.subject_kind} {row.pk}"
    fault = first_fault(entries)
    if fault:
        yield f"{name}: {fault}"
    told = rebuild(entries)
    if told.count != row.entry_count or (entries and bytes(entries[-1].hash) != bytes(row.entry_head)):
        yield f"{name}: {row.entry_count} entries on the row, {told.count} found"
    if told.state != row.state:
        yield f"{name}: state {row.state}, entries say {told.state}"
    if told.round != row.round:
        yield f"{name}: round {row.round}, entries say {told.round}"
    if told.version != row.version:
        yield f"{name}: version {row.version}, entries say {told.version}"
    if told.holders != live:
        yield f"{name}: holders {sorted(live.items())}, entries say {sorted(told.holders.items())}"
