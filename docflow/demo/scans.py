"""The clock of the demo: what a running docflow would have told people each morning."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from alerts.scan import tick
from deadlines import horizon
from deadlines.days import local
from people.behind import BEHIND, NEXT
from workflow.clock import database_now

from . import hours
from .stage import Story


def mornings(since: date, until: datetime) -> Story:
    """A scan at half past eight of each working day, and the last one now."""
    day = hours.day_after(since, 0)
    while (at := hours.on(day, "08:30")) < until:
        yield at
        tick(database_now(), horizon.lines, BEHIND, NEXT)
        day = hours.day_after(day + timedelta(days=1), 0)
    yield local(until)
    tick(database_now(), horizon.lines, BEHIND, NEXT)
