"""Stages as data: what the suggested rules mean, and that the clock's lines say what each date says."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines import horizon, limits, shipped, store
from deadlines.days import SHANGHAI, Calendar, local
from deadlines.models import StageRule, Urgency
from deadlines.stages import DEFAULTS, LATE, STAGES, Rule, reached, rules_for, stage, table

from .calendars import at, invented, slow_works
from .calendars import shipped as calendar_of_2026

RULES = table(DEFAULTS)
CAL = calendar_of_2026()


def of(due: str, now: str, urgency: str = "") -> str:
    return stage(at(due), at(now), urgency, RULES, CAL)


@pytest.mark.parametrize(
    ("urgency", "due", "moments"),
    [
        # Friday before an ordinary weekend; three working days later is Wednesday, five Friday.
        ("normal", "2026-11-27T17:30", [
            ("2026-11-25T23:59", "none"), ("2026-11-26T00:00", "due_soon"), ("2026-11-27T00:00", "due_today"),
            ("2026-11-27T17:30", "due_today"), ("2026-11-27T17:30:01", "overdue"), ("2026-12-02T17:29", "overdue"),
            ("2026-12-02T17:30", "second"), ("2026-12-04T17:29", "second"), ("2026-12-04T17:30", "escalated"),
            ("2028-12-04T17:30", "escalated")]),
        # Over the festival: working days are counted, not days; Saturday the 28th is a make-up workday.
        ("", "2026-02-13T17:30", [
            ("2026-02-24T17:29", "overdue"), ("2026-02-26T17:29", "second"), ("2026-02-26T17:30", "second")]),
        ("routine", "2026-11-27T17:30", [
            ("2026-12-01T17:29", "overdue"), ("2026-12-01T17:30", "second"), ("2026-12-02T17:30", "escalated")]),
        # Four working hours before 17:30: half an hour before noon. The day itself was said first.
        ("urgent", "2026-11-27T17:30", [
            ("2026-11-26T23:59", "none"), ("2026-11-27T00:00", "due_today"), ("2026-11-27T11:29", "due_today"),
            ("2026-11-27T11:30", "due_soon"), ("2026-11-27T17:31", "overdue"), ("2026-11-30T17:30", "second"),
            ("2026-12-01T17:30", "escalated")]),
        # Due on Monday morning: four working hours before is Friday afternoon.
        ("urgent", "2026-11-30T09:30", [
            ("2026-11-27T14:29", "none"), ("2026-11-27T14:30", "due_soon"), ("2026-11-30T09:00", "due_soon")]),
        ("top_urgent", "2026-11-28T02:00", [
            ("2026-11-28T00:59", "none"), ("2026-11-28T01:00", "due_soon"), ("2026-11-28T02:00", "due_soon"),
            ("2026-11-28T02:00:01", "overdue"), ("2026-11-28T03:00", "second"), ("2026-11-28T04:00", "escalated")]),
        ("flash", "2026-11-28T02:00", [
            ("2026-11-28T01:44", "none"), ("2026-11-28T01:45", "due_soon"), ("2026-11-28T03:00", "second")]),
    ],
)  # fmt: skip
def test_the_suggested_stages(urgency: str, due: str, moments: list[tuple[str, str]]) -> None:
    assert [(now, of(due, now, urgency)) for now, _ in moments] == moments


def test_an_urgency_without_a_row_of_its_own_is_as_all() -> None:
    rules = table([*DEFAULTS, Rule("normal", "second", "clock_hour", Decimal(2))])
    assert {r.stage: r.unit for r in rules_for("normal", rules)}["second"] == "clock_hour"
    assert {r.stage: r.unit for r in rules_for("normal", rules)}["escalated"] == "working_day"
    assert rules_for("unheard-of", rules) == rules_for("", rules)


def test_a_stage_switched_off_is_passed_over() -> None:
    rules = table([*DEFAULTS, Rule("normal", "second", "working_day", Decimal(3), on=False)])
    now = at("2026-12-03T12:00")
    assert stage(at("2026-11-27T17:30"), now, "normal", rules, CAL) == "overdue"
    assert stage(at("2026-11-27T17:30"), now, "", rules, CAL) == "second"
    assert stage(None, now, "", rules, CAL) == "none"


units = st.sampled_from(["working_day", "calendar_day", "working_hour", "clock_hour"])
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda d: d.replace(tzinfo=SHANGHAI))
amounts = st.integers(0, 12).map(Decimal)


@settings(max_examples=150)
@given(st.sampled_from(STAGES), units, amounts, moments, st.integers(-40 * 24 * 60, 40 * 24 * 60), invented())
def test_the_clock_and_the_date_agree(
    name: str, unit: str, amount: Decimal, now: datetime, off: int, calendar: Calendar
) -> None:
    """`before` divides the dates that reached the stage from those that did not; to the microsecond at the line itself."""
    if name == "due_soon" and not amount:
        amount = Decimal(1)
    rule = Rule("", name, unit, amount)
    line = horizon.before(rule, local(now), calendar)
    instant = timedelta(microseconds=1)
    for due_at in (now + timedelta(minutes=off), line - instant, line, line + instant):
        assert reached(rule, due_at, now, calendar) == (due_at < line), (due_at, line)
    later = horizon.before(rule, local(now + timedelta(minutes=abs(off))), calendar)
    assert later >= line, "a line went back"


@settings(max_examples=60)
@given(st.integers(1, 9), moments, invented())
def test_late_by_working_days_counted_the_slow_way(amount: int, due_at: datetime, calendar: Calendar) -> None:
    """Reached at the close of the amount-th working day after the date, not a second before."""
    rule = Rule("", "second", "working_day", Decimal(amount))
    day, left = due_at.date(), amount
    while left:
        day += timedelta(days=1)
        left -= slow_works(calendar, day)
    close = datetime.combine(day, calendar.close_on(day), SHANGHAI)
    assert not reached(rule, due_at, close - timedelta(seconds=1), calendar)
    assert reached(rule, due_at, close, calendar)


# -- as rows --------------------------------------------------------------------------------------------


@pytest.fixture
def _anew(db: None) -> Any:
    store.reset()
    yield
    store.reset()


@pytest.mark.usefixtures("_anew")
def test_rows_are_shipped_once_and_what_the_office_set_stays() -> None:
    assert StageRule.objects.count() == len(DEFAULTS) == 25
    StageRule.objects.filter(urgency="", stage="second").update(amount=2, source="本厅规定")
    StageRule.objects.filter(urgency="", stage="escalated").delete()
    shipped.load_stages(StageRule)
    assert StageRule.objects.count() == 25
    assert StageRule.objects.get(urgency="", stage="second").amount == 2
    now = at("2026-12-01T17:30")
    assert limits.stage(at("2026-11-27T17:30"), now, "normal") == "second"
    assert limits.stage(at("2026-11-27T17:30"), now, "urgent") == "escalated"


@pytest.mark.usefixtures("_anew")
def test_lines_ask_nothing_once_the_rules_are_kept() -> None:
    limits.calendar()
    with CaptureQueriesContext(connection) as asked:
        found = horizon.lines(at("2026-11-30T09:00"))
    assert not asked
    assert {line.urgency for line in found} == {"", *Urgency.values} - {"normal"}
    assert {line.stage for line in found if line.urgency == ""} == set(STAGES)
    assert {line.stage for line in found if line.urgency == "flash"} == {"due_soon", *LATE}


@pytest.mark.usefixtures("_anew")
@pytest.mark.parametrize("bad", [{"amount": -1}, {"unit": "month"}, {"stage": "told"}, {"urgency": "x"}])
def test_the_table_refuses_what_is_no_rule(bad: dict[str, Any]) -> None:
    row = {"urgency": "normal", "stage": "second", "unit": "working_day", "amount": 1, "source": "试"}
    with pytest.raises(IntegrityError), transaction.atomic():
        StageRule.objects.create(**{**row, **bad})
