"""Office time: when the people of the demo are at work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from deadlines import limits
from deadlines.days import SHANGHAI, local


def on(day: date, clock: str) -> datetime:
    """A moment of the day on the Shanghai clock: on(day, "17:30")."""
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)


def after(start: datetime, hours: float) -> datetime:
    """So many office hours later; at least a second."""
    return limits.counted("working_hour", max(hours, 0.0003), start=start, source="").at


def day_after(start: date, days: int) -> date:
    """The working day so many working days away; 0 is the day itself or the next one worked."""
    calendar, step = limits.calendar(), timedelta(days=1 if days >= 0 else -1)
    day, left = start, abs(days)
    while left or not calendar.works(day):
        day += step
        left -= calendar.works(day) if left else 0
    return day


class Window:
    """All office time between two moments, laid end to end."""

    def __init__(self, begin: datetime, end: datetime) -> None:
        calendar = limits.calendar()
        begin, end = local(begin), local(end)
        self.spans: list[tuple[datetime, datetime]] = []
        day = begin.date()
        while day <= end.date():
            for opens, closes in calendar.hours_on(day) if calendar.works(day) else ():
                a = max(datetime.combine(day, opens, SHANGHAI), begin)
                b = min(datetime.combine(day, closes, SHANGHAI), end)
                if a < b:
                    self.spans.append((a, b))
            day += timedelta(days=1)
        self.total = sum(((b - a) for a, b in self.spans), timedelta())

    def at(self, offset: timedelta) -> datetime:
        """The moment at which `offset` of office time has passed; negative counts back from the end."""
        left = offset if offset >= timedelta() else self.total + offset
        left = min(max(left, timedelta()), self.total)
        for a, b in self.spans:
            if left <= b - a:
                return (a + left).replace(microsecond=0)
            left -= b - a
        raise ValueError("no office time in this window")
