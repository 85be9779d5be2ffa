"""The limit field: what a clerk may type, and what he is told when it does not fit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.errors import BadLimit
from deadlines.typed import read

from .calendars import at, shipped

START = at("2026-11-20T15:10")


@pytest.mark.parametrize("text", ["+5", "＋５", " + 5 ", "+05"])
def test_plus_is_working_days(text):
    assert read(text, START, shipped()).working_days == Decimal(5)


@pytest.mark.parametrize(
    "text",
    ["1126", "１１２６", "11-26", "11/26", "11.26", "11月26日", "2026-11-26", "20261126", "2026年11月26日",
     "２０２６－１１－２６", "2026/11/26 17:30", "1126 17:30", "11月26日17时30分", "2026-11-26T17:30"],
)  # fmt: skip
def test_a_day_ends_at_close_of_business(text):
    assert read(text, START, shipped()).at == at("2026-11-26T17:30")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026-11-26 17:00", "2026-11-26T17:00"),
        ("11-26　９：０５", "2026-11-26T09:05"),
        ("11月26日17时", "2026-11-26T17:00"),
        ("1120", "2026-11-20T17:30"),
        ("0105", "2027-01-05T17:30"),
        ("2-3", "2027-02-03T17:30"),
        ("1128", "2026-11-28T17:30"),  # a Saturday stays as written
    ],
)
def test_other_forms(text, end):
    assert read(text, START, shipped()).at == at(end)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "看不懂"),
        ("明天", "看不懂"),
        ("5", "看不懂"),
        ("-5", "看不懂"),
        ("+5天", "看不懂"),
        ("+²", "看不懂|没有"),
        ("112617:00", "看不懂"),
        ("2026-11-26 17:00 前", "看不懂"),
        ("1126\x00", "看不懂"),
        ("\ud800", "看不懂"),
        ("9" * 10_000, "看不懂"),
        ("1332", "没有"),
        ("0230", "没有"),
        ("2027-02-29", "没有"),
        ("0000-11-26", "没有"),
        ("11-26 25:00", "没有"),
        ("11-26 24:00", "没有"),
        ("1119", "早于"),  # yesterday is a slip, not next year
        ("2026-11-20 15:10", "早于"),
        ("2025-11-26", "早于"),
    ],
)
def test_bad_input_gets_a_sentence(text, says):
    with pytest.raises(BadLimit, match=says) as caught:
        read(text, START, shipped())
    assert str(caught.value).endswith("。")
    assert len(str(caught.value)) < 120
    str(caught.value).encode()


@given(st.text(max_size=30) | st.from_regex(r"[0-9年月日/:. +-]{1,18}", fullmatch=True))
def test_anything_typed_gives_a_later_moment_or_a_sentence(text):
    try:
        found = read(text, START, shipped())
    except BadLimit as refused:
        said = str(refused)
    else:
        assert (found.at is None) != (found.working_days is None)
        assert found.at is None or found.at > START
        return
    assert said.endswith("。")
