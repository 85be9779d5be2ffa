"""Late outside: told every hour, once, to everybody concerned; two ticks at once tell once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from alerts.models import Alert
from docflow import tasks
from docflow.celery import app
from people.models import Appointment
from seals.actions.alarms import alarm
from seals.models import Seal, SealTakeout
from seals.queries.takeouts import late
from tests.seals.takeouts.trip import Trip, approved, back, make_trip, out
from workflow.clock import database_now
from workflow.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def t() -> Trip:
    return make_trip()


def told() -> list[str]:
    return sorted(Alert.objects.filter(said__contains="未归还").values_list("recipient__name", flat=True))


def test_nobody_is_told_before_its_time(t: Trip) -> None:
    row = out(t)
    assert alarm(row.until) == 0
    approved(t)
    assert alarm(row.until - timedelta(hours=1)) == 0
    assert told() == []


def test_every_hour_once(t: Trip) -> None:
    row = out(t)
    late_at = row.until + timedelta(minutes=10)
    assert [alarm(late_at), alarm(late_at), alarm(late_at + timedelta(minutes=55))] == [1, 0, 0]
    assert told() == sorted(["褚四四", "冯二二", "吴十", "郑一一"]), (
        "travellers, keeper, the chiefs of his unit"
    )
    said = Alert.objects.filter(said__contains="未归还").first()
    assert said is not None
    assert (said.subject_kind, said.subject_ref, said.title) == ("seal_takeout", row.ref, "到现场签订协议")
    assert "0 小时 10 分钟" in said.said
    assert alarm(late_at + timedelta(hours=1)) == 1
    assert len(told()) == 8


def test_after_a_limit_the_secretary_general_hears_it(t: Trip) -> None:
    row = out(t)
    alarm(row.until + timedelta(hours=3, minutes=59))
    assert "孙一" not in told()
    alarm(row.until + timedelta(hours=5))
    assert told().count("孙一") == 1


def test_back_or_lost_is_no_longer_late(t: Trip) -> None:
    row = out(t)
    when = row.until + timedelta(hours=1)
    assert list(late(when)) == [row]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE seals_seal SET state = 'lost', disabled_on = now(), disabled_why = '遗失', version = version + 1, "
            "entry_count = entry_count + 1"
        )
    assert (alarm(when), list(late(when))) == (0, [])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE seals_seal SET state = 'suspended', version = version + 1, entry_count = entry_count + 1"
        )
    assert Seal.objects.get().state == "suspended"
    assert list(late(when)) == [row]
    back(t, row)
    assert (alarm(when), list(late(when))) == (0, [])


def test_the_alarm_comes_though_both_have_left(t: Trip) -> None:
    row = out(t)
    connection.check_constraints()
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(person__in=t.travellers).update(until=yesterday)
    assert alarm(row.until + timedelta(hours=1)) == 1
    connection.check_constraints()
    assert "吴十" in told()


def test_the_tick_is_in_the_timetable(t: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app.conf.beat_schedule["seal_alarms"]["task"] == tasks.seal_alarms.name
    row = out(t)

    def later() -> datetime:
        return row.until + timedelta(minutes=1)

    monkeypatch.setattr(tasks, "database_now", later)
    tasks.seal_alarms()
    tasks.seal_alarms()
    assert len(told()) == 4


def test_the_task_of_both_is_due_then(t: Trip) -> None:
    row = out(t, until=database_now() + timedelta(hours=2))
    assert set(Task.objects.about(row).open().values_list("due_at", flat=True)) == {row.until}
    assert SealTakeout.objects.get().alarmed_at is None
