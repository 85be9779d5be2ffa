"""When something is due, and why: one pure function, and its trace that can be counted again.

`due(start, unit, amount, calendar)` gives the date with a trace: a list of JSON objects, each with
`step`: rule, start, make_up, count, skip, written, off_day, roll, result, calendar; and stopped (`stopped.resumed`),
one for each time the clock stood still, and extended (`extended.extended`), one for each later date that was granted, in
order, after them.
`recompute(trace)` needs nothing but the trace. `explain(trace)` says it in words ("怎么算的").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from . import counting, stopped
from . import hours as office
from .days import Calendar, about, local
from .errors import BadLimit
from .explain import explain

__all__ = ["UNITS", "Due", "due", "explain", "parse_amount", "recompute"]

Entry = dict[str, Any]
Trace = list[Entry]

# The largest amount per unit; beyond it somebody mistyped.
UNITS = {
    "working_day": 1000,
    "calendar_day": 3660,
    "month": 120,
    "working_hour": 4000,
    "clock_hour": 87600,
    "absolute": 0,
}
WHOLE = ("working_day", "calendar_day", "month")
YEARS = range(1990, 2200)

# 民法典 by analogy: an office's own rule comes first (第二百零四条).
BASIS = {
    "working_day": gettext_noop("民法典第二百零一条、第二百零三条（类推）；行政许可法第八十二条"),
    "calendar_day": gettext_noop("民法典第二百零一条、第二百零三条（类推）"),
    "month": gettext_noop("民法典第二百零一条、第二百零二条、第二百零三条（类推）"),
    "working_hour": gettext_noop("民法典第二百零一条（类推）：按小时计算的，自约定时间起算"),
    "clock_hour": gettext_noop("民法典第二百零一条（类推）：按小时计算的，自约定时间起算"),
    "absolute": gettext_noop("按来文或领导批示写明的时间"),
}
# A moment that somebody of the office set is his, not the paper's or a leader's: the source says whose it is.
SET_BY_HAND = gettext_noop("经办时设定的时间，不是来文或领导批示写明的")
WRITTEN = ("来文", "领导批示")
# Typed at registration it may stand in the paper: nobody can tell afterwards.
TYPED_IN = gettext_noop("经办人填写的时间")
TYPED = "经办人填写"


@dataclass(frozen=True, slots=True)
class Due:
    """`at` on the Shanghai clock; `provisional` when it rests on a year without a holiday notice."""

    at: datetime
    provisional: bool
    trace: Trace


def parse_amount(amount: Decimal | int | float | str | None, unit: str) -> Decimal:
    """The amount as a positive Decimal that suits the unit; BadLimit with a sentence otherwise."""
    if unit not in UNITS or unit == "absolute":
        raise BadLimit(_("没有“%(unit)s”这种时限单位。") % {"unit": str(unit)[:30]})
    try:
        value = Decimal(str(amount)) if not isinstance(amount, bool) else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise BadLimit(_("时限数量“%(amount)s”不是数字。") % {"amount": str(amount)[:30]})
    if not 0 < value <= UNITS[unit]:
        raise BadLimit(_("时限数量须大于0，且不超过%(most)s。") % {"most": UNITS[unit]})
    if unit in WHOLE and value != value.to_integral_value():
        raise BadLimit(_("按日、按月计算的时限须为整数。"))
    value = value.quantize(Decimal("0.0001"))  # as the table keeps it; a third of an hour is 0.3333
    if not counting.span(value):
        raise BadLimit(_("时限不足一秒。"))
    return value


def due(
    start: datetime,
    unit: str,
    amount: Decimal | int | float | str | None,
    calendar: Calendar,
    *,
    at: datetime | None = None,
    roll: str | None = None,
    rule: str = "",
    source: str = "",
) -> Due:
    """Count `amount` of `unit` from `start` (aware). BadLimit (a ValueError) when it cannot be counted.

    `at`: the written moment, for `absolute` only. `roll`: what a last day off does: `forward` (default
    of calendar_day and month), `backward` (internal targets), `none` (default of absolute: as written).
    `rule` and `source` go into the trace: which limit this is and who says so. Rules: domain.md §7.2.
    """
    begin = _moment(start)
    written = _moment(at) if unit == "absolute" and at is not None else None
    if unit == "absolute" and written is None:
        raise BadLimit(_("指定时点的期限须写明时间。"))
    number = None if unit == "absolute" else parse_amount(amount, unit)
    roll = roll or {"calendar_day": "forward", "month": "forward"}.get(unit, "none")
    if roll not in ("forward", "backward", "none"):
        raise BadLimit(_("没有“%(roll)s”这种顺延方式。") % {"roll": str(roll)[:30]})
    walk = _Walk(calendar)
    end = _count(begin, unit, number, written, roll, walk)
    if end.year not in YEARS:
        raise BadLimit(_("日期超出可以计算的范围。"))
    if written and roll == "none" and not calendar.works(end.date()):
        walk.entries.append(about(calendar, end.date(), "off_day"))
    return Due(end, bool(walk.unknown), [
        {
            "step": "rule", "unit": unit, "amount": _plain(number), "roll": roll, "rule": rule, "source": source,
            "basis": _basis(unit, source), **walk.office.kept(),
        },
        {"step": "start", "at": begin.isoformat(), "counted": unit not in WHOLE},
        *([{"step": "written", "at": written.isoformat()}] if written else []),
        *walk.entries,
        {"step": "result", "at": end.isoformat(), "provisional": bool(walk.unknown),
         "without_notice": sorted(walk.unknown)},
        {"step": "calendar", "version": calendar.version},
    ])  # fmt: skip


def _basis(unit: str, source: str) -> str:
    if unit != "absolute" or source.startswith(WRITTEN):
        return BASIS[unit]
    return TYPED_IN if source.startswith(TYPED) else SET_BY_HAND


def recompute(trace: Trace) -> datetime:
    """Count again from the trace alone: rule, start, skipped days, written moment, and each time the clock stood still.
    BadLimit if damaged."""
    try:
        steps = {entry["step"]: entry for entry in trace}
        rule, start = steps["rule"], datetime.fromisoformat(steps["start"]["at"])
        off = {date.fromisoformat(entry["date"]) for entry in trace if entry["step"] == "skip"}
        written = datetime.fromisoformat(steps["written"]["at"]) if "written" in steps else None
        number = None if rule["unit"] == "absolute" else parse_amount(rule["amount"], rule["unit"])
        at = _count(start, rule["unit"], number, written, rule["roll"], _Stored(off, office.stored(rule)))
        for entry in trace:
            if entry["step"] == stopped.STEP:
                at = stopped.again(at, entry)
        return at
    except (KeyError, TypeError, AttributeError, IndexError, OverflowError, ValueError) as error:
        raise BadLimit(_("时限的计算过程已损坏，无法复算。")) from error


class _Stored:
    """Answers from a trace which days are worked, and in which hours."""

    def __init__(self, off: set[date], hours: office.HoursOn) -> None:
        self.off, self.hours = off, hours

    def works(self, day: date) -> bool:
        return day not in self.off

    def spent(self, begin: datetime, stop: datetime) -> None:
        pass

    def rolled(self, day: date, to: date) -> None:
        pass


class _Walk:
    """Answers from the calendar which days are worked and in which hours, and writes down what a reader must be told."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.entries: Trace = []
        self.unknown: set[int] = set()
        self.office = office.Asked(calendar.seasons, calendar.hours)
        self.hours: office.HoursOn = self.office.on

    def works(self, day: date) -> bool:
        info = self.calendar.day(day)
        if self.calendar.provisional(day):
            self.unknown.add(day.year)
        if info.kind != "workday":
            self.entries.append(about(self.calendar, day, "make_up" if info.works else "skip"))
        return info.works

    def spent(self, begin: datetime, stop: datetime) -> None:
        self.entries.append({
            "step": "count", "date": begin.date().isoformat(), "from": begin.time().isoformat(),
            "to": stop.time().isoformat(), "minutes": _plain(Decimal(str((stop - begin).total_seconds())) / 60),
        })  # fmt: skip

    def rolled(self, day: date, to: date) -> None:
        self.entries.append({"step": "roll", "from": day.isoformat(), "to": to.isoformat()})


