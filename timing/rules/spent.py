"""How much office time lies between moments: minutes summed up once for a whole range of days. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from deadlines.days import Calendar, local

DAY = timedelta(days=1)


class Spent:
    """Office time of many spans between `first` and `last` (days of Shanghai): each answer costs two look-ups."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self.calendar, self.first, self.last = calendar, first, last
        days = (first + DAY * n for n in range((last - first).days + 1))
        self._spans = {day: self._of(day) for day in days}
        whole = (sum(closes - opens for opens, closes in spans) for spans in self._spans.values())
        self._upto = [0.0, *accumulate(whole)]

    def hours(self, begin: datetime, end: datetime) -> float:
        """Office hours from `begin` to `end`; none where `end` is not later. Both within the range."""
        return max(0.0, self._at(local(end)) - self._at(local(begin))) / 3600

    def _at(self, moment: datetime) -> float:
        return self._upto[(moment.date() - self.first).days] + self._within(moment)

    def _within(self, moment: datetime) -> float:
        """Of its day up to this moment."""
        found = self._spans[moment.date()]
        clock = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
        return sum(min(closes, clock) - opens for opens, closes in found if opens < clock)

    def _of(self, day: date) -> list[tuple[int, int]]:
        """Its office hours in seconds from midnight."""
        if not self.calendar.works(day):
            return []
        return [(_seconds(opens), _seconds(closes)) for opens, closes in self.calendar.hours_on(day)]


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def less_stood(
    spent: Spent, begin: datetime, end: datetime, stood: Sequence[tuple[datetime, datetime]]
) -> float:
    """Office hours from `begin` to `end` without those in which the clock stood still."""
    if not stood:
        return spent.hours(begin, end)
    still = (
        spent.hours(max(begin, since), min(end, until))
        for since, until in stood
        if since < end and begin < until
    )
    return spent.hours(begin, end) - sum(still)


def share(values: Sequence[float], part: float) -> float:
    """The value that `part` (0 to 1) of the sorted `values` do not exceed: nearest rank, so always one of them."""
    ranks = [n / len(values) for n in range(1, len(values) + 1)]
    return values[min(bisect_left(ranks, part - 1e-9), len(values) - 1)]
