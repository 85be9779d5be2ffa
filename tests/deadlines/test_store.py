"""The calendar out of the tables: newest versions, local days over national ones, hours by season."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection

from deadlines import limits, store
from deadlines.days import Day
from deadlines.engine import due, explain
from deadlines.hours import OFFICE_HOURS, Season
from deadlines.models import CalendarDay, CalendarNotice, OfficeHours
from deadlines.store import LOCAL, NATIONAL, Notice, compose

from .calendars import at, shipped

pytestmark = pytest.mark.django_db
SUMMER = [["08:00", "12:00"], ["15:00", "18:00"]]


def notice(year, scope, version, text, **days):
    row = CalendarNotice.objects.create(
        year=year, scope=scope, version=version, text=text, source=text, issued_on=date(year - 1, 11, 5)
    )
    for name, kind in days.items():
        CalendarDay.objects.create(
            notice=row, date=date(year, int(name[1:3]), int(name[3:])), kind=kind, name="某日"
        )
    store.reset()
    return row


def summer(**more):
    row = {
        "name": "夏令时间",
        "month": 5,
        "day": 1,
        "spans": SUMMER,
        "source": "本办通知",
        "since": date(2026, 1, 1),
    }
    OfficeHours.objects.create(**{**row, **more})
    store.reset()


def test_a_correction_takes_the_place_of_what_it_corrects():
    notice(2027, NATIONAL, 1, "通知", d0101="holiday", d0104="holiday")
    notice(2027, NATIONAL, 2, "更正通知", d0101="holiday")
    kept = limits.calendar()
    assert kept.day(date(2027, 1, 1)).notice == "更正通知"
    assert kept.works(date(2027, 1, 4))
    assert (kept.notices[2027], kept.editions[2027]) == ("更正通知", 2)


def test_local_days_lie_over_the_national_ones():
    notice(2026, LOCAL, 1, "自治区放假通知", d0320="holiday", d0214="holiday")
    kept = limits.calendar()
    assert kept.day(date(2026, 3, 20)) == Day("holiday", "某日", False, "自治区放假通知", True)
    assert not kept.works(date(2026, 2, 14)), "a make-up day of the State Council, off here"
    assert kept.notices[2026] == shipped().notices[2026]
    found = due(at("2026-03-19T10:00"), "working_day", 1, kept)
    assert found.at == at("2026-03-23T17:30")
    assert "跳过3月20日（周五）：某日（自治区放假通知）" in explain(found.trace, "zh-hans")


def test_local_days_may_be_taken_back():
    notice(2026, LOCAL, 1, "自治区放假通知", d0320="holiday")
    notice(2026, LOCAL, 2, "撤销")
    assert limits.calendar().special == shipped().special


def test_a_local_notice_leaves_the_year_provisional():
    notice(2027, LOCAL, 1, "自治区放假通知", d0320="holiday")
    found = due(at("2027-03-19T10:00"), "working_day", 1, limits.calendar())
    assert found.at == at("2027-03-22T17:30")
    assert found.provisional


def test_the_office_has_its_hours_from_the_start():
    row = OfficeHours.objects.get()
    assert (row.name, row.month, row.day, row.spans) == (
        "全年",
        1,
        1,
        [["08:30", "12:00"], ["14:00", "17:30"]],
    )
    assert row.source == "本办公厅默认值（可调整）"
    assert limits.calendar().hours_on(date(2026, 7, 1)) == OFFICE_HOURS


def test_hours_go_by_the_day():
    summer()
    OfficeHours.objects.create(
        name="冬令时间", month=10, day=1, spans=[["09:00", "12:00"], ["13:30", "17:00"]], source="本办", since=date(2026, 1, 1)
    )  # fmt: skip
    store.reset()
    kept = limits.calendar()
    closes = {day: kept.close_on(date.fromisoformat(day)) for day in ("2026-04-30", "2026-05-01", "2026-09-30", "2026-10-01", "2026-12-31", "2027-01-01")}  # fmt: skip
    assert list(closes.values()) == [time(17, 30), time(18), time(18), time(17), time(17), time(17, 30)]
    assert limits.on_day(date(2026, 6, 1), start=at("2026-03-02T09:00"), source="交办").at == at(
        "2026-06-01T18:00"
    )
    assert limits.parse_typed("2026-06-01", at("2026-03-02T09:00")).at == at("2026-06-01T18:00")
    assert limits.counted("working_day", 2, start=at("2026-09-29T09:00"), source="试").at == at(
        "2026-10-08T17:00"
    )


def test_the_last_season_of_a_year_goes_on_in_the_next():
    OfficeHours.objects.all().delete()
    summer()
    summer(name="冬令时间", month=10, spans=[["09:00", "17:00"]])
    kept = limits.calendar()
    assert kept.close_on(date(2027, 4, 30)) == time(17)
    assert kept.close_on(date(2025, 12, 31)) == time(17, 30), "before there was a table"


def test_the_version_tells_of_local_days_and_hours():
    versions = [limits.calendar().version]
    notice(2026, LOCAL, 1, "自治区放假通知", d0320="holiday")
    versions.append(limits.calendar().version)
    summer()
    versions.append(limits.calendar().version)
    assert len(set(versions)) == 3
    assert all(version.startswith("2026.1-") for version in versions)


def test_the_rules_as_they_would_be_are_not_kept():
    stands = limits.calendar()
    new = Notice(2027, NATIONAL, 1, "通知", {date(2027, 1, 1): Day("holiday", "元旦", True, "通知")})
    rules = store.would_be(notices=[new], seasons=[Season(1, 1, ((time(9), time(17)),), date(2026, 1, 1))])
    assert not rules.calendar.provisional(date(2027, 1, 1))
    assert rules.calendar.close_on(date(2026, 3, 2)) == time(17)
    assert rules.limits == store.rules().limits
    assert rules.found == {}
    assert limits.calendar() is stands
    assert store.would_be(limits={}).limits == {}


def test_a_list_of_many_rows_is_quick(django_assert_num_queries):
    """Lists call this for every row: no loop over days, no query."""
    seasons = [Season(m, 1, OFFICE_HOURS, date(2020, 1, 1)) for m in range(1, 13)]
    kept = compose(store.read_notices(), seasons)
    with django_assert_num_queries(0):
        first = date(2026, 1, 1)
        assert sum(kept.working_days(first, first + timedelta(days=n % 700)) for n in range(20_000))


def test_a_notice_saved_between_the_two_statements_that_read_it():
    """Notices are read, then their days: days of one that the first statement has not seen are left for the next time."""
    written: list[bool] = []

    def meanwhile(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if not written and "deadlines_calendarnotice" in sql and sql.startswith("SELECT"):
            written.append(True)
            notice(2031, NATIONAL, 1, "通知", d0101="holiday")
        return answer

    with connection.execute_wrapper(meanwhile):
        assert 2031 not in {row.year for row in store.read_notices()}
    assert date(2031, 1, 1) in next(row for row in store.read_notices() if row.year == 2031).days
