"""A clock that stood still: what was left then is left afterwards, and the trace gives the date back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.counting import office_time
from deadlines.engine import due, explain, recompute
from deadlines.errors import BadLimit
from deadlines.lamps import lamp
from deadlines.stopped import resumed

from .calendars import amounts, at, invented, minutes, shipped


def moved(unit, amount, start, since, until, calendar=None, **more):
    calendar = calendar or shipped()
    found = due(at(start), unit, amount, calendar, **more)
    return found.at, *resumed(found.at, found.trace, at(since), at(until), calendar, why="补件")


@pytest.mark.parametrize(
    ("unit", "amount", "since", "until", "before", "after"),
    [
        # due on Thursday at the close; four office hours: half a day and half an hour into Friday
        ("working_day", 3, "2026-03-03T10:00", "2026-03-03T16:00", "2026-03-05T17:30", "2026-03-06T14:30"),
        # over the festival nothing was lost that was ever there
        ("working_day", 3, "2026-02-14T17:30", "2026-02-24T08:30", "2026-03-05T17:30", "2026-03-05T17:30"),
        ("working_day", 3, "2026-03-02T12:30", "2026-03-03T12:30", "2026-03-05T17:30", "2026-03-06T17:30"),
        ("working_hour", 2, "2026-03-02T09:15", "2026-03-03T09:15", "2026-03-02T11:00", "2026-03-03T11:00"),
        # clock hours run at night, so they stand still at night, too
        ("clock_hour", 4, "2026-03-02T10:00", "2026-03-03T08:00", "2026-03-02T13:00", "2026-03-03T11:00"),
        # natural days: one later is a Saturday, so it is Monday
        ("calendar_day", 4, "2026-03-03T10:00", "2026-03-04T10:00", "2026-03-06T17:30", "2026-03-09T17:30"),
        # overdue when it stopped: as overdue as before when it goes on
        ("working_day", 3, "2026-03-09T08:30", "2026-03-10T08:30", "2026-03-05T17:30", "2026-03-06T17:30"),
    ],
)  # fmt: skip
def test_a_date_moves_by_its_own_kind_of_time(unit, amount, since, until, before, after):
    was, now, trace = moved(unit, amount, "2026-03-02T09:00", since, until)
    assert (was, now) == (at(before), at(after))
    assert recompute(json.loads(json.dumps(trace))) == now


def test_a_written_moment_is_not_ours_to_move():
    written = at("2026-03-06T12:00")
    was, now, trace = moved(
        "absolute",
        None,
        "2026-03-02T09:00",
        "2026-03-03T09:00",
        "2026-03-05T09:00",
        at=written,
        source="来文",
    )
    assert was == now == written == recompute(trace)
    with override("zh-hans"):
        assert explain(trace)[-1].endswith("暂停办理（补件）；写明的时间不因暂停顺延")


@settings(deadline=None, max_examples=40)
@given(minutes, amounts(), minutes, minutes, minutes, invented())
def test_the_trace_gives_the_date_back_after_any_number_of_stops(start, limit, one, two, three, calendar):
    found = due(start, limit[0], limit[1], calendar)
    at_, trace = found.at, found.trace
    one, two, three = sorted((one, two, three))
    for since, until in ((one, two), (two, three)):
        before = at_
        at_, trace = resumed(at_, trace, since, until, calendar, why="补件")
        assert at_ >= before
    assert recompute(json.loads(json.dumps(trace))) == at_
    for lang in ("zh-hans", "en"):
        assert all(line and "%(" not in line for line in explain(trace, lang))


@settings(deadline=None, max_examples=40)
@given(minutes, st.integers(1, 40), minutes, minutes, invented())
def test_what_was_left_is_left(start, days, one, two, calendar):
    """Office time until the date, when it stopped and when it goes on; or since, where it was overdue."""
    found = due(start, "working_day", days, calendar)
    since, until = sorted((one, two))
    now, _trace = resumed(found.at, found.trace, since, until, calendar, why="补件")

    def left(moment, end):
        sign = 1 if end >= moment else -1
        first, last = sorted((moment, end))
        return sign * office_time(first, last, calendar.works, calendar.hours_on)

    assert left(until, now) == left(since, found.at)


@settings(deadline=None, max_examples=40)
@given(minutes, st.integers(0, 5000), st.integers(0, 5000), invented())
def test_two_stops_are_as_one_of_the_same_length(start, first, second, calendar):
    found = due(start, "working_day", 5, calendar)
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    once, _ = resumed(found.at, found.trace, start, end, calendar, why="补件")
    half, trace = resumed(found.at, found.trace, start, middle, calendar, why="补件")
    twice, _ = resumed(half, trace, middle, end, calendar, why="补件")
    assert office_time(min(once, twice), max(once, twice), calendar.works, calendar.hours_on) == timedelta(0)


def test_a_calendar_learnt_later_does_not_change_the_first_count():
    """The days off of each count are its own: the year had no notice when the limit was set."""
    early, late = shipped(), shipped()
    found = due(at("2026-12-28T09:00"), "working_day", 6, early)
    special = {**late.special, at("2027-01-04T00:00").date(): late.special[at("2026-01-01T00:00").date()]}
    learnt = type(late)(special, {**late.notices, 2027: "通知"})
    now, trace = resumed(
        found.at, found.trace, at("2026-12-29T09:00"), at("2026-12-30T09:00"), learnt, why="补件"
    )
    assert recompute(trace) == now
    assert now > found.at


def test_words_and_damage():
    _was, _now, trace = moved("working_day", 3, "2026-03-02T09:00", "2026-03-05T16:00", "2026-03-09T09:00")
    with override("zh-hans"):
        lines = explain(trace)
    assert lines[-3:] == [
        "2026年3月5日16:00至2026年3月9日09:00暂停办理（补件），停表工作时间9小时0分钟不计",
        "跳过3月7日（周六）至3月8日（周日）：周末",
        "顺延后到期：2026年3月9日10:30",
    ]
    with pytest.raises(BadLimit):
        recompute([*trace[:-1], {"step": "stopped"}])
    with pytest.raises(BadLimit):
        resumed(
            at("2026-03-05T17:30"),
            trace,
            at("2026-03-04T09:00"),
            at("2026-03-03T09:00"),
            shipped(),
            why="补件",
        )


def test_a_paused_lamp_is_neither_near_nor_late():
    with override("zh-hans"):
        for due_at in (None, at("2020-01-01T00:00"), at("2030-01-01T00:00")):
            assert lamp(due_at, at("2026-03-04T09:00"), shipped(), paused=True) == ("pause", "暂停")
