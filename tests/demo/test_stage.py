"""Stories in the order of the clock, and office time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from docflow.demo import hours
from docflow.demo.stage import play
from workflow.clock import database_now

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def told(name: str, seen: list[tuple[str, datetime]], *minutes: int) -> Iterator[datetime]:
    for minute in minutes:
        yield START + timedelta(minutes=minute)
        seen.append((name, database_now()))


def test_steps_of_many_stories_happen_in_the_order_of_the_clock_each_at_its_moment() -> None:
    seen: list[tuple[str, datetime]] = []
    steps = play(
        [told("a", seen, 1, 5), told("b", seen, 2, 3), told("none", seen)], START + timedelta(hours=1)
    )
    assert steps == 4
    assert seen == [(n, START + timedelta(minutes=m)) for n, m in (("a", 1), ("b", 2), ("b", 3), ("a", 5))]


def test_what_lies_ahead_has_not_happened() -> None:
    seen: list[tuple[str, datetime]] = []
    play([told("a", seen, 1, 5)], START + timedelta(minutes=4))
    assert [name for name, _ in seen] == ["a"]


def test_a_story_that_goes_back_is_refused() -> None:
    with pytest.raises(ValueError, match="goes back"):
        play([told("a", [], 5, 5)], START + timedelta(hours=1))


def test_office_time_skips_nights_lunch_and_holidays() -> None:
    assert hours.after(hours.on(date(2026, 9, 30), "17:00"), 1) == hours.on(date(2026, 10, 8), "09:00")
    assert hours.day_after(date(2026, 10, 1), 0) == date(2026, 10, 8)
    assert hours.day_after(date(2026, 10, 8), -1) == date(2026, 9, 30)
    window = hours.Window(hours.on(date(2026, 9, 30), "16:30"), hours.on(date(2026, 10, 8), "09:30"))
    assert window.total == timedelta(hours=2)
    assert window.at(timedelta(minutes=90)) == hours.on(date(2026, 10, 8), "09:00")
    assert window.at(timedelta(minutes=-30)) == hours.on(date(2026, 10, 8), "09:00")
