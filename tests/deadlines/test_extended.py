"""Stops and extensions in any order: the trace gives the date back, and the date first promised is never lost."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.brief import brief
from deadlines.engine import due, explain, recompute
from deadlines.extended import extended, first, provisional
from deadlines.limits import Explained
from deadlines.stopped import resumed

from .calendars import amounts, at, invented, minutes, shipped

STEPS = st.lists(st.tuples(st.booleans(), st.integers(1, 20_000)), max_size=5)


def granted(moment, start, calendar, by="吴十"):
    found = due(start, "absolute", None, calendar, at=moment, source=f"{by}批准延期（原期限03-05 17:30）")
    return Explained(found.at, found.at, "absolute", None, "", found.provisional, found.trace)


@settings(deadline=None, max_examples=60)
@given(minutes, amounts(), STEPS, invented())
def test_any_number_of_stops_and_extensions_in_any_order(start, limit, steps, calendar):
    found = due(start, limit[0], limit[1], calendar)
    now, at_, trace = start, found.at, found.trace
    for stops, length in steps:
        until = now + timedelta(minutes=length)
        if stops:
            at_, trace = resumed(at_, trace, now, until, calendar, why="补件")
        else:
            later = at_ + timedelta(minutes=length)
            new = extended(granted(later, start, calendar), at_, trace, by="吴十", on=until, why="难")
            at_, trace = new.at, new.trace
        now = until
    trace = json.loads(json.dumps(trace))
    assert recompute(trace) == at_
    assert recompute([e for e in first(trace) if e["step"] != "stopped"]) == found.at
    for lang in ("zh-hans", "en"):
        assert all(line and "%(" not in line for line in explain(trace, lang))
    assert len(brief(trace)) > 5


def test_the_earlier_date_says_who_when_and_how():
    calendar = shipped()
    found = due(at("2026-02-13T10:00"), "working_day", 3, calendar, source="本办公厅默认值")
    until, on = at("2026-03-04T17:30"), at("2026-02-26T09:00")
    new = extended(
        granted(until, at("2026-02-13T10:00"), calendar),
        found.at,
        found.trace,
        by="吴十",
        on=on,
        why="需核查",
    )
    lines = explain(new.trace, "zh-hans")
    assert "吴十于2026年2月26日09:00批准延期：原期限2026年2月25日17:30，延至2026年3月4日17:30" in lines
    assert "延期理由：需核查" in lines
    assert any(line.startswith("跳过2月15日（周日）至2月23日") and "春节" in line for line in lines)
    assert datetime.fromisoformat(new.trace[-1]["before"]) == recompute(first(new.trace)) == found.at
    assert "原期限：3个工作日" in brief(new.trace)
    assert "2月15日" in brief(new.trace)


@pytest.mark.parametrize(("source", "moves"), [("交办时设定", True), ("吴十批准延期", True), ("来文要求", False),
                                               ("领导批示写明", False), ("经办人填写", False)])  # fmt: skip
def test_a_moment_moves_where_it_is_ours(source, moves):
    calendar, start = shipped(), at("2026-03-02T09:00")
    found = due(start, "absolute", None, calendar, at=at("2026-03-06T17:30"), source=source)
    now, trace = resumed(found.at, found.trace, start, at("2026-03-03T09:00"), calendar, why="补件")
    assert (now == at("2026-03-09T17:30")) is moves
    assert recompute(trace) == now


def test_what_an_earlier_date_rested_on_makes_no_later_one_provisional():
    calendar = shipped()
    found = due(at("2026-12-28T09:00"), "working_day", 6, calendar)
    assert provisional(found.trace)
    new = extended(
        granted(at("2027-02-01T12:00"), at("2026-12-28T09:00"), calendar), found.at, found.trace, by="吴十",
        on=at("2026-12-29T09:00"), why="",
    )  # fmt: skip
    assert not provisional(new.trace)
    assert "当年放假安排未录入" in brief(found.trace)
    assert "当年放假安排未录入，暂按周末推算" in brief(new.trace).split("原期限：")[1]


def test_nothing_known_is_nothing_said():
    assert brief([]) == ""
    assert brief([{"step": "rule", "unit": "absolute", "amount": None, "source": ""}]) == ""
