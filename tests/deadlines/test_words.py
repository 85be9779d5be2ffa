"""Dates in a leader's words: what he wants something by, not what he only mentions."""

from __future__ import annotations

from datetime import date

import pytest

from deadlines.limits import BY_LEADER, fixed
from deadlines.words import dates_wanted
from tests.deadlines.test_limits import START

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("请抓紧办理，12月3日前报结果。", [date(2026, 12, 3)]),
        ("请于2027年1月5日之前办结", [date(2027, 1, 5)]),
        ("1月5日前报。", [date(2027, 1, 5)]),
        ("11月23日前报。", [date(2026, 11, 23)]),
        ("十二月三日前报。", [date(2026, 12, 3)]),
        ("12月底前完成。", [date(2026, 12, 31)]),
        ("财政厅11月28日前提意见，12月3日前报我。", [date(2026, 11, 28), date(2026, 12, 3)]),
        ("请按11月20日会议精神办理。", []),
        ("2月30日前报。", []),
        ("请抓紧办理。", []),
        ("12月3日前后开会。", []),
        ("12月3日前一周报。", []),
        ("12月3日前两天报。", []),
    ],
)
def test_days_wanted(text: str, days: list[date]) -> None:
    assert dates_wanted(text, DAY) == days


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "written"),
    [(BY_LEADER, True), ("来文写明", True), ("交办时设定", False), ("经办人填写", False)],
)
def test_whose_date_it_is(source: str, written: bool) -> None:
    due = fixed(START.replace(year=START.year + 1), start=START, source=source)
    assert (due.trace[0]["basis"] == "按来文或领导批示写明的时间") is written
