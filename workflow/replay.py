"""Rebuild a subject's state, version and holders from its entries alone, and say what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, OuterRef

from workflow.chain import first_fault
from workflow.models import Entry, Lane, Subject, Task
from workflow.models.task import LIVE
from workflow.spine import locked

Held = tuple[str, str, str, str]


@dataclass
class Rebuilt:
    """What the entries say: `clock` is stopped, started or never touched; `holders` maps the id of each live task to (kind, lane, holder, status), `names` to the
    holder's name as it was given. Entries from before names were kept have none: then the task's own counts."""

    state: str = ""
    version: int = 0
    round: int = 1
    count: int = 0
    head: bytes = b""
    clock: str = ""
    holders: dict[int, Held] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def read(self, entry: Entry) -> None:
        """Apply one entry."""
        self.state = entry.to_state or self.state
        self.version, self.round, self.count = entry.version, entry.round, entry.seq
        self.head = bytes(entry.hash)
        self.clock = entry.data.get("clock", self.clock)
        for what, task_id, *rest in entry.data.get("tasks", ()):
            self._apply(what, task_id, rest)

    def _apply(self, what: str, task_id: int, rest: list[Any]) -> None:
        if what == "open":
            kind, lane, holder, status, *named = rest
            if status in LIVE:
                self.holders[task_id] = (kind, lane, holder, status)
                if named:
                    self.names[task_id] = named[0]
        elif what in ("close", "cancel"):
            self.holders.pop(task_id, None)
            self.names.pop(task_id, None)
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
    yield from _without_a_row(subjects)


def _compared(rows: list[Any]) -> list[tuple[Any, list[str]]]:
    """Each row with its differences: two queries for all."""
    kind, keys = rows[0].subject_kind, [r.pk for r in rows]
    entries = Entry.objects.filter(subject_kind=kind, subject_pk__in=keys).order_by("subject_pk", "seq")
    by_subject = {pk: list(found) for pk, found in groupby(entries, key=attrgetter("subject_pk"))}
    live: dict[int, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(subject_kind=kind, subject_pk__in=keys).live().order_by("pk"):
        live[task.subject_pk].append(task)
    return [(row, list(_compare(row, by_subject.get(row.pk, []), live[row.pk]))) for row in rows]


def _compare(row: Any, entries: list[Entry], live: list[Task]) -> Iterator[str]:
    name = f"{row.subject_kind} {row.pk}"
    fault = first_fault(entries)
    if fault:
        yield f"{name}: {fault}"
    told = rebuild(entries)
    if told.count != row.entry_count:
        yield f"{name}: {row.entry_count} entries on the row, {told.count} found"
    if told.head != bytes(row.entry_head):
        yield f"{name}: head of the chain on the row is not the last entry's"
    if told.state != row.state:
        yield f"{name}: state {row.state}, entries say {told.state}"
    if told.round != row.round:
        yield f"{name}: round {row.round}, entries say {told.round}"
    if told.version != row.version:
        yield f"{name}: version {row.version}, entries say {told.version}"
    yield from _stands_still(name, row, told, live)
    yield from _held(name, row, told, live)


def _stands_still(name: str, row: Any, told: Rebuilt, live: list[Task]) -> Iterator[str]:
    """A clock is stopped by an act alone: on the row, and on each task that was there."""
    stopped, since = told.clock == "stopped", getattr(row, "paused_at", None)
    if stopped != (since is not None):
        yield f"{name}: the clock stands still since {since}, entries say {told.clock or 'never stopped'}"
    for task in live:
        if task.paused_at is not None and task.paused_at != since:
            yield f"{name}: task {task.pk} stands still since {task.paused_at}, the paper since {since}"


def _held(name: str, row: Any, told: Rebuilt, live: list[Task]) -> Iterator[str]:
    """Who has it: by the tasks, by their holders' names, and as the row shows it in lists."""
    held = {t.pk: (t.kind, t.lane, t.holder, t.status) for t in live}
    if told.holders != held:
        yield f"{name}: holders {sorted(held.items())}, entries say {sorted(told.holders.items())}"
    for task in live:
        given = told.names.get(task.pk, task.holder_name)
        if task.holder_name != given:
            yield f"{name}: task {task.pk} is named {task.holder_name}, entries say {given}"
    for column, value in row.shown([t for t in live if t.lane == Lane.MAIN]).items():
        if getattr(row, column) != value:
            yield f"{name}: {column} shows {getattr(row, column)}, the tasks say {value}"


def _without_a_row(subjects: type[Subject]) -> Iterator[str]:
    """Entries and tasks outlive their subject, which is never deleted: whoever deleted one is found by them."""
    kind, row = subjects.subject_kind, subjects._default_manager.filter(pk=OuterRef("subject_pk"))
    for what, model in (("entries", Entry), ("tasks", Task)):
        left = model._default_manager.filter(~Exists(row), subject_kind=kind)
        counted = left.values("subject_pk").annotate(n=Count("pk")).order_by("subject_pk")
        for pk, n in counted.values_list("subject_pk", "n"):
            yield f"{kind} {pk}: no such row, {n} {what} found"


def strangers(kinds: Collection[str]) -> Iterator[str]:
    """Entries about a kind of subject that there is not."""
    left = Entry.objects.exclude(subject_kind__in=kinds).values("subject_kind")
    for kind, n in left.annotate(n=Count("pk")).order_by("subject_kind").values_list("subject_kind", "n"):
        yield f"{kind}: no such kind of subject, {n} entries found"
