"""Which hours of a day are office time: tables that begin on a day of every year (夏令、冬令). Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from .errors import BadLimit

Hours = tuple[tuple[time, time], ...]
HoursOn = Callable[[date], Hours]

OFFICE_HOURS: Hours = ((time(8, 30), time(12)), (time(14), time(17, 30)))


@dataclass(frozen=True, slots=True)
class Season:
    """From `month`/`day` of every year these hours are worked, until the next table of the year begins.

    It counts for the days from `since` to `until` (None: open). `source` says whose decision it is.
    """

    month: int
    day: int
    hours: Hours
    since: date
    until: date | None = None
    name: str = ""
    source: str = ""

    def counts(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def season_of(seasons: Iterable[Season], day: date) -> Season | None:
    """The table of this day: the one that began last this year, else the last one of the year before goes on."""
    in_force = [season for season in seasons if season.counts(day)]
    begun = [season for season in in_force if (season.month, season.day) <= (day.month, day.day)]
    return max(begun or in_force, key=lambda season: (season.month, season.day), default=None)


def plain(hours: Hours) -> list[list[str]]:
    """As a trace and a table keep them: [["08:30", "12:00"], …]."""
    return [[opens.isoformat("minutes"), closes.isoformat("minutes")] for opens, closes in hours]


def read(spans: Any) -> Hours:
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)


_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*(?:[-—–~～至到]+)\s*(\d{1,2})[:：](\d{2})", re.ASCII)


def typed(text: str) -> Hours:
    """What somebody types: 08:30-12:00，14:00-17:30. BadLimit with a sentence when it cannot be read."""
    parts = [
        part
        for part in re.split(r"[,，、;；\n]|\s(?=\d{1,2}[:：]\d{2}\s*[-—–~～至到])", text.strip())
        if part.strip()
    ]
    spans: list[tuple[time, time]] = []
    for part in parts:
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            shown = "".join(c for c in part.strip()[:30] if c.isprintable())
            raise BadLimit(_("看不懂“%(text)s”，应如 08:30-12:00，14:00-17:30。") % {"text": shown})
        spans.append((_clock(found[1], found[2]), _clock(found[3], found[4])))
    if not spans:
        raise BadLimit(_("请写明办公时间，如 08:30-12:00，14:00-17:30。"))
    if len(spans) > 6:
        raise BadLimit(_("一天最多分6段。"))
    flat = [moment for span in spans for moment in span]
    if any(one >= other for one, other in pairwise(flat)):
        raise BadLimit(_("各段时间须由早到晚，互不重叠。"))
    return tuple(spans)


def _clock(hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise BadLimit(_("没有%(hour)s:%(minute)s这个时刻。") % {"hour": hour, "minute": minute}) from error


class Asked:
    """Answers with the hours of a day, and remembers which were asked: a trace keeps those it was counted with."""

    def __init__(self, seasons: Sequence[Season], otherwise: Hours) -> None:
        self.seasons, self.otherwise = seasons, otherwise
        self._found: dict[date, Season | None] = {}

    def on(self, day: date) -> Hours:
        season = self._found[day] = season_of(self.seasons, day)
        return season.hours if season else self.otherwise

    def kept(self) -> dict[str, Any]:
        """`hours`: of the first day asked. Where they changed, or the office has several tables, `seasons`, too: from
        which day on which hours counted, by the table's name and source."""
        runs: list[dict[str, Any]] = []
        for day in sorted(self._found):
            season = self._found[day]
            run = {
                "hours": plain(season.hours if season else self.otherwise),
                "name": season.name if season else "",
                "source": season.source if season else "",
            }
            if not runs or any(runs[-1][key] != value for key, value in run.items()):
                runs.append({"from": day.isoformat(), **run})
        found: dict[str, Any] = {"hours": runs[0]["hours"] if runs else plain(self.otherwise)}
        return found | ({"seasons": runs} if len(runs) > 1 or (runs and len(self.seasons) > 1) else {})


def stored(entry: Mapping[str, Any]) -> HoursOn:
    """The hours of a day as such an entry keeps them; one without `seasons` has the same every day."""
    same = read(entry["hours"])
    runs = [(date.fromisoformat(run["from"]), read(run["hours"])) for run in entry.get("seasons", ())]

    def on(day: date) -> Hours:
        return next((hours for first, hours in reversed(runs) if first <= day), same)

    return on
