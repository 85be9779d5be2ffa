"""The stages of `stages.reached` seen from the clock: which dates have reached each of them now.

`lines(now)` is a table that the scan hands to the database: a date of this urgency has reached the stage when it lies
before `before`. Lines only ever move forward. Rules and calendar are those kept in memory: nothing is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from . import counting, store
from .days import SHANGHAI, Calendar, local
from .engine import YEARS
from .stages import CLOCK, DAYS, INSTANT, LATE, Rule, left, passed, rules_for

DAY = timedelta(days=1)


class Line(NamedTuple):
    """`urgency` empty: of all that have no line of their own. Of the stages reached, that of the highest `order` counts."""

    urgency: str
    stage: str
    order: int
    before: datetime


def lines(now: datetime) -> list[Line]:
    """A line for each stage of each urgency that is switched on."""
    kept, here = store.rules(), local(now)
    known: dict[tuple[object, ...], datetime] = {}  # most urgencies share most rules
    found = []
    for urgency in kept.stages:
        for rule in rules_for(urgency, kept.stages):
            key = (rule.stage, rule.unit, rule.amount)
            if key not in known:
                known[key] = before(rule, here, kept.calendar)
            found.append(Line(urgency, rule.stage, rule.order, known[key]))
    return found


def before(rule: Rule, now: datetime, calendar: Calendar) -> datetime:
    """Dates before this moment, and only they, have reached the stage."""
    if rule.stage in LATE:
        return _late(rule, now, calendar)
    today = now.date()
    if rule.stage == "due_today":
        return _midnight(today + DAY)
    if rule.unit == DAYS:
        last = today + DAY
        while calendar.working_days(today, last) <= rule.amount:
            last += DAY
        return _midnight(last)
    if rule.unit == "calendar_day":
        return _midnight(today + DAY * (int(rule.amount) + 1))
    return left(rule, now, calendar) + INSTANT


def _late(rule: Rule, now: datetime, calendar: Calendar) -> datetime:
    if not rule.amount:
        return now
    if rule.unit == CLOCK:
        return now - counting.span(rule.amount) + INSTANT
    return _first(lambda due_at: passed(rule, due_at, calendar) > now, now)


def _first(not_yet: Callable[[datetime], bool], now: datetime) -> datetime:
    """The first date that has not been late for so long: the day, then the moment of it where one day holds both."""
    back = 8
    while not_yet(_midnight(now.date() - DAY * back)):
        if (now.date() - DAY * back * 2).year < YEARS.start:
            return _midnight(date(YEARS.start, 1, 1))
        back *= 2
    low, high = now.date().toordinal() - back, now.date().toordinal() + 1
    while high - low > 1:  # not yet at the start of `high`, reached at that of `low`
        middle = (low + high) // 2
        low, high = (low, middle) if not_yet(_midnight(date.fromordinal(middle))) else (middle, high)
    start, end = _midnight(date.fromordinal(low)), _midnight(date.fromordinal(high))
    if not not_yet(end - INSTANT):
        return end
    reached, pending = 0, (end - start) // INSTANT
    while pending - reached > 1:
        middle = (reached + pending) // 2
        reached, pending = (reached, middle) if not_yet(start + INSTANT * middle) else (middle, pending)
    return start + INSTANT * pending


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
