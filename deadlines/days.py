"""Which days are worked, why, and which notice says so. Pure: no database."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from itertools import accumulate
from typing import Any, Literal

from .hours import OFFICE_HOURS, Hours, Season, season_of

# Fixed, so that neither TZ nor a tzdata update can move a date (domain.md §7.2: no DST).
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

Kind = Literal["workday", "weekend", "holiday", "make_up"]


@dataclass(frozen=True, slots=True)
class Day:
    """One day as it is; `notice` is the title of the notice it comes from, empty for the weekend rule.

    `local`: it comes from a notice of the place, which lies over the national one.
    """

    kind: Kind
    name: str = ""
    statutory: bool = False
    notice: str = ""
    local: bool = False

    @property
    def works(self) -> bool:
        return self.kind in ("workday", "make_up")


_WORKDAY, _WEEKEND = Day("workday"), Day("weekend")


def local(moment: datetime) -> datetime:
    """The moment on the Shanghai clock; `moment` must know its zone."""
    return moment.astimezone(SHANGHAI)


@dataclass(frozen=True, eq=False)
class Calendar:
    """Working days of all years: `special` days of the notices, the weekend rule for every other day.

    `notices` maps each year that has a national notice to its text, `editions` to its version. A year without
    one is provisional, whatever local days it has. `seasons` are the tables of office hours; `hours` count where
    there is none. `version` names the content, so that a stored trace can say what it rests on.
    """

    special: Mapping[date, Day]
    notices: Mapping[int, str]
    editions: Mapping[int, int] = field(default_factory=dict)
    hours: Hours = OFFICE_HOURS
    seasons: Sequence[Season] = ()
    version: str = field(init=False)
    _ordinals: list[int] = field(init=False, repr=False)
    _shifts: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        days = sorted(self.special)
        shifts = [int(self.special[day].works) - int(day.weekday() < 5) for day in days]
        object.__setattr__(self, "_ordinals", [day.toordinal() for day in days])
        object.__setattr__(self, "_shifts", [0, *accumulate(shifts)])
        object.__setattr__(self, "version", self._name())

    def _name(self) -> str:
        content = repr(
            (sorted(self.special.items(), key=lambda row: row[0]), sorted(self.notices.items()), self.hours)
            + self._seasons()
        )
        newest = max(self.notices, default=0)
        edition = f"{newest}.{self.editions.get(newest, 1)}" if newest else "weekend-rule"
        return f"{edition}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"

    def _seasons(self) -> tuple[object, ...]:
        """What the tables of hours add to the content: nothing where every day has the same hours as without them."""
        if all(season.hours == self.hours for season in self.seasons):
            return ()
        return (sorted((s.month, s.day, s.since, str(s.until), s.hours) for s in self.seasons),)

    def day(self, day: date) -> Day:
        return self.special.get(day) or (_WORKDAY if day.weekday() < 5 else _WEEKEND)

    def works(self, day: date) -> bool:
        return self.day(day).works

    def provisional(self, day: date) -> bool:
        """Whether the year of this day has no notice yet."""
        return day.year not in self.notices

    def working_days(self, after: date, until: date) -> int:
        """Working days in (after, until]; negative when `until` is earlier. No loop: lists call this per row."""
        return self._upto(until.toordinal()) - self._upto(after.toordinal())

    def _upto(self, ordinal: int) -> int:
        weeks, rest = divmod(ordinal, 7)  # day 1 of the proleptic calendar is a Monday
        return weeks * 5 + min(rest, 5) + self._shifts[bisect_right(self._ordinals, ordinal)]

    def season_on(self, day: date) -> Season | None:
        """The table of office hours of this day; None where none is in force."""
        return season_of(self.seasons, day)

    def hours_on(self, day: date) -> Hours:
        season = self.season_on(day)
        return season.hours if season else self.hours

    def close_on(self, day: date) -> time:
        """Close of business: when the day ends (民法典 第二百零三条)."""
        return self.hours_on(day)[-1][1]


def about(calendar: Calendar, day: date, step: str) -> dict[str, Any]:
    """What a trace keeps of a day that is not an ordinary working day."""
    info = calendar.day(day)
    return {
        "step": step, "date": day.isoformat(), "reason": info.kind, "name": info.name,
        "statutory": info.statutory, "notice": info.notice, "provisional": calendar.provisional(day),
    }  # fmt: skip
