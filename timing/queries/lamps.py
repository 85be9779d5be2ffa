"""The lamps as moments: from when on a date is yellow, from when on green. The same limits as `deadlines.lamps`."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from deadlines.limits import calendar


def green_from(now: datetime) -> datetime:
    """The first moment whose lamp is green: more than one working day is left. What is due before it, and not over,
    is yellow."""
    kept, today = calendar(), timezone.localtime(now).date()
    day = today + timedelta(1)
    while kept.working_days(today, day) <= 1:
        day += timedelta(1)
    return timezone.make_aware(datetime.combine(day, time.min))
