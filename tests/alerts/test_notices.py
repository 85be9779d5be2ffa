"""The notice centre: what waits to be acknowledged, where notices went, and that saying so is not the same as seeing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from alerts.queries import NEED, notices, unread_by_box
from alerts.tell import tell
from documents.actions import reading
from documents.actions.handling import report
from people.models import Person
from tests.alerts.queue import alerted, as_, digest, sent
from tests.office import Office, again, handling, make_office
from workflow.clock import database_now
from workflow.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def task_of(doc: Any) -> Task:
    return Task.objects.about(doc).open().get(kind="handle")


def page(person: Person, address: str = "/notices/") -> str:
    return as_(again(person)).get(address).content.decode()


def test_escalated_stays_on_top_until_he_says_so(office: Office) -> None:
    doc = handling(office)
    up = alerted(office.head, task_of(doc), "escalated")
    for n in range(3):
        other = handling(office)
        alerted(office.head, task_of(other), "overdue", title=f"后来的{n}")
    first = notices(office.head, NEED)
    assert [line.waiting for line in first] == [True, False, False, False]
    assert first[0].id == up.pk
    shown = page(office.head)
    assert shown.count("待确认") == 1
    assert "升级督办" in shown
    as_(office.head).post("/notices/read/", {"all": "1"})  # seen, not acknowledged
    assert notices(office.head, NEED)[0].waiting
    reading.opened(doc, again(office.head))
    up.refresh_from_db()
    assert (up.read_at is not None, up.acked_at) == (True, None)
    assert "data-read" in page(office.head)
    as_(office.head).post("/notices/read/", {"one": up.pk})
    up.refresh_from_db()
    assert up.acked_at is not None
    after = notices(office.head, NEED)
    assert [line.waiting for line in after] == [False] * 4
    assert after[-1].id == up.pk  # in the order of time again
    assert "待确认" not in page(office.head)


def test_escalated_ends_with_the_work(office: Office) -> None:
    doc = handling(office)
    alerted(office.head, task_of(doc), "escalated")
    report(doc, by=office.unit_clerk, result="已办结。")
    assert notices(office.head, NEED) == []
    assert "待确认" not in page(office.head, "/notices/?box=about")


def test_a_later_urging_does_not_hide_that_it_waits(office: Office) -> None:
    """The line shows the newest word; the escalation under it still asks."""
    task = task_of(handling(office))
    up = alerted(office.head, task, "escalated")
    newest = alerted(office.head, task, "urged", occurrence=1, said="请今日报送。", by_name="吴十")
    [line] = notices(office.head, NEED)
    assert (line.id, line.times, line.waiting) == (newest.pk, 2, True)
    as_(office.head).post("/notices/read/", {"one": newest.pk})
    up.refresh_from_db()
    assert up.acked_at is not None
    [line] = notices(office.head, NEED)
    assert not line.waiting


def test_a_new_date_asks_no_longer_for_the_old_one(office: Office) -> None:
    task = task_of(handling(office))
    alerted(office.head, task, "escalated")
    Task.objects.filter(pk=task.pk).update(due_version=task.due_version + 1)
    task.refresh_from_db()
    assert notices(office.head, NEED) == []
    alerted(office.head, task, "due_soon")
    assert [line.waiting for line in notices(office.head, NEED)] == [False]


def test_acknowledging_is_read_too_and_only_ones_own(office: Office) -> None:
    task = task_of(handling(office))
    mine, his = alerted(office.head, task), alerted(office.unit_clerk, task)
    client = as_(office.head)
    for odd in ("", "x", "-1", "9" * 40, "１"):
        client.post("/notices/read/", {"one": odd})
    client.post("/notices/read/", {"pick": [mine.pk, his.pk]})
    mine.refresh_from_db()
    his.refresh_from_db()
    assert mine.acked_at is not None
    assert mine.read_at == mine.acked_at
    assert (his.read_at, his.acked_at) == (None, None)
    seen_first = alerted(office.head, task, "second")
    Alert.objects.filter(pk=seen_first.pk).update(read_at=database_now())
    seen_first.refresh_from_db()
    before = seen_first.read_at
    client.post("/notices/read/", {"one": seen_first.pk})
    seen_first.refresh_from_db()
    assert seen_first.read_at == before
    assert seen_first.acked_at is not None


def test_pages_go_on_among_those_that_wait(office: Office) -> None:
    """More wait than a page holds: each line is met once, those that wait before the others."""
    doc = handling(office)
    task = task_of(doc)
    tasks = []
    for n in range(60):
        copy = Task.objects.get(pk=task.pk)
        copy.pk, copy.subject_pk, copy.title = None, 10_000 + n, f"事项{n}"
        tasks.append(copy)
    Task.objects.bulk_create(tasks)
    for n, one in enumerate(tasks):
        alerted(office.head, one, "overdue" if n < 5 else "escalated")
    client, address, met = as_(office.head), "", []
    for _n in range(3):
        answer = client.get(f"/notices/{address}")
        met.append(answer.content.decode().count("<tr data-row"))
        address = answer.context["older"]
        if not address:
            break
    assert met == [50, 10]
    lines = notices(office.head, NEED, size=100)
    assert [line.waiting for line in lines] == [True] * 55 + [False] * 5
    assert len({line.id for line in lines}) == 60
    for bad in ("?top=2", "?top=1&id=x"):
        assert client.get(f"/notices/{bad}").status_code == 400


def test_the_numbers_stay_what_they_were(office: Office) -> None:
    """Acknowledgement is a matter of the line, not of the bell: what is read does not count."""
    task = task_of(handling(office))
    alerted(office.head, task, "escalated")
    assert unread_by_box(office.head)["need"] == "1"
    as_(office.head).post("/notices/read/", {"all": "1"})
    assert unread_by_box(office.head)["need"] == ""
    assert notices(office.head, NEED)[0].waiting


def test_where_a_notice_went(office: Office) -> None:
    task = task_of(handling(office))
    sent(alerted(office.head, task))
    assert "邮件已发" in page(office.head)
    tell([office.clerk], said="已批准", by=office.chief, now=database_now())
    tell([office.clerk], said="又批准", by=office.chief, now=database_now())
    first, second = Alert.objects.filter(recipient=office.clerk).order_by("id")
    digest(first, second)
    sent(first, "webhook", "dead", last_error="接收端没有应答。")
    sent(second, "sms", "new")
    shown = page(office.clerk, "/notices/?box=system")
    assert shown.count("汇总邮件已发") == 2
    assert "即时消息发送失败" in shown
    assert "短信" not in shown  # what waits is no news
    assert "没有应答" not in shown  # why it failed is for who looks after it


@pytest.mark.parametrize("box", ["need", "about", "system"])
def test_as_many_statements_for_three_as_for_one(office: Office, box: str) -> None:
    counts: list[int] = []
    for _n in range(2):
        for _m in range(1 + len(counts)):
            task = task_of(handling(office))
            sent(alerted(office.head, task, "escalated"))
            tell([office.head], said="知", by=office.chief, now=database_now())
        client = as_(again(office.head))
        client.get("/notices/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/notices/?box={box}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