def _count(
    start: datetime,
    unit: str,
    amount: Decimal | None,
    written: datetime | None,
    roll: str,
    walk: _Walk | _Stored,
) -> datetime:
    if unit == "working_hour" and amount is not None:
        return counting.working_hour(start, counting.span(amount), walk.works, walk.hours, walk.spent)
    if unit == "clock_hour" and amount is not None:
        return start + counting.span(amount)
    if unit == "working_day" and amount is not None:
        return _close(counting.working_day(start.date(), int(amount), walk.works), walk)
    if unit == "absolute" and written is not None:
        return _roll(start, written, roll, walk)
    if amount is None:
        raise KeyError("amount")
    last = (
        counting.month(start.date(), int(amount))
        if unit == "month"
        else start.date() + counting.DAY * int(amount)
    )
    return _roll(start, _close(last, walk), roll, walk)


def _close(day: date, walk: _Walk | _Stored) -> datetime:
    """When that day ends (民法典 第二百零三条): by the hours of that day."""
    return counting.at(day, walk.hours(day)[-1][1])


def _roll(start: datetime, end: datetime, roll: str, walk: _Walk | _Stored) -> datetime:
    """Move an end that falls on a day off to the close of the next (or the previous) working day."""
    if roll == "none":
        return end
    day = end.date()
    to = counting.roll(day, walk.works, -counting.DAY if roll == "backward" else counting.DAY)
    if to == day:
        return end
    moved = _close(to, walk)
    if moved <= start:  # rolled back to before the start: nobody can keep that, so keep the day itself
        return end
    walk.rolled(day, to)
    return moved


def _moment(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise BadLimit(_("时间须带时区。"))
    if moment.year not in YEARS:
        raise BadLimit(_("日期超出可以计算的范围。"))
    return local(moment)


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
