"""What a clerk types in the limit field: +5, 1126, 11-26, 2026-11-26, 2026-11-26 17:00."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from .counting import at as moment
from .days import Calendar, local
from .errors import BadLimit

# Only the wide forms of an input method; NFKC would also read ² as 2.
_HALF_WIDTH: dict[int, int | str] = {
    0x3000: " ",
    0x2212: "-",
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
}
_CLOCK = r"(?:(?:[\sT]+|(?<=日))(?P<hour>\d{1,2})(?:[:时](?P<minute>\d{2})分?|时))?"
# A date without a year that has just gone by is a slip, not next year's date.
_NEXT_YEAR = timedelta(days=183)
_PLUS = re.compile(r"\+\s*(\d{1,4})", re.ASCII)
_DATES = [
    re.compile(pattern + _CLOCK, re.ASCII)
    for pattern in (
        r"(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?",
    )
]


@dataclass(frozen=True, slots=True)
class Typed:
    """Either so many working days, or a moment as written."""

    working_days: Decimal | None = None
    at: datetime | None = None


def read(text: str, start: datetime, calendar: Calendar) -> Typed:
    """Read the field. Full width counts as half width; a date without a year is the next such day from
    `start` on; a date without a clock ends at close of business. BadLimit with a sentence otherwise."""
    plain = (text or "").translate(_HALF_WIDTH).strip()
    if found := _PLUS.fullmatch(plain):
        return Typed(working_days=Decimal(found[1]))
    for pattern in _DATES:
        if found := pattern.fullmatch(plain):
            return Typed(at=_moment(found.groupdict(), plain, local(start), calendar))
    raise BadLimit(
        _("看不懂时限“%(text)s”。可填：+5（5个工作日）、1126、11-26、2026-11-26、2026-11-26 17:00。")
        % {"text": _shown(plain)}
    )


def _moment(parts: dict[str, str | None], plain: str, start: datetime, calendar: Calendar) -> datetime:
    try:
        day = _date(parts, start.date())
        clock = calendar.close_on(day)
        if parts["hour"]:
            clock = time(int(parts["hour"]), int(parts["minute"] or 0))
    except ValueError as error:
        raise BadLimit(_("没有“%(text)s”这个日期或时刻。") % {"text": _shown(plain)}) from error
    end = moment(day, clock)
    if end <= start:
        raise BadLimit(
            _("时限%(end)s早于起算时间%(start)s。")
            % {"end": f"{end:%Y-%m-%d %H:%M}", "start": f"{start:%Y-%m-%d %H:%M}"}
        )
    return end


def _date(parts: dict[str, str | None], start: date) -> date:
    """The written day; without a year this year's, or next year's when that is not far off."""
    year = parts.get("year")
    return next_such_day(int(year) if year else None, int(parts["month"] or 0), int(parts["day"] or 0), start)


def next_such_day(year: int | None, month: int, day: int, start: date) -> date:
    """That day of that year; without a year the next such day from `start`, unless it has only just gone by.

    ValueError when there is no such day.
    """
    if year is not None:
        return date(year, month, day)
    if (month, day) >= (start.month, start.day):
        return date(start.year, month, day)
    later = date(start.year + 1, month, day)
    return later if later - start <= _NEXT_YEAR else date(start.year, month, day)


def _shown(text: str) -> str:
    """Only printable characters, and not a page of them, go back to the screen."""
    return "".join(c for c in text[:30] if c.isprintable())
