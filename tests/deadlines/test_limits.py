"""The calendar and the rules out of the database, and what other rooms ask of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from deadlines import limits
from deadlines.engine import recompute
from deadlines.models import CalendarDay, CalendarNotice, LimitPolicy, Step, Urgency
from deadlines.shipped import after_migrate

from .calendars import at, given_file, shipped

pytestmark = pytest.mark.django_db

URGENCY = {"特提": "flash", "特急": "top_urgent", "加急": "urgent", "平件": "normal", "平急": "routine"}
SAMPLE = [
    (URGENCY[name], step, limit["unit"], limit["amount"])
    for name, steps in given_file("sample_policy.json").items()
    for step, limit in steps.items()
]
DAY = date(2026, 3, 4)
START = at("2026-03-04T09:10")


def policy(**more):
    row = {"step": "handle", "unit": "working_day", "amount": 2, "source": "试", "effective_from": DAY}
    return LimitPolicy.objects.create(**{**row, **more})


def test_the_calendar_in_the_database_is_the_shipped_one():
    assert limits.calendar().special == shipped().special
    assert limits.calendar().version == shipped().version
    assert CalendarNotice.objects.get().issued_on == date(2025, 11, 4)


@pytest.mark.parametrize(("urgency", "step", "unit", "amount"), SAMPLE)
def test_default_limits_are_those_of_the_sample_office(urgency, step, unit, amount):
    limit = limits.limit_for(step, urgency=urgency, on=DAY)
    assert (limit.unit, limit.amount) == (unit, Decimal(str(amount)))
    assert "默认值（可调整）" in limit.source
    assert "规定" not in limit.source


@pytest.mark.parametrize("step", Step.values)
@pytest.mark.parametrize("urgency", [*Urgency.values, "", "unheard-of"])
def test_every_step_has_a_limit_for_every_urgency(step, urgency):
    found = limits.due_for(step, urgency=urgency, start=START)
    assert found.at > START
    assert found.at == found.original == recompute(found.trace)
    assert found.policy_id
    assert found.trace[0]["source"] == found.source


def test_the_sample_policy_is_complete():
    assert len(SAMPLE) == 25


def test_due_for_tells_all():
    found = limits.due_for("handle", urgency="normal", start=START)
    assert found.at == at("2026-03-18T17:30")
    assert (found.unit, found.amount, found.provisional) == ("working_day", 10, False)
    assert found.policy_id
    assert LimitPolicy.objects.get(pk=found.policy_id).step == "handle"


def test_the_closest_rule_counts():
    policy(category="action", amount=8)
    policy(category="action", urgency="normal", amount=7)
    policy(kind="request", amount=6)
    policy(flow="outgoing", amount=5)
    limits.reset()

    def amount(**more):
        return limits.limit_for("handle", urgency="normal", on=DAY, **more).amount

    assert amount() == 10
    assert amount(category="reading") == 5  # shipped: a reading item ends with its circulation
    assert amount(flow="outgoing") == 5
    assert amount(category="action") == 7
    assert amount(category="action", flow="outgoing") == 7
    assert amount(category="action", kind="request") == 6
    assert limits.limit_for("handle", urgency="urgent", category="action", on=DAY).amount == 8


def test_a_rule_is_superseded_by_dates_and_old_papers_keep_theirs():
    old = LimitPolicy.objects.get(step="handle", urgency="normal", category="")
    old.effective_to = date(2026, 6, 30)
    old.save()
    policy(urgency="normal", amount=8, effective_from=date(2026, 7, 1))
    limits.reset()
    assert limits.limit_for("handle", urgency="normal", on=date(2026, 6, 30)).amount == 10
    assert limits.limit_for("handle", urgency="normal", on=date(2026, 7, 1)).amount == 8


def test_a_step_no_rule_covers_gets_a_sentence():
    with pytest.raises(limits.NoLimit, match=r"没有“dance·加急”的时限规则.*。"):
        limits.limit_for("dance", urgency="urgent", on=DAY)
    with pytest.raises(limits.NoLimit, match="登记·平件"):
        limits.limit_for("register", urgency="normal", on=date(1999, 1, 1))


@pytest.mark.parametrize(
    "bad",
    [
        {"amount": 0},
        {"amount": -1},
        {"unit": "absolute"},
        {"unit": "week"},
        {"step": "dance"},
        {"urgency": "soon"},
        {"source": ""},
        {"effective_to": DAY - timedelta(days=1)},
        {"urgency": "normal"},  # overlaps the rule in force
    ],
)
def test_the_database_refuses_bad_rules(bad):
    with pytest.raises(IntegrityError), transaction.atomic():
        policy(**bad)


@pytest.mark.parametrize(
    "change", [{"amount": 3}, {"unit": "month"}, {"source": "改"}, {"effective_from": date(2025, 1, 1)}]
)
def test_a_rule_is_never_edited(change):
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        LimitPolicy.objects.filter(step="read", urgency="normal").update(**change)


def test_a_rule_ends_once_and_is_not_deleted_in_force():
    row = LimitPolicy.objects.filter(step="read", urgency="normal")
    row.update(effective_to=DAY)
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        row.update(effective_to=None)
    with pytest.raises(IntegrityError, match="in force"), transaction.atomic():
        row.delete()
    policy(urgency="normal", step="read", effective_from=date(2150, 1, 1)).delete()


@pytest.mark.parametrize(
    "bad", [{"kind": "weekend"}, {"date": date(2026, 1, 1)}, {"kind": "make_up", "statutory": True}]
)
def test_the_database_refuses_bad_days(bad):
    row = {"date": date(2026, 8, 8), "kind": "holiday", "name": "试", "notice": CalendarNotice.objects.get()}
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(**{**row, **bad})


def test_nothing_is_asked_of_the_database_twice(django_assert_num_queries):
    with django_assert_num_queries(5):
        limits.calendar()
    with django_assert_num_queries(0):
        for urgency in Urgency.values:
            found = limits.due_for("read", urgency=urgency, start=START)
            limits.lamp(found.at, START)
            limits.stage(found.at, START)
            limits.parse_typed("+3", START)


def test_a_change_elsewhere_is_seen_when_the_memory_is_old(settings, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr("deadlines.store.monotonic", lambda: clock[0])
    notice = CalendarNotice.objects.get()
    before = limits.calendar()
    CalendarDay.objects.create(date=date(2026, 8, 7), kind="holiday", name="地方节日", notice=notice)
    clock[0] += 59
    assert limits.calendar() is before
    settings.DEADLINES_CACHE_SECONDS = None
    clock[0] += 10_000
    assert limits.calendar() is before
    settings.DEADLINES_CACHE_SECONDS = 60
    assert not limits.calendar().works(date(2026, 8, 7))
    assert limits.calendar().version != before.version


def test_an_emptied_database_gets_its_calendar_and_rules_back():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE deadlines_calendarday, deadlines_calendarnotice, deadlines_limitpolicy")
    limits.reset()
    assert not limits.calendar().notices
    assert limits.calendar().version.startswith("weekend-rule")
    after_migrate(apps.get_app_config("deadlines"))
    after_migrate(apps.get_app_config("deadlines"))  # and only once
    assert limits.calendar().version == shipped().version
    assert limits.limit_for("handle", urgency="normal", on=DAY).amount == 10


def test_typed_counted_and_fixed_dates_carry_their_reason():
    typed = limits.parse_typed("+5", at("2026-09-14T09:20"), source="拟办人设定", rule="handle")
    assert typed.at == at("2026-09-20T17:30")
    assert (typed.source, typed.trace[0]["rule"], typed.policy_id) == ("拟办人设定", "handle", None)
    dated = limits.parse_typed("0313", at("2026-03-06T16:40"), source="来文要求：3月13日前")
    assert (dated.at, dated.unit, dated.amount) == (at("2026-03-13T17:30"), "absolute", None)
    assert limits.counted("calendar_day", 15, start=at("2026-09-16T10:00"), source="批示").at == at(
        "2026-10-08T17:30"
    )
    fixed = limits.fixed(at("2026-02-17T08:00"), start=at("2026-02-16T23:40"), source="来文要求")
    assert fixed.at == recompute(fixed.trace) == at("2026-02-17T08:00")


@pytest.mark.parametrize("text", ["+0", "+9999", "？", "0230", "2026-03-03", "+"])
def test_bad_typing_is_a_value_error_with_a_sentence(text):
    with pytest.raises(ValueError, match="。$"):
        limits.parse_typed(text, START)


def test_next_year_is_counted_and_marked():
    found = limits.due_for("handle", urgency="normal", start=at("2026-12-28T09:00"))
    assert found.provisional
    assert found.at.year == 2027
    assert limits.lamp(found.at, at("2027-01-04T09:00"))[0] in ("green", "yellow")
