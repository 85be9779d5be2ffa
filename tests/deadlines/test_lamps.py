"""Stages and lamps."""

from __future__ import annotations

import time

import pytest
from django.utils.translation import override
from hypothesis import given

from deadlines import stages
from deadlines.lamps import lamp

from .calendars import at, invented, minutes, shipped

RULES = stages.table(stages.DEFAULTS)


def stage(due_at, now, calendar):
    """Of the rules that docflow brings along; a lamp does not tell one day of being late from five."""
    found = stages.stage(due_at, now, "", RULES, calendar)
    return "overdue" if found in stages.LATE else found


@pytest.fixture(autouse=True)
def _chinese():
    with override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("due_at", "now", "named", "light"),
    [
        ("2026-03-09T17:30", "2026-03-04T09:00", "none", ("green", "剩3天")),
        ("2026-03-09T17:30", "2026-03-05T23:59", "none", ("green", "剩2天")),
        ("2026-03-09T17:30", "2026-03-06T00:00", "due_soon", ("yellow", "剩1天")),
        ("2026-03-09T17:30", "2026-03-08T12:00", "due_soon", ("yellow", "剩1天")),
        ("2026-03-09T17:30", "2026-03-09T00:00", "due_today", ("yellow", "今日到期")),
        ("2026-03-09T17:30", "2026-03-09T17:30", "due_today", ("yellow", "今日到期")),
        ("2026-03-09T17:30", "2026-03-09T17:30:01", "overdue", ("red", "已超期")),
        ("2026-03-09T17:30", "2026-03-11T08:00", "overdue", ("red", "超期2天")),
        ("2026-02-25T17:30", "2026-02-14T08:00", "none", ("green", "剩2天")),  # over the festival
        ("2026-02-24T17:30", "2026-02-14T08:00", "due_soon", ("yellow", "剩1天")),
        ("2026-07-12T23:59", "2026-07-10T08:00", "due_soon", ("yellow", "休息日到期")),
        ("2026-02-17T00:10", "2026-02-16T23:40", "due_soon", ("yellow", "休息日到期")),
        ("2026-03-09T16:30:00+00:00", "2026-03-09T23:59", "due_soon", ("yellow", "剩1天")),  # 10 March here
    ],
)
def test_stage_and_lamp(due_at, now, named, light):
    assert stage(at(due_at), at(now), shipped()) == named
    assert lamp(at(due_at), at(now), shipped()) == light


def test_done_and_undated():
    assert lamp(at("2026-03-09T17:30"), at("2027-03-09T17:30"), shipped(), done=True) == ("done", "已办结")
    assert lamp(None, at("2026-03-09T17:30"), shipped()) == ("green", "未定时限")
    assert stage(None, at("2026-03-09T17:30"), shipped()) == "none"


COLOURS = {"none": "green", "due_soon": "yellow", "due_today": "yellow", "overdue": "red"}
ORDER = list(COLOURS)


@given(minutes, minutes, minutes, invented())
def test_lamp_follows_the_stage_and_stages_only_advance(due_at, one, other, calendar):
    first, last = sorted((one, other))
    assert lamp(due_at, one, calendar)[0] == COLOURS[stage(due_at, one, calendar)]
    assert ORDER.index(stage(due_at, first, calendar)) <= ORDER.index(stage(due_at, last, calendar))


def test_a_page_of_fifty_lamps_costs_next_to_nothing():
    due_at, now = at("2036-03-09T17:30"), at("2026-03-04T09:00")
    lamp(due_at, now, shipped())
    best = min(_seconds(due_at, now) for _ in range(5))
    assert best < 0.005, f"fifty lamps over ten years took {best * 1000:.1f} ms"


def _seconds(due_at, now):
    began = time.perf_counter()
    for _ in range(50):
        lamp(due_at, now, shipped())
    return time.perf_counter() - began
