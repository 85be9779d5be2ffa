"""The clock of a limit that stood still for a while (补件, 书面同意): by how much its date moves, and why. Pure.

A limit counted in office time (working days, working hours) moves by the office time that passed meanwhile; one counted
in clock hours or natural days by all of it, and then off a day off where its rule says so. A moment written in a paper
does not move: it is not ours to move; one that the office set itself (a date given with the work, an extension) moves by
office time. What was left when the clock stopped is left when it starts again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from . import counting
from . import hours as office
from .counting import Works
from .days import Calendar, about, local
from .errors import BadLimit
from .hours import HoursOn

Entry = dict[str, Any]
OFFICE_TIME = ("working_day", "working_hour")
STEP = "stopped"
# Who says when, of a moment that is not ours; what was typed at registration may stand in the paper.
NOT_OURS = ("来文", "领导批示", "经办人填写")


def resumed(
    at: datetime, trace: list[Entry], since: datetime, until: datetime, calendar: Calendar, *, why: str
) -> tuple[datetime, list[Entry]]:
    """The date `at` of this trace after its clock stood still from `since` to `until` (aware), with the longer trace.

    `why` is the word for the reason, in Chinese as the trace keeps it. BadLimit when `until` is before `since`.
    """
    begin, end = (local(moment).replace(microsecond=0) for moment in (since, until))
    if end < begin:
        raise BadLimit(_("恢复计时不能早于停止计时。"))
    rule = next((entry for entry in trace if entry.get("step") == "rule"), {})
    days = _Days(calendar)
    unit, roll = rule.get("unit", "working_hour"), rule.get("roll", "none")
    if unit == "absolute" and not rule["source"].startswith(NOT_OURS):
        unit = "working_hour"
    moved = _moved(local(at), begin, end, unit, roll, days.hours, days.works)
    entry = {
        "step": STEP, "from": begin.isoformat(), "to": end.isoformat(), "why": why, "unit": unit, "roll": roll,
        "minutes": _minutes(begin, end, unit, days.hours, days.works), "days": days.entries(),
        **days.office.kept(),
        "before": local(at).isoformat(), "at": moved.isoformat(), "provisional": bool(days.unknown),
        "without_notice": sorted(days.unknown), "version": calendar.version,
    }  # fmt: skip
    return moved, [*trace, entry]


def again(at: datetime, entry: Entry) -> datetime:
    """Count such a move once more from what the trace keeps of it."""
    off = {date.fromisoformat(day["date"]) for day in entry["days"] if day["step"] == "skip"}
    hours = office.stored(entry)
    begin, end = datetime.fromisoformat(entry["from"]), datetime.fromisoformat(entry["to"])
    return _moved(at, begin, end, entry["unit"], entry["roll"], hours, lambda day: day not in off)


def _moved(
    at: datetime, begin: datetime, end: datetime, unit: str, roll: str, hours: HoursOn, works: Works
) -> datetime:
    if unit == "absolute":
        return at
    if unit in OFFICE_TIME:
        stood = counting.office_time(begin, end, works, hours)
        return counting.working_hour(at, stood, works, hours, _unheard) if stood else at
    moved = at + (end - begin)
    if unit == "clock_hour" or roll == "none":
        return moved
    day = counting.roll(moved.date(), works, -counting.DAY if roll == "backward" else counting.DAY)
    rolled = moved if day == moved.date() else counting.at(day, hours(day)[-1][1])
    return max(rolled, at)


def _minutes(begin: datetime, end: datetime, unit: str, hours: HoursOn, works: Works) -> int:
    stood = counting.office_time(begin, end, works, hours) if unit in OFFICE_TIME else end - begin
    return int(stood / timedelta(minutes=1))


def _unheard(begin: datetime, stop: datetime) -> None:
    pass


class _Days:
    """Answers from the calendar which days are worked and in which hours, and keeps what a reader and a second count
    must know of them."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.unknown: set[int] = set()
        self._found: dict[date, Entry] = {}
        self.office = office.Asked(calendar.seasons, calendar.hours)
        self.hours: HoursOn = self.office.on

    def works(self, day: date) -> bool:
        info = self.calendar.day(day)
        if self.calendar.provisional(day):
            self.unknown.add(day.year)
        if info.kind != "workday":
            self._found[day] = about(self.calendar, day, "make_up" if info.works else "skip")
        return info.works

    def entries(self) -> list[Entry]:
        return [self._found[day] for day in sorted(self._found)]
