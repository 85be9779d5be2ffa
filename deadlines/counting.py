"""The bare arithmetic of each unit. It asks only which days are worked and in which hours, so that a stored trace can be
counted again without a calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .days import SHANGHAI
from .hours import HoursOn

Works = Callable[[date], bool]
Spent = Callable[[datetime, datetime], None]
DAY = timedelta(days=1)


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SHANGHAI)


def span(hours: Decimal) -> timedelta:
    """Hours to the nearest second: 0.3333 h is twenty minutes."""
    return timedelta(seconds=int((hours * 3600).quantize(Decimal(1), ROUND_HALF_UP)))


def working_day(start: date, amount: int, works: Works) -> date:
    """The amount-th working day after `start` (民法典 第二百零一条: the first day is not counted)."""
    day = start
    while amount:
        day += DAY
        amount -= works(day)
    return day


def month(start: date, amount: int) -> date:
    """The corresponding day, else the end of that month (民法典 第二百零二条)."""
    year, index = divmod(start.year * 12 + start.month - 1 + amount, 12)
    return date(year, index + 1, min(start.day, monthrange(year, index + 1)[1]))


def roll(day: date, works: Works, step: timedelta = DAY) -> date:
    """The nearest working day from `day` on (民法典 第二百零三条), or backward with a negative step."""
    while not works(day):
        day += step
    return day


def office_time(begin: datetime, end: datetime, works: Works, hours: HoursOn) -> timedelta:
    """How much office time lies between two moments."""
    total, day = timedelta(0), begin.date()
    while day <= end.date():
        for opens, closes in hours(day) if works(day) else ():
            total += max(timedelta(0), min(at(day, closes), end) - max(at(day, opens), begin))
        day += DAY
    return total


def working_hour(start: datetime, left: timedelta, works: Works, hours: HoursOn, spent: Spent) -> datetime:
    """The moment at which `left` of office time has passed since `start`; `spent` hears of each stretch."""
    day = start.date()
    if start.time() >= hours(day)[-1][1]:  # out of hours: this day has nothing left to give
        day += DAY
    while True:
        for opens, closes in hours(day) if works(day) else ():
            begin, end = max(at(day, opens), start), at(day, closes)
            if begin >= end:
                continue
            stop = min(end, begin + left)
            spent(begin, stop)
            left -= stop - begin
            if not left:
                return stop
        day += DAY
