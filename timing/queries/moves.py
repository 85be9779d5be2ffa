"""The rehearsal: which running dates would be another if these rules were in force, and who would be told.

`moves` is the list that a page shows before a calendar or a limit rule is saved, and that the saving applies to the
letter (`actions.moving`). A date moves where its trace counts an amount: on the new calendar, and by the new rule where
the closest rule for its step, on the day it began, is another one. A moment that somebody wrote never moves; one of the
office's own moves by the office time in which its clock stood still. A receiving organ outside the system has its alarm without a task: it is recounted from when its copy was sent or urged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from deadlines import store
from deadlines.days import local
from deadlines.engine import recompute
from deadlines.extended import provisional
from deadlines.limits import BadLimit, Explained, Limit, Redated, Rules, closest, follows_rule, recounted
from deadlines.recount import counts, reasons, started
from timing.queries.running import Running, running
from timing.queries.told import behind_all
from workflow.clock import database_now

# The order in which every act locks what it is about.
LOCKED = ("outgoing", "seal_request", "seal_takeout", "document")


@dataclass(frozen=True)
class Move:
    """One date that would be another. `whose` is paper, task or addressee; `pk` the key of the task or addressee (0 for
    the paper's own limit). Where only its reasons change (a year is no longer provisional) `before` is `after`, and
    nobody is told."""

    subject_kind: str
    subject_pk: int
    ref: str
    number: str
    whose: str
    pk: int
    kind: str
    holder: str
    holder_name: str
    before: datetime
    after: datetime
    unsure_before: bool
    unsure_after: bool
    trace: list[dict[str, Any]] = field(repr=False, compare=False)
    due: Explained = field(repr=False, compare=False)
    told: tuple[tuple[int, str], ...] = ()

    @property
    def moved(self) -> bool:
        return self.before != self.after

    @property
    def redated(self) -> Redated:
        """As the act on its paper takes it."""
        return Redated(self.pk, self.before, self.trace, self.due)


def moves(rules: Rules, now: datetime | None = None) -> list[Move]:
    """Every running date that these rules (calendar and limits) would change, in the order in which it is written.

    They are held against the rules this process keeps: who rehearses has read them anew (`store.reset`).
    """
    kept = store.rules()
    changed = {
        step for step in {*kept.limits, *rules.limits} if kept.limits.get(step) != rules.limits.get(step)
    }
    rows = running(kept, rules, changed)
    return listed(rows, rules, changed, lambda row: _other_rule(row, kept, rules), now)


def listed(
    rows: Iterable[Running],
    rules: Rules,
    changed: Collection[str],
    other: Callable[[Running], Limit | None],
    now: datetime | None,
) -> list[Move]:
    """Those of these dates that the rules have otherwise, in the order in which they are written. `other`: the rule by
    which a date of a step of `changed` is counted instead of its own amount."""
    found = sorted(
        _moves(rows, rules, changed, other),
        key=lambda m: (LOCKED.index(m.subject_kind), m.subject_pk, m.whose, m.pk),
    )
    return _with_told(found, now or database_now())


def fingerprint(found: Iterable[Move]) -> str:
    """What a rehearsal said, in 32 hexadecimal digits: who saves has seen this very list."""
    said = [
        (m.subject_kind, m.subject_pk, m.whose, m.pk, m.holder, m.before.isoformat(), m.after.isoformat(),
         m.unsure_before, m.unsure_after, reasons(m.due.trace), [pk for pk, _name in m.told])
        for m in found
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _moves(
    rows: Iterable[Running],
    rules: Rules,
    changed: Collection[str],
    other: Callable[[Running], Limit | None],
) -> Iterator[Move]:
    alike: dict[Any, Explained | None] = {}
    for row in rows:
        if not counts(row.trace):
            continue
        key = (row.before, repr(row.trace), repr(row.facts))  # hundreds of readers began at one moment
        if key not in alike:
            if len(alike) > 1000:
                alike.clear()
            alike[key] = _again(row, rules, changed, other)
        if (due := alike[key]) is not None:
            yield _move(row, due)


def _other_rule(row: Running, kept: Rules, rules: Rules) -> Limit | None:
    """The rule by which this date would be counted, where it is another than now."""
    if not follows_rule(row.trace):
        return None
    step, day = row.trace[0]["rule"], local(started(row.trace)).date()
    old, new = (closest(which, step, on=day, **row.facts) for which in (kept, rules))
    if new is None or (old and amount_of(old) == amount_of(new)):
        return None
    return new


def amount_of(limit: Limit) -> tuple[Any, ...]:
    return limit.unit, limit.amount, limit.source


def _again(
    row: Running, rules: Rules, changed: Collection[str], other: Callable[[Running], Limit | None]
) -> Explained | None:
    """The date as these rules have it; None where it says the same as it does now.

    What cannot be counted, or does not follow from its own trace, stays as it stands: the nightly check names it.
    """
    with suppress(BadLimit):
        if recompute(row.trace) != row.before:
            return None
        limit = other(row) if row.trace[0].get("rule") in changed else None
        due = recounted(row.trace, rules, limit)
        if due.at != row.before or reasons(due.trace) != reasons(row.trace):
            return due
    return None


def _move(row: Running, due: Explained) -> Move:
    return Move(
        row.subject_kind, row.subject_pk, row.ref, row.number, row.whose, row.pk, row.kind, row.holder, row.holder_name,
        row.before, due.at, provisional(row.trace), due.provisional, row.trace, due,
    )  # fmt: skip


def _with_told(found: Sequence[Move], now: datetime) -> list[Move]:
    """Everybody behind the holder of a date that moves; for the paper's own limit whoever handles the paper."""
    asked = {(m.holder, m.kind) for m in found if m.moved and m.holder}
    people = behind_all(asked, now)
    return [replace(m, told=people.get((m.holder, m.kind), ())) if m.moved else m for m in found]
