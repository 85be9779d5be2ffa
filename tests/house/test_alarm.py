"""The alerter is watched: a system administrator sees on every page that it is silent, and on one page what did not go out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from alerts.models import Alert, Delivery, Scan
from docflow import alarm, context, self_check
from docflow.health import SILENT
from docflow.models import Heartbeat
from docflow.self_check import GREEN, RED, YELLOW
from people.models import Person
from tests.office import Office, fresh, make_office
from workflow.clock import database_now

pytestmark = pytest.mark.django_db
PAGES = ("/people/", "/notices/", "/help/", "/self-check/", "/settings/")


@pytest.fixture
def office() -> Office:
    return make_office()


def finished(part: str, ago: int) -> None:
    at = database_now() - timedelta(seconds=ago)
    Heartbeat.objects.update_or_create(part=part, defaults={"at": at})


def page(who: Person, url: str) -> str:
    client = Client()
    client.force_login(fresh(who))
    return client.get(url).content.decode()


@pytest.mark.parametrize("url", PAGES)
def test_red_on_every_page_of_the_system_administrator_after_three_minutes(office: Office, url: str) -> None:
    finished("scan", SILENT - 10)
    finished("deliver", SILENT - 10)
    assert 'class="alarm"' not in page(office.admin, url)
    finished("scan", SILENT + 10)
    text = page(office.admin, url)
    assert text.count('class="alarm"') == 1
    assert "提醒扫描从 20" in text
    assert "提醒投递从" not in text
    finished("deliver", SILENT + 10)
    assert "提醒投递从 20" in page(office.admin, url)


def test_one_that_never_ran_is_silent_too(office: Office) -> None:
    Heartbeat.objects.all().delete()
    text = page(office.admin, "/help/")
    assert "提醒扫描还没有完成过" in text
    assert "提醒投递还没有完成过" in text


def test_a_stamp_from_the_future_is_silence(office: Office) -> None:
    """The clock was set back after it: whoever died with it would be called alive until that hour comes."""
    finished("scan", -86400)
    finished("deliver", 10)
    text = page(office.admin, "/help/")
    assert "提醒扫描还没有完成过" in text
    assert "提醒投递" not in text


def test_for_the_system_administrator_alone_and_for_one_statement(
    office: Office, django_assert_num_queries: Any
) -> None:
    finished("scan", SILENT * 100)
    for who in (office.clerk, office.chief, office.leader, office.auditor, office.secadmin, office.outsider):
        assert 'class="alarm"' not in page(who, "/help/")
        him = fresh(who)
        assert him.hats.roles
        with django_assert_num_queries(0):
            assert alarm.alarm(him) == []
    him = fresh(office.admin)
    assert him.hats.roles
    with django_assert_num_queries(1):
        assert alarm.alarm(him)


def test_the_page_answers_when_it_cannot_be_asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> list[Any]:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(context, "alarm", broken)
    assert "操作指南" in page(office.admin, "/help/")


# -- what did not go out --------------------------------------------------------------------------------


def sent(office: Office, state: str, **fields: Any) -> Delivery:
    now = database_now()
    alert = Alert.objects.create(
        recipient=office.clerk, stage="told", said="x", created_at=now, spread_at=now
    )
    values: dict[str, Any] = {"created_at": now, "next_try": now, **fields}
    return Delivery.objects.create(alert=alert, recipient=office.clerk, channel="mail", state=state, **values)


def ago(minutes: float) -> Any:
    return database_now() - timedelta(minutes=minutes)


def line(label: str) -> Any:
    return next(one for one in self_check.alerting({}) if one.label == label)


def test_what_waits_for_nobodys_fault(office: Office) -> None:
    sent(office, "sent", sent_at=database_now(), created_at=ago(600), next_try=ago(600))
    assert (line("待发积压").found, line("发送失败").found) == ("没有", "没有")
    sent(office, "new", created_at=ago(600), next_try=ago(-60))  # held for the morning
    assert (line("待发积压").colour, line("待发积压").found) == (GREEN, "1 件待发")
    assert line("发送失败").colour == GREEN


@pytest.mark.parametrize(
    ("minutes", "colour", "found"),
    [
        (2, GREEN, "1 件待发"),
        (50, YELLOW, "1 件待发，应发未发最久 50 分钟"),
        (130, RED, "1 件待发，应发未发最久 2 小时"),
    ],
)
def test_what_should_be_out_and_since_when(office: Office, minutes: int, colour: str, found: str) -> None:
    sent(office, "new", created_at=ago(600), next_try=ago(minutes))
    assert (line("待发积压").colour, line("待发积压").found) == (colour, found)


def test_what_waits_for_a_second_try(office: Office) -> None:
    sent(office, "new", created_at=ago(50), next_try=ago(-200), attempts=4)
    assert (line("待发积压").colour, line("待发积压").found) == (
        YELLOW,
        "1 件待发，1 件发过没有成功、等待重试",
    )


def test_the_dead_are_counted(office: Office) -> None:
    sent(office, "dead", attempts=5, created_at=ago(900))
    sent(office, "cancelled", created_at=ago(900))
    assert (line("发送失败").colour, line("发送失败").found) == (RED, "1 件多次没有发出，已停止重试")


def test_the_dead_are_a_click_away(office: Office) -> None:
    sent(office, "dead", attempts=5, created_at=ago(900))
    place = line("发送失败").place
    assert f'href="{place}"' in page(office.admin, "/self-check/")
    client = Client()
    client.force_login(fresh(office.admin))
    assert client.get(place).status_code == 200


def test_what_the_scan_passed_over(office: Office) -> None:
    assert (line("扫描略过").colour, line("扫描略过").found) == (GREEN, "没有")
    now = database_now()
    Scan.objects.create(pk=1, upto=now, lines=[], passed_over=[3, 8], swept_at=now)
    assert (line("扫描略过").colour, line("扫描略过").found) == (RED, "2 项办理没有写成提醒")


@pytest.mark.parametrize(
    ("age", "colour", "found"),
    [
        (4, GREEN, "4 秒"),
        (179, GREEN, "179 秒"),
        (600, RED, "10 分钟"),
        (40_000, RED, "11 小时"),
        (None, RED, "还没有"),
    ],
)
def test_when_scan_and_deliveries_last_ended_well(
    office: Office, age: int | None, colour: str, found: str
) -> None:
    ages = {} if age is None else {"scan": age, "deliver": age}
    for one in list(self_check.alerting(ages))[:2]:
        assert one.colour == colour
        assert found in one.found
