"""Many papers on their way at once, in the order of the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush

from django.db import connection

from workflow import clock

from .ledger_clock import tell

Story = Iterator[datetime]


def play(stories: Iterable[Story], until: datetime, *, heard: Callable[[int], None] | None = None) -> int:
    """Let the stories happen, each step at the moment its story named, none after `until`.

    A story is a generator: it yields the moment of its next step, does that step when it is resumed, and so
    on; what would happen after `until` has not happened yet. Returns the number of steps; `heard` is told it.
    Raises ValueError when a story goes back in time.
    """
    queue = [(at, n, story) for n, story in enumerate(stories) if (at := next(story, None)) is not None]
    heapify(queue)
    steps = 0
    while queue and queue[0][0] <= until:
        at, n, story = heappop(queue)
        tell(at)
        with clock.told(at):
            following = next(story, None)
        _check()
        steps += 1
        if heard:
            heard(steps)
        if following is None:
            continue
        if following <= at:
            raise ValueError(f"story {n} goes back from {at} to {following}")
        heappush(queue, (following, n, story))
    return steps


def _check() -> None:
    """Ask the deferred questions (has every living paper a holder?) now, where the culprit is known."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
