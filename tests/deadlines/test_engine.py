"""Dates come out as the calendar file and the sample papers say, and the trace gives them back."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.engine import due, recompute
from deadlines.errors import BadLimit

from .calendars import amounts, at, given_file, invented, minutes, shipped, slow_due, slow_works

VECTORS = given_file("vectors.json")
SAMPLES = given_file("sample_limits.json")


def steps(trace, name):
    return [entry for entry in trace if entry["step"] == name]


@pytest.mark.parametrize("vector", VECTORS, ids=[v["name"] for v in VECTORS])
def test_vectors(vector):
    found = due(at(vector["start"]), vector["unit"], vector["amount"], shipped())
    assert found.at.isoformat() == vector["due"]
    assert not found.provisional
    assert recompute(found.trace) == found.at


@pytest.mark.parametrize("row", SAMPLES, ids=[f"{r['paper']}-{r['name']}" for r in SAMPLES])
def test_limits_of_the_sample_papers(row):
    """Those with a written moment are kept as written; the internal target is rolled back from it."""
    written = at(row["due_at"]) if row["unit"] == "absolute" else None
    roll = None
    if row["name"] == "内部目标":
        written = at(next(r["due_at"] for r in SAMPLES if r["paper"] == row["paper"] and r["name"] == "办结"))
        roll = "backward"
    found = due(at(row["start"]), row["unit"], row["amount"], shipped(), at=written, roll=roll)
    assert found.at == at(row["due_at"])
    assert recompute(json.loads(json.dumps(found.trace))) == found.at


def test_the_year_has_248_working_days():
    assert shipped().working_days(date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_trace_names_each_day_off_and_each_make_up_day_with_its_notice():
    trace = due(at("2026-02-13T10:00"), "working_day", 3, shipped(), rule="handle", source="谁说的").trace
    assert [entry["step"] for entry in trace] == [
        "rule",
        "start",
        "make_up",
        *["skip"] * 9,
        "result",
        "calendar",
    ]
    assert (trace[0]["rule"], trace[0]["source"], trace[0]["amount"]) == ("handle", "谁说的", 3)
    assert "民法典" in trace[0]["basis"]
    assert steps(trace, "make_up")[0]["date"] == "2026-02-14"
    assert [e["date"] for e in steps(trace, "skip")] == [f"2026-02-{n}" for n in range(15, 24)]
    assert {e["notice"] for e in trace if "notice" in e} == {"国务院办公厅关于2026年部分节假日安排的通知"}
    assert trace[-1]["version"] == shipped().version


def test_trace_of_a_rolled_day_and_of_office_hours():
    trace = due(at("2026-09-16T10:00"), "calendar_day", 15, shipped()).trace
    assert steps(trace, "roll") == [{"step": "roll", "from": "2026-10-01", "to": "2026-10-08"}]
    trace = due(at("2026-03-06T16:40"), "working_hour", 2, shipped()).trace
    assert [(e["from"], e["to"], e["minutes"]) for e in steps(trace, "count")] == [
        ("16:40:00", "17:30:00", 50),
        ("08:30:00", "09:40:00", 70),
    ]


@pytest.mark.parametrize(
    "start", ["2026-02-01T09:00", "2026-01-30T17:30", "2026-01-31T23:59", "2026-02-02T00:00"]
)
def test_office_hours_of_an_arrival_out_of_hours_start_with_the_next_office_day(start):
    assert due(at(start), "working_hour", 4, shipped()).at == at("2026-02-02T14:30")


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-03-05T08:30", 3.5, "12:00"),
        ("2026-03-05T12:00", 0.5, "14:30"),
        ("2026-03-05T13:10", 3.5, "17:30"),
    ],
)
def test_office_hours_end_at_the_end_of_a_half_day_not_at_the_start_of_the_next(start, amount, end):
    assert due(at(start), "working_hour", amount, shipped()).at == at(f"2026-03-05T{end}")


@pytest.mark.parametrize(
    ("unit", "start", "amount", "provisional"),
    [
        ("working_day", "2026-12-28T09:00", 3, False),  # to 31 December
        ("working_day", "2026-12-28T09:00", 4, True),
        ("calendar_day", "2026-12-20T09:00", 11, False),
        ("calendar_day", "2026-12-20T09:00", 12, True),
        ("month", "2026-10-20T09:00", 3, True),
        ("working_hour", "2026-12-31T16:30", 1, False),
        ("working_hour", "2026-12-31T16:30", 2, True),
        ("clock_hour", "2026-12-31T16:30", 24, False),  # runs through, no notice moves it
        ("working_day", "2025-12-30T09:00", 2, True),
    ],
)
def test_a_date_that_rests_on_a_year_without_a_notice_says_so(unit, start, amount, provisional):
    found = due(at(start), unit, amount, shipped())
    assert found.provisional is provisional
    assert steps(found.trace, "result")[0]["provisional"] is provisional
    assert bool(steps(found.trace, "result")[0]["without_notice"]) is provisional


def test_a_written_day_off_is_kept_and_noted():
    found = due(at("2026-07-02T08:50"), "absolute", None, shipped(), at=at("2026-07-12T23:59"))
    assert found.at == at("2026-07-12T23:59")
    assert [e["date"] for e in steps(found.trace, "off_day")] == ["2026-07-12"]
    assert not found.provisional


def test_rolling_back_never_passes_the_start():
    found = due(at("2026-03-06T18:00"), "calendar_day", 1, shipped(), roll="backward")
    assert found.at == at("2026-03-07T17:30")
    assert recompute(found.trace) == found.at


def test_utc_starts_are_counted_on_the_shanghai_clock():
    late = due(at("2026-03-04T16:30:00+00:00"), "working_day", 1, shipped())  # already 5 March there
    assert late.at == at("2026-03-06T17:30")


@pytest.mark.parametrize(
    "amount", [0, -1, "x", "", None, True, float("nan"), float("inf"), "1e999999", 1001, 1.5, "²", "9" * 5000]
)
def test_bad_amounts(amount):
    with pytest.raises(BadLimit, match="。$"):
        due(at("2026-03-04T09:00"), "working_day", amount, shipped())


@pytest.mark.parametrize(
    ("start", "unit", "amount", "more"),
    [
        (at("2026-03-04T09:00"), "fortnight", 1, {}),
        (at("2026-03-04T09:00"), "", 1, {}),
        (at("2026-03-04T09:00"), "absolute", 1, {}),
        (at("2026-03-04T09:00"), "working_day", 1, {"roll": "sideways"}),
        (at("2026-03-04T09:00"), "clock_hour", "0.00001", {}),
        (datetime(2026, 3, 4, 9), "working_day", 1, {}),
        (at("9999-12-31T23:00:00-08:00"), "working_day", 1, {}),
        (at("0001-01-01T00:00:00+14:00"), "working_day", 1, {}),
        (at("2199-12-31T09:00"), "month", 120, {}),
        (at("2026-03-04T09:00"), "absolute", None, {"at": datetime(2026, 3, 9)}),
    ],
)
def test_bad_input(start, unit, amount, more):
    with pytest.raises(BadLimit, match="。$"):
        due(start, unit, amount, shipped(), **more)


@pytest.mark.parametrize(
    "damage",
    [
        lambda trace: [],
        lambda trace: trace[1:],
        lambda trace: [*trace[:1], *trace[2:]],
        lambda trace: [{**trace[0], "unit": "x"}, *trace[1:]],
        lambda trace: [{**trace[0], "hours": []}, *trace[1:]],
        lambda trace: [{**trace[0], "amount": None}, *trace[1:]],
        lambda trace: [*trace, {"step": "skip", "date": "2026-02-30"}],
        lambda trace: [*trace, 7],
        lambda trace: None,
    ],
)
def test_a_damaged_trace_is_refused(damage):
    trace = due(at("2026-03-04T09:00"), "working_day", 3, shipped()).trace
    with pytest.raises(BadLimit):
        recompute(damage(trace))


def test_a_changed_trace_gives_another_date():
    """Negative control: the check of stored dates would see a day struck from the trace."""
    found = due(at("2026-02-13T10:00"), "working_day", 3, shipped())
    less = [entry for entry in found.trace if entry.get("date") != "2026-02-16"]
    assert recompute(less) != found.at


@given(minutes, amounts(), invented())
def test_equals_the_slow_count_and_the_trace_gives_it_back(start, limit, calendar):
    unit, amount = limit
    found = due(start, unit, amount, calendar)
    assert found.at == slow_due(start, unit, amount, calendar)
    assert recompute(json.loads(json.dumps(found.trace))) == found.at
    if unit in ("working_day", "calendar_day", "month"):
        assert slow_works(calendar, found.at.date())
    assert found.at > start


@given(minutes, amounts(), invented(), st.integers(1, 5))
def test_more_is_never_earlier(start, limit, calendar, more):
    unit, amount = limit
    assert due(start, unit, amount, calendar).at <= due(start, unit, amount + more, calendar).at


@given(minutes, amounts(), invented(), st.integers(1, 3000))
def test_starting_later_is_never_due_earlier(start, limit, calendar, later):
    unit, amount = limit
    assert (
        due(start, unit, amount, calendar).at
        <= due(start + timedelta(minutes=later), unit, amount, calendar).at
    )


@given(minutes, amounts(), invented())
def test_every_day_passed_over_is_in_the_trace_once(start, limit, calendar):
    found = due(start, limit[0], limit[1], calendar)
    told = [(e["step"], e["date"]) for e in found.trace if e["step"] in ("skip", "make_up")]
    assert len(told) == len(set(told))
    if limit[0] == "working_day":
        passed = [
            start.date() + timedelta(days=n) for n in range(1, (found.at.date() - start.date()).days + 1)
        ]
        assert [d for s, d in told if s == "skip"] == [
            d.isoformat() for d in passed if not slow_works(calendar, d)
        ]


@given(minutes, minutes, invented())
def test_working_days_between_equals_the_slow_count(one, other, calendar):
    first, last = sorted((one.date(), other.date()))
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    expected = sum(slow_works(calendar, day) for day in days)
    assert calendar.working_days(first, last) == expected
    assert calendar.working_days(last, first) == -expected


def test_the_version_follows_the_content():
    changed = {**shipped().special}
    changed.popitem()
    assert type(shipped())(changed, shipped().notices).version != shipped().version
    assert type(shipped())(shipped().special, shipped().notices).version == shipped().version


@given(st.decimals(min_value=Decimal("0.0001"), max_value=Decimal(4000), places=4), minutes)
def test_any_amount_of_hours_the_table_can_hold_counts_again(amount, start):
    if amount * 3600 < Decimal("0.5"):
        return
    found = due(start, "clock_hour", amount, shipped())
    assert recompute(json.loads(json.dumps(found.trace))) == found.at
