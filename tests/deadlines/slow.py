"""Every unit counted the long way, from raw lists of days and hours: it shares no line with what it is held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from hypothesis import strategies as st

from deadlines.days import Calendar, Day
from deadlines.hours import Season
from deadlines.store import LOCAL, NATIONAL, Notice, compose

CHINA = timezone(timedelta(hours=8))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
ALMANAC = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]  # every day a year may have
Spans = tuple[tuple[int, int], ...]  # minutes of the day


@dataclass
class World:
    """What an office says of its days: off and on by date, from the State Council and from the place; its hours."""

    national: dict[date, bool] = field(default_factory=dict)
    local: dict[date, bool] = field(default_factory=dict)
    years: set[int] = field(default_factory=set)
    tables: list[tuple[int, int, Spans, date, date | None]] = field(default_factory=list)
    _spans: dict[date, Spans] = field(default_factory=dict)

    def on(self, day: date) -> bool:
        for said in (self.local, self.national):
            if day in said:
                return said[day]
        return day.strftime("%a") not in ("Sat", "Sun")

    def spans(self, day: date) -> Spans:
        """Back from this day, over the turn of the year where needed, to the first day on which a table begins."""
        if day not in self._spans:
            self._spans[day] = self._look_back(day)
        return self._spans[day]

    def _look_back(self, day: date) -> Spans:
        begins = {
            (m, d): s for m, d, s, since, until in self.tables if not (day < since or (until and day > until))
        }
        here = next(n for n, one in enumerate(ALMANAC) if (one.month, one.day) == (day.month, day.day))
        for n in range(366):
            one = ALMANAC[here - n]
            if (one.month, one.day) in begins:
                return begins[one.month, one.day]
        return ((510, 720), (840, 1050))

    def close(self, day: date) -> datetime:
        return datetime.combine(day, time(0), CHINA) + self.spans(day)[-1][1] * MINUTE

    def at_work(self, moment: datetime) -> bool:
        """Is the minute that begins here office time?"""
        minute = moment.hour * 60 + moment.minute
        return self.on(moment.date()) and any(a <= minute < b for a, b in self.spans(moment.date()))

    def due(self, start: datetime, unit: str, amount: float, roll: str, written: datetime) -> datetime:
        if unit == "clock_hour":
            return start + round(amount * 60) * MINUTE
        if unit == "working_hour":
            return self.worked(start, round(amount * 60))
        if unit == "working_day":
            day = start.date()
            for _ in range(int(amount)):
                day += DAY
                while not self.on(day):
                    day += DAY
            return self.close(day)
        if unit == "absolute":
            return self.rolled(start, written, roll)
        day = start.date()
        if unit == "calendar_day":
            for _ in range(int(amount)):
                day += DAY
        else:
            day = _months_on(day, int(amount))
        return self.rolled(start, self.close(day), roll)

    def rolled(self, start: datetime, end: datetime, roll: str) -> datetime:
        if roll == "none" or self.on(end.date()):
            return end
        day = end.date()
        while not self.on(day):
            day = day + DAY if roll == "forward" else day - DAY
        return self.close(day) if self.close(day) > start else end

    def worked(self, moment: datetime, left: int) -> datetime:
        while left:
            left -= self.at_work(moment)
            moment += MINUTE
        return moment

    def resumed(
        self, end: datetime, unit: str, roll: str, since: datetime, until: datetime, *, ours: bool
    ) -> datetime:
        """The end after the clock stood still between two moments. `ours`: a moment that the office itself set."""
        if unit == "absolute" and not ours:
            return end
        if unit in ("absolute", "working_day", "working_hour"):
            minutes = int((until - since) / MINUTE)
            return self.worked(end, sum(self.at_work(since + n * MINUTE) for n in range(minutes)))
        later = end + (until - since)
        if unit == "clock_hour":
            return later
        return max(end, self.rolled(datetime.min.replace(tzinfo=CHINA), later, roll))

    def calendar(self) -> Calendar:
        """The same world, as docflow keeps it."""
        notices = [Notice(year, NATIONAL, 1, "通知", _days(self.national, year)) for year in self.years]
        notices += [
            Notice(year, LOCAL, 1, "本地通知", _days(self.local, year)) for year in (2025, 2026, 2027, 2028)
        ]
        seasons = [
            Season(m, d, tuple((_clock(a), _clock(b)) for a, b in spans), since, until, f"{m}-{d}", "本办")
            for m, d, spans, since, until in self.tables
        ]
        return compose(notices, seasons)


def _days(said: dict[date, bool], year: int) -> dict[date, Day]:
    return {
        d: Day("make_up" if on else "holiday", "某日", notice="通知")
        for d, on in said.items()
        if d.year == year
    }


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _months_on(day: date, amount: int) -> date:
    """The same number in the month so many months on; where it has no such day, its last."""
    first = day.replace(day=1)
    for _ in range(amount):
        first = (first + timedelta(days=31)).replace(day=1)
    while first.day < day.day and (first + DAY).month == first.month:
        first += DAY
    return first


SPANS: list[Spans] = [
    ((510, 720), (840, 1050)),
    ((480, 720), (900, 1080)),
    ((540, 720), (780, 1020)),
    ((600, 610),),
    ((0, 1), (1, 30), (1200, 1439)),
]
some_day = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
# Nights, weekends, the last of February, the turn of the year: hypothesis is led there.
EDGES = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2027, 12, 31), date(2026, 1, 31)]
moments = st.tuples(some_day | st.sampled_from(EDGES), st.integers(0, 1439)).map(
    lambda one: datetime.combine(one[0], time(0), CHINA) + one[1] * MINUTE
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Runs of days off, weekends worked, local days over them, up to four tables of hours."""
    world = World(years=draw(st.sets(st.sampled_from([2025, 2026, 2027, 2028]))))
    for first, length in draw(st.lists(st.tuples(some_day, st.integers(1, 10)), max_size=8)):
        world.national.update({first + timedelta(days=n): False for n in range(length)})
    for day in draw(st.lists(some_day, max_size=20)):
        if day.weekday() > 4:
            world.national[day] = True
    world.national = {day: on for day, on in world.national.items() if day.year in world.years}
    world.local = draw(st.dictionaries(some_day, st.booleans(), max_size=8))
    begins = st.sampled_from([(1, 1), (5, 1), (10, 1), (2, 29), (12, 31), (7, 15)])
    for month, number in draw(st.lists(begins, max_size=4, unique=True)):
        since = draw(st.sampled_from([date(2000, 1, 1), date(2026, 6, 10)]))
        until = draw(st.sampled_from([None, date(2027, 3, 3)]))
        world.tables.append((month, number, draw(st.sampled_from(SPANS)), since, until))
    return world


@st.composite
def limits(draw: st.DrawFn) -> tuple[str, float, str]:
    """Unit, amount, roll; of absolute the amount says nothing."""
    most = {
        "working_day": 60,
        "calendar_day": 90,
        "month": 14,
        "working_hour": 120,
        "clock_hour": 300,
        "absolute": 1,
    }
    unit = draw(st.sampled_from(sorted(most)))
    rolls = {"calendar_day": ["forward", "backward", "none"], "month": ["forward", "backward", "none"]}
    rolls["absolute"] = rolls["month"]
    amount = draw(st.integers(1, most[unit]))
    return (
        unit,
        amount / 4 if unit.endswith("hour") else amount,
        draw(st.sampled_from(rolls.get(unit, ["none"]))),
    )
