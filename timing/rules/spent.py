"""How much office time lies between moments: minutes summed up once for a whole range of days. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate

from deadlines.counting import at
from deadlines.days import Calendar, local

DAY = timedelta(days=1)


class Spent:
    """Office time of many spans between `first` and `last` (days of Shanghai): each answer costs two look-ups."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self.calendar, self.first, self.last = calendar, first, last
        days = (first + DAY * n for n in range((last - first).days + 1))
        self._upto = [0.0, *accumulate(self._whole(day) for day in days)]

    def hours(self, begin: datetime, end: datetime) -> float:
        """Office hours from `begin` to `end`; none where `end` is not later. Both within the range."""
        return max(0.0, self._at(local(end)) - self._at(local(begin))) / 3600

    def _whole(self, day: date) -> float:
        return self._within(day, at(day + DAY, datetime.min.time()))

    def _at(self, moment: datetime) -> float:
        return self._upto[(moment.date() - self.first).days] + self._within(moment.date(), moment)

    def _within(self, day: date, moment: datetime) -> float:
        if not self.calendar.works(day):
            return 0.0
        spans = (
            (at(day, opens), min(at(day, closes), moment)) for opens, closes in self.calendar.hours_on(day)
        )
        return sum((end - begin).total_seconds() for begin, end in spans if begin < end)


def less_stood(
    spent: Spent, begin: datetime, end: datetime, stood: Iterable[tuple[datetime, datetime]]
) -> float:
    """Office hours from `begin` to `end` without those in which the clock stood still."""
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
