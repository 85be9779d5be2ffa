"""Numbers of copies as typed: what is written is read back, what is no number is refused with a sentence."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.rules.ranges import MOST, BadRange, parse, written

NUMBERS = st.sets(st.integers(1, 999_999), max_size=200)
RUNS = st.lists(st.tuples(st.integers(1, 5_000), st.integers(0, 40)), max_size=20)


@given(NUMBERS)
def test_what_is_written_is_read_back(numbers: set[int]) -> None:
    assert parse(written(numbers)) == sorted(numbers)


@given(
    RUNS,
    st.sampled_from(["、", ",", "，", "；", " ", "、 "]),
    st.sampled_from(["-", "—", "~", "～", " - ", "至"]),
)
def test_ranges_in_any_order_and_overlapping(runs: list[tuple[int, int]], between: str, dash: str) -> None:
    text = between.join(f"{first}{dash}{first + more}" for first, more in runs)
    wanted = {n for first, more in runs for n in range(first, first + more + 1)}
    assert parse(text) == sorted(wanted)


@given(NUMBERS)
def test_no_shorter_text_and_no_number_twice(numbers: set[int]) -> None:
    text = written(numbers)
    runs = sum(n - 1 not in numbers for n in numbers)
    assert len([part for part in text.split("、") if part]) == runs


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadRange):
        assert all(1 <= n <= 999_999 for n in parse(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ("1-3、5", [1, 2, 3, 5]),
        ("000118，000119", [118, 119]),
        ("１－３", [1, 2, 3]),
        ("7、7", [7]),
    ],
)
def test_as_clerks_write(text: str, wanted: list[int]) -> None:
    assert parse(text) == wanted


@pytest.mark.parametrize(
    "text", ["0", "3-1", "1-2-3", "一", "-5", "1-", "1.5", "9" * 30, "1-999999", "\0", "1\0"]
)
def test_bad_numbers(text: str) -> None:
    with pytest.raises(BadRange, match="[份改]"):
        parse(text)


def test_as_many_as_allowed() -> None:
    assert len(parse(f"1-{MOST}")) == MOST
    with pytest.raises(BadRange):
        parse(f"1-{MOST + 1}")
