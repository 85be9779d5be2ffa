"""Weeks as the pack counts them: Monday to Sunday, numbered as ISO 8601 does. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from deadlines.days import SHANGHAI, local

WEEK = timedelta(days=7)
READY = timedelta(hours=5)  # after Monday begins: what the night collects is there by then
BACK = 8  # weeks that are made up after a standstill
YEARS = range(1949, 3000)  # as days are read elsewhere: before and behind them no calendar reaches
_WRITTEN = re.compile(r"(\d{4})-W?(\d{1,2})")


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def last_day(first: date) -> date:
    return first + timedelta(days=6)


def number(first: date) -> tuple[int, int]:
    """Year and week."""
    year, week, _day = first.isocalendar()
    return year, week


def parsed(text: str) -> date | None:
    """The Monday of `2026-48` or `2026-W48`, as people and browsers write it; None for what is no week."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or int(found[1]) not in YEARS:
        return None
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None


def written(first: date) -> str:
    year, week = number(first)
    return f"{year}-W{week:02}"


def is_future(first: date, now: datetime) -> bool:
    """Has this week not begun?"""
    return first > local(now).date()


def is_past(first: date, now: datetime) -> bool:
    """Has another week gone by since this one? How things stand now says nothing about it any more."""
    return first < monday(local(now).date()) - WEEK


def ready(last: date) -> datetime:
    """When what happened up to the end of this day is in the record."""
    return datetime.combine(last + timedelta(days=1), time(), SHANGHAI) + READY


def is_early(pack: Any, now: datetime) -> bool:
    """Were its figures counted while its week still ran, though it is over by now?"""
    return bool(pack.counted_at < ready(pack.last) <= now)


def due(now: datetime, known: set[date]) -> list[date]:
    """Weeks whose packs should be there by now and are not: the last one, and those missed since the first of the recent
    ones that is there."""
    last = monday(local(now - READY).date()) - WEEK
    recent = [last - n * WEEK for n in range(BACK)]
    since = min((first for first in recent if first in known), default=last)
    return sorted(first for first in recent if first >= since and first not in known)
