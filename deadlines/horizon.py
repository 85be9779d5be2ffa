"""The stages of `lamps.stage` seen from the clock: until which moment is something due today, or soon."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from .days import SHANGHAI, local
from .limits import calendar


def horizon(now: datetime) -> tuple[datetime, datetime]:
    """(end of today, end of what is due soon), both midnights in Shanghai.

    What is due at or after `now` and before the first is due today; before the second, within one working day.
    """
    kept, today = calendar(), local(now).date()
    last = today + timedelta(days=1)
    while kept.working_days(today, last) <= 1:
        last += timedelta(days=1)
    return _midnight(today + timedelta(days=1)), _midnight(last)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
