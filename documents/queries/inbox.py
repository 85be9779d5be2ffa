"""The lists of open work one comes from, in one order: for the list itself, for 上一件 and 下一件, and for what
opens after an act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol, TypeVar

from deadlines.limits import lamps_at
from workflow.queries import ALL, LATE_NOW, OPEN, PAGE, READING, WORK

NEAR = 200  # how far such a list is followed
COLOURS = {"red": 0, "yellow": 1}
TODAY, WEEK, LATER = 0, 1, 2
# What is in them, and whether only what is late.
LISTS = {"todo": (WORK, False), "toread": (READING, False), "overdue": (ALL, True)}


class Waits(Protocol):
    """A line of such a list, as far as its place in it goes."""

    @property
    def id(self) -> int: ...
    @property
    def subject_kind(self) -> str: ...
    @property
    def ref(self) -> str: ...
    @property
    def urgency_rank(self) -> int: ...
    @property
    def given_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def paused(self) -> bool: ...


class Waiting(NamedTuple):
    """A line read only for its place."""

    id: int
    subject_kind: str
    ref: str
    urgency_rank: int
    given_at: datetime
    due_at: datetime | None
    paused: bool = False


class Near(NamedTuple):
    """The lines before and after one, and where it stands; `at` is None where the list does not have it (any more)."""

    before: Waiting | None = None
    after: Waiting | None = None
    at: int | None = None


W = TypeVar("W", bound=Waits)

WAITING = """
SELECT 'near', 1, coalesce(jsonb_agg(jsonb_build_array(id, subject_kind, subject_ref, urgency_rank, given_at, due_at,
                                                       paused) ORDER BY due_at, id), '[]')
  FROM (SELECT t.* {rows} ORDER BY t.due_at, t.id LIMIT {limit}) mine
"""


def waiting_sql(view: str) -> str:
    """SQL of the lines of such a list, one row of JSON for all. Parameters: `workflow.queries.values`."""
    columns = "t.id, t.subject_kind, t.subject_ref, t.urgency_rank, t.given_at, t.due_at, t.paused_at IS NOT NULL AS paused"
    which, late = LISTS[view]
    rows = OPEN.format(which=which, columns=columns, late=LATE_NOW if late else "", after="", limit=NEAR)
    return WAITING.format(rows=rows, limit=NEAR)


def waiting(rows: Iterable[Sequence[Any]]) -> list[Waiting]:
    """The lines of that statement, first due first."""
    time = datetime.fromisoformat
    return [
        Waiting(pk, kind, ref, rank, time(given), due and time(due), paused)
        for pk, kind, ref, rank, given, due, paused in rows
    ]


def groups_at(now: datetime) -> Callable[[datetime | None], int]:
    """Into which group a date falls: 今天到期 (and overdue), 本周, 以后. `now` is local."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow, monday = day + timedelta(days=1), day + timedelta(days=7 - day.weekday())

    def group(due_at: datetime | None) -> int:
        if due_at is None or due_at >= monday:
            return LATER
        return TODAY if due_at < tomorrow else WEEK

    return group


def in_order(rows: Iterable[W], now: datetime) -> list[tuple[int, tuple[str, str], W]]:
    """The rows of one page as they are shown: group, then red, yellow, urgency, age; with group and lamp. What stands
    still is for later, whatever its date was."""
    group, lamp = groups_at(now), lamps_at(now)
    shown = [(LATER if row.paused else group(row.due_at), lamp(row.due_at, row.paused), row) for row in rows]
    return sorted(
        shown, key=lambda s: (s[0], COLOURS.get(s[1][0], 2), s[2].urgency_rank, s[2].given_at, s[2].id)
    )


def near(rows: Sequence[Waiting], now: datetime, ref: str, task: int | None = None) -> Near:
    """Around this task of the list (else the first of this paper), page by page as the list shows them."""

    def page(number: int) -> list[Waiting]:
        if number < 0:
            return []
        return [row for *_, row in in_order(rows[number * PAGE : (number + 1) * PAGE], now)]

    own = [i for i, row in enumerate(rows) if row.ref == ref]
    here = next((i for i in own if rows[i].id == task), next(iter(own), None))
    if here is None:
        return Near(after=next(iter(page(0)), None))
    number = here // PAGE
    shown = page(number)
    at = next((i for i, row in enumerate(shown) if row.id == task), None)
    if at is None:
        at = next(i for i, row in enumerate(shown) if row.ref == ref)
    before = shown[at - 1] if at else next(reversed(page(number - 1)), None)
    after = shown[at + 1] if at + 1 < len(shown) else next(iter(page(number + 1)), None)
    return Near(before, after, number * PAGE + at)


def first(rows: Sequence[Waiting], now: datetime, *, then: int, done: str, task: int = 0) -> Waiting | None:
    """What opens after an act on the paper `done`: the line that stood next, while it waits; else the first of the
    list that is not what was just done (`task`; 0: whatever there is of that paper)."""
    for row in rows:
        if row.id == then:
            return row
    for start in range(0, len(rows), PAGE):
        for *_, row in in_order(rows[start : start + PAGE], now):
            if row.ref != done or task not in (0, row.id):
                return row
    return None
