"""Office hours between moments, and the value that so many do not exceed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines import counting
from deadlines.days import SHANGHAI, Calendar, Day
from timing.rules.spent import Spent, less_stood, share

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 4, 1)).map(lambda m: m.replace(tzinfo=SHANGHAI))


@given(moments, moments, st.sets(st.dates(date(2026, 1, 1), date(2026, 4, 1)), max_size=20))
def test_the_sums_are_those_of_counting_day_by_day(begin: datetime, end: datetime, off: set[date]) -> None:
    begin, end = min(begin, end), max(begin, end)
    made = Calendar({day: Day("holiday", "", False, "x") for day in off}, {2026: "x"})
    spent = Spent(made, date(2026, 1, 1), date(2026, 4, 2))
    slow = counting.office_time(begin, end, made.works, made.hours_on)
    assert spent.hours(begin, end) == pytest.approx(slow.total_seconds() / 3600)
    beyond = [
        (begin - timedelta(days=40), begin - timedelta(days=9)),
        (end + timedelta(1), end + timedelta(2)),
    ]
    assert less_stood(spent, begin, end, beyond) == spent.hours(begin, end), (
        "it stood still before, and after"
    )
    third = (end - begin) / 3
    still = [(begin + third, end - third)]
    assert less_stood(spent, begin, end, still) == pytest.approx(
        spent.hours(begin, begin + third) + spent.hours(end - third, end)
    )


@given(
    st.lists(st.decimals(0, 100, places=2).map(float), min_size=1, max_size=30),
    st.sampled_from([0.5, 0.9, 1.0]),
)
def test_a_share_is_the_least_value_that_so_many_do_not_exceed(values: list[float], part: float) -> None:
    values.sort()
    found = share(values, part)
    assert sum(v <= found for v in values) >= part * len(values) - 1e-9
    below = [v for v in values if v < found]
    assert not below or sum(v <= below[-1] for v in values) < part * len(values) + 1e-9
