"""The engine against the long way, and each stored trace against the date it led to."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.engine import due, explain, recompute
from deadlines.stopped import resumed

from .slow import CHINA, FIRST, World, limits, moments, worlds

OURS = ["", "交办时设定", "延期批准"]  # whose moments stand still with the work


def kept(trace):
    """As the database gives it back."""
    return json.loads(json.dumps(trace))


@settings(deadline=None, max_examples=400)
@given(worlds(), moments, limits(), moments)
def test_every_unit_as_counted_the_long_way(world, start, limit, written):
    unit, amount, roll = limit
    found = due(
        start, unit, None if unit == "absolute" else amount, world.calendar(), roll=roll,
        at=written if unit == "absolute" else None,
    )  # fmt: skip
    assert found.at == world.due(start, unit, amount, roll, written)
    assert recompute(kept(found.trace)) == found.at
    if found.provisional:
        assert {y for e in found.trace for y in e.get("without_notice", ())} - world.years
    elif unit in ("working_day", "working_hour"):
        assert found.at.year in world.years
    for lang in ("zh-hans", "en"):
        assert all(line and "%(" not in line for line in explain(kept(found.trace), lang))


@settings(deadline=None, max_examples=150)
@given(
    worlds(),
    moments,
    limits(),
    st.lists(st.integers(0, 20 * 1440), min_size=2, max_size=4),
    moments,
    st.sampled_from([*OURS, "来文写明", "领导批示写明", "经办人填写"]),
)
def test_with_its_clock_stopped(world, start, limit, gaps, written, source):
    unit, amount, roll = limit
    calendar = world.calendar()
    found = due(
        start, unit, None if unit == "absolute" else amount, calendar, roll=roll, source=source,
        at=written if unit == "absolute" else None,
    )  # fmt: skip
    at, slow, trace, moment = found.at, found.at, found.trace, start
    stops = []
    for gap in gaps:
        stops.append(moment := moment + timedelta(minutes=gap))
    for since, until in list(pairwise(stops))[::2]:
        at, trace = resumed(at, trace, since, until, calendar, why="补件")
        slow = world.resumed(slow, unit, roll, since, until, ours=source in OURS)
        assert at == slow
        assert recompute(kept(trace)) == at
    for lang in ("zh-hans", "en"):
        assert all(line and "%(" not in line for line in explain(kept(trace), lang))


@settings(deadline=None, max_examples=100)
@given(worlds(), st.integers(0, 1200), st.integers(0, 1200))
def test_working_days_between_two_days(world, first, second):
    """What lists call for every row, against a walk."""
    after, until = (FIRST + timedelta(days=n) for n in sorted((first, second)))
    walked = sum(world.on(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))
    calendar = world.calendar()
    assert calendar.working_days(after, until) == walked
    assert calendar.working_days(until, after) == -walked


@settings(deadline=None, max_examples=100)
@given(worlds(), st.integers(0, 1200))
def test_the_hours_of_each_day(world, days):
    day, calendar = FIRST + timedelta(days=days), world.calendar()
    spans = [(a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in calendar.hours_on(day)]
    assert tuple(spans) == world.spans(day)
    assert datetime.combine(day, calendar.close_on(day), CHINA) == world.close(day)


SUMMER = World(
    years={2026},
    tables=[(1, 1, ((510, 720), (840, 1050)), FIRST, None), (5, 1, ((480, 720), (900, 1080)), FIRST, None)],
)


def test_a_limit_over_the_change_of_season_says_so():
    found = due(datetime(2026, 4, 30, 15, tzinfo=CHINA), "working_hour", 6, SUMMER.calendar())
    assert found.at == datetime(2026, 5, 1, 11, 30, tzinfo=CHINA)  # 2.5 h on Thursday, 3.5 h from eight on
    with override("zh-hans"):
        lines = explain(kept(found.trace))
    assert "自4月30日（周四）按1-1办公：08:30—12:00、14:00—17:30（本办）" in lines
    assert "自5月1日（周五）按5-1办公：08:00—12:00、15:00—18:00（本办）" in lines


def test_a_day_of_summer_ends_later():
    found = due(datetime(2026, 4, 29, 15, tzinfo=CHINA), "working_day", 2, SUMMER.calendar())
    assert found.at == datetime(2026, 5, 1, 18, tzinfo=CHINA)
    assert recompute(kept(found.trace)) == found.at


def test_an_old_trace_is_read_as_it_is():
    """Kept before there were seasons: one table for all days."""
    found = due(datetime(2026, 4, 30, 15, tzinfo=CHINA), "working_hour", 6, World(years={2026}).calendar())
    assert set(found.trace[0]) == {"step", "unit", "amount", "roll", "rule", "source", "basis", "hours"}
    assert recompute(kept(found.trace)) == found.at == datetime(2026, 5, 1, 12, tzinfo=CHINA)


def test_from_the_29th_of_february():
    start = datetime(2024, 2, 29, 9, tzinfo=CHINA)
    world = World(years={2024, 2025})
    for unit, amount, end in (("month", 12, date(2025, 2, 28)), ("month", 1, date(2024, 3, 29)), ("calendar_day", 366, date(2025, 3, 3))):  # fmt: skip
        found = due(start, unit, amount, world.calendar())
        assert found.at == world.due(start, unit, amount, "forward", start)
        assert found.at == datetime.combine(end, time(17, 30), CHINA)
