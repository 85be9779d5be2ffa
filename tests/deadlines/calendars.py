"""Calendars for tests: the shipped one from its file, invented ones, and a slow count to hold against."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from deadlines.days import SHANGHAI, Calendar, Day, Kind

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "deadlines/data/calendar_2026.json"


def given_file(name: str):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def shipped() -> Calendar:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    kinds: dict[str, Kind] = {"holiday": "holiday", "workday": "make_up"}
    special = {
        date.fromisoformat(day["date"]): Day(kinds[day["type"]], day["name"], day["statutory"], data["text"])
        for day in data["days"]
    }
    return Calendar(special, {2026: data["text"]})


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def slow_works(calendar: Calendar, day: date) -> bool:
    info = calendar.special.get(day)
    return info.kind == "make_up" if info else day.isoweekday() not in (6, 7)


def slow_due(start: datetime, unit: str, amount: float, calendar: Calendar) -> datetime:
    """The same rules, counted the long way: day by day and minute by minute, without the engine."""
    day = start.astimezone(SHANGHAI).date()
    if unit == "clock_hour":
        return start + timedelta(minutes=round(amount * 60))
    if unit == "working_hour":
        return _slow_minutes(start.astimezone(SHANGHAI), round(amount * 60), calendar)
    if unit == "working_day":
        ahead = (day + timedelta(days=n) for n in range(1, 3000))
        last = [
            d
            for _, d in zip(
                range(int(amount)), filter(lambda d: slow_works(calendar, d), ahead), strict=False
            )
        ][-1]
        return datetime.combine(last, time(17, 30), SHANGHAI)
    last = day + timedelta(days=int(amount)) if unit == "calendar_day" else _slow_month(day, int(amount))
    while not slow_works(calendar, last):
        last += timedelta(days=1)
    return datetime.combine(last, time(17, 30), SHANGHAI)


def _slow_month(day: date, amount: int) -> date:
    year, month = day.year, day.month
    for _ in range(amount):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError("a month has days")


def _slow_minutes(moment: datetime, left: int, calendar: Calendar) -> datetime:
    while left:
        clock = moment.time()
        office = time(8, 30) <= clock < time(12) or time(14) <= clock < time(17, 30)
        left -= office and slow_works(calendar, moment.date())
        moment += timedelta(minutes=1)
    return moment


FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
minutes = st.integers(0, (LAST - FIRST).days * 1440).map(
    lambda n: datetime.combine(FIRST, time(0), SHANGHAI) + timedelta(minutes=n)
)


@st.composite
def invented(draw: st.DrawFn) -> Calendar:
    """Up to eight runs of holidays of up to ten days over three years, with make-up weekends about them."""
    special: dict[date, Day] = {}
    for _ in range(draw(st.integers(0, 8))):
        first = FIRST + timedelta(days=draw(st.integers(0, (LAST - FIRST).days)))
        for n in range(draw(st.integers(1, 10))):
            special[first + timedelta(days=n)] = Day("holiday", "假", notice="通知")
    for n in draw(st.lists(st.integers(0, (LAST - FIRST).days), max_size=30)):
        day = FIRST + timedelta(days=n)
        if day.weekday() > 4 and day not in special:
            special[day] = Day("make_up", "调休", notice="通知")
    years = draw(st.sets(st.sampled_from([2025, 2026, 2027])))
    return Calendar(special, dict.fromkeys(years, "通知"))


@st.composite
def amounts(draw: st.DrawFn) -> tuple[str, float]:
    unit = draw(st.sampled_from(["working_day", "calendar_day", "month", "working_hour", "clock_hour"]))
    if unit in ("working_hour", "clock_hour"):
        return unit, draw(st.integers(1, 120)) / 4
    return unit, draw(st.integers(1, {"working_day": 60, "calendar_day": 90, "month": 14}[unit]))
