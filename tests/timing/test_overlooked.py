"""What was counted by rules that do not stand any more is found at night, and put right as it was shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import Alert
from deadlines import store
from deadlines.models import CalendarDay, CalendarNotice, LimitPolicy
from docflow import tasks
from documents.models import Document
from tests.office import Office, make_office, registered
from timing.queries.overlooked import overlooked
from workflow.models import Entry, Task

pytestmark = pytest.mark.django_db
PAGE = "/calendar/again/"


@pytest.fixture
def office(db: None) -> Office:
    store.reset()
    return make_office()


@contextmanager
def another_process() -> Iterator[None]:
    """What is done inside is done with the rules from before."""
    kept = store.rules()
    yield
    store._rules = kept


def next_days_off(days: int = 4) -> None:
    """The next working days are none any more; nobody listed what that moves."""
    today = timezone.localdate()
    row = CalendarNotice.objects.create(
        year=today.year, scope="local", version=1, text="本地通知", source="本地通知", issued_on=today
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(notice=row, date=today + timedelta(days=n), kind="holiday", name="地方节日")
        for n in range(1, days + 1)
        if (today + timedelta(days=n)).year == today.year
    )


def other_rule(since: date) -> None:
    """Handling takes twenty working days from then on."""
    which = {"step": "handle", "urgency": "normal", "flow": "", "category": "action", "kind": ""}
    LimitPolicy.objects.create(
        **which, unit="working_day", amount=Decimal(20), source="新规则", effective_from=since
    )


def late(office: Office) -> Document:
    """A paper registered by a process that has the rules from before the days off."""
    with another_process():
        next_days_off()
    return registered(office)


def test_a_date_on_the_old_calendar_is_found(office: Office) -> None:
    doc = late(office)
    found = [move for move in overlooked() if move.subject_pk == doc.pk]
    assert [move.whose for move in found] == ["paper", "task"]
    assert all(move.before < move.after for move in found)


def test_a_date_by_the_old_rule_is_found(office: Office) -> None:
    with another_process():
        other_rule(timezone.localdate())
    doc = registered(office)
    [move] = [m for m in overlooked() if m.subject_pk == doc.pk and m.whose == "paper"]
    assert (move.due.amount, move.due.source) == (Decimal(20), "新规则")


def test_what_began_before_a_rule_stays_by_the_other(office: Office) -> None:
    doc = registered(office)
    other_rule(timezone.localdate() + timedelta(days=1))
    assert [m for m in overlooked() if m.subject_pk == doc.pk] == []


def test_the_night_tells_administrators_and_moves_nothing(office: Office) -> None:
    tasks.dates()
    assert not Alert.objects.filter(said__contains="复核期限").exists()
    doc = late(office)
    n = len(overlooked())
    tasks.dates()
    tasks.dates()
    [alert] = Alert.objects.filter(said__contains="复核期限")
    assert alert.recipient == office.admin
    assert f"有 {n} 个在办期限" in alert.said
    assert Document.objects.get(pk=doc.pk).due_at == doc.due_at


def test_an_administrator_puts_right_what_is_shown(office: Office, client: Client) -> None:
    doc = late(office)
    client.force_login(office.admin)
    found = {m.pk: m.after for m in overlooked()}
    page = client.get(PAGE)
    assert doc.receipt_no in page.content.decode()
    assert client.post(PAGE, hidden(page)).status_code == 302
    assert overlooked() == []
    task = Task.objects.about(doc).get(status="open")
    assert task.due_at == found[task.pk]
    entry = Entry.objects.filter(subject_kind="document", subject_pk=doc.pk).latest("seq")
    assert (entry.verb, entry.reason) == ("redate", "期限复核")
    assert "按现行日历和规则复核" in client.get("/calendar/").content.decode()
    assert "没有要更正的" in client.get(PAGE).content.decode()


def test_another_list_is_shown_again(office: Office, client: Client) -> None:
    late(office)
    client.force_login(office.admin)
    page = client.get(PAGE)
    calendar = CalendarNotice.objects.get(scope="local")
    CalendarDay.objects.filter(notice=calendar).order_by("date")[1:2].get().delete()
    answer = client.post(PAGE, hidden(page))
    assert answer.status_code == 409
    assert not Entry.objects.filter(verb="count_again").exists()
    assert client.post(PAGE, hidden(answer)).status_code == 302


def test_nothing_to_put_right_is_no_act(office: Office, client: Client) -> None:
    client.force_login(office.admin)
    late(office)
    typed = hidden(client.get(PAGE))
    assert client.post(PAGE, typed).status_code == 302
    fresh = typed | {"key": "k" * 24}
    assert client.post(PAGE, fresh).status_code in (409, 422)
    assert Entry.objects.filter(verb="count_again").count() == 1


def test_statements_do_not_grow_with_the_dates(office: Office) -> None:
    counts = []
    late(office)
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            overlooked()
        counts.append(len(seen))
        for _n in range(3):
            registered(office)
    assert counts[0] == counts[1]


def hidden(answer: Any) -> dict[str, str]:
    """What the form that confirms carries."""
    return dict(
        re.findall(r'<input type="hidden" name="(seen|moved|key)" value="([^"]+)"', answer.content.decode())
    )
