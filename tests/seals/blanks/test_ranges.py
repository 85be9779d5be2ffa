"""Numbers as people write them; what is left always adds up with what is gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seals.rules.ranges import BadRange, left, parse, ranges, said, size

numbers = st.sets(st.integers(1, 400), max_size=120)


@pytest.mark.parametrize(
    ("text", "found"),
    [("101", [101]), ("101-103", [101, 102, 103]), ("101–102、105", [101, 102, 105]), ("105，101", [101, 105]),
     ("１０１至１０２", [101, 102]), (" 7 ; 9 ", [7, 9]), ("7~8", [7, 8])],
)  # fmt: skip
def test_what_is_written(text: str, found: list[int]) -> None:
    assert parse(text) == found


def test_a_prefix_may_stand_before_each() -> None:
    assert parse("介101–介103、介110", "介") == [101, 102, 103, 110]


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "unreadable"), ("、", "unreadable"), ("abc", "unreadable"), ("1-2-3", "unreadable"), ("-5", "unreadable"),
     ("105-101", "backwards"), ("101、101", "twice"), ("101-105、103", "twice"), ("1-999999999", "many"), ("²", "unreadable")],
)  # fmt: skip
def test_what_is_not(text: str, why: str) -> None:
    with pytest.raises(BadRange) as bad:
        parse(text)
    assert bad.value.why == why


@given(numbers)
def test_ranges_say_the_same_numbers(found: set[int]) -> None:
    runs = ranges(sorted(found))
    assert {n for a, b in runs for n in range(a, b + 1)} == found
    assert size(runs) == len(found)
    assert all(b + 1 < c for (_a, b), (c, _d) in zip(runs, runs[1:], strict=False)), "runs do not touch"
    if found:
        assert parse(said(runs)) == sorted(found)


@given(st.integers(1, 200), st.integers(0, 200), st.data())
def test_left_and_gone_make_the_whole(first: int, more: int, data: st.DataObject) -> None:
    last = first + more
    gone = data.draw(st.sets(st.integers(first, last)))
    runs = left(first, last, sorted(gone))
    kept = {n for a, b in runs for n in range(a, b + 1)}
    assert kept | gone == set(range(first, last + 1))
    assert not kept & gone
    assert size(runs) + len(gone) == more + 1
