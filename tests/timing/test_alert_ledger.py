"""The ledger of alerts: who sees it, what of it, which lines a filter finds, and that what failed is sent again once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert, Delivery
from alerts.scan import settle
from alerts.tell import tell
from deadlines.days import local
from docflow.web.errors import Incomplete, NotAllowed
from documents.actions.handling import report
from documents.models import Document
from people.models import Person
from tests.alerts.queue import alerted, as_, digest, sent
from tests.office import Office, again, handling, make_office, registered
from tests.races.threads import at_once
from timing.actions.resending import resend_alerts
from timing.models import Timetable
from workflow.clock import database_now
from workflow.models import Entry, Task

WATCHERS = ("chief", "deputy", "supervisor", "admin", "auditor")
KNOWING = ("chief", "deputy", "supervisor")


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def task_of(doc: Any) -> Task:
    return Task.objects.about(doc).open().get(kind="handle")


def page(person: Person, query: str = "") -> str:
    answer = as_(again(person)).get(f"/alerts/ledger/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def lines(person: Person, query: str = "") -> int:
    return page(person, query).count("<tr data-row")


# -- who, and what ------------------------------------------------------------------------------------


def test_who_sees_it_and_who_knows_of_what(office: Office) -> None:
    doc = handling(office)
    alerted(office.head, task_of(doc), said="请今日报送数字。", stage="urged", by_name="吴十", occurrence=2)
    for name, person in office.everybody().items():
        answer = as_(again(person)).get("/alerts/ledger/")
        assert answer.status_code == (200 if name in WATCHERS else 404), name
        if name in WATCHERS:
            text = answer.content.decode()
            assert doc.receipt_no in text
            assert ("吴十 第 2 次催办" in text) is True
            assert (doc.title in text) is (name in KNOWING), name
            assert ("请今日报送数字" in text) is (name in KNOWING), name
            assert (f"/documents/{doc.ref}/" in text) is (name in KNOWING), name


def test_titles_of_what_he_may_not_see_are_withheld(office: Office) -> None:
    """A work secret is seen by whom it was given to: the supervisor was not given it."""
    doc = handling(office)
    Document.objects.filter(pk=doc.pk).update(work_secret=True)
    alerted(office.head, task_of(doc), said="秘密的话", stage="urged", by_name="吴十")
    tell([office.head], said="秘密的结果", by=office.chief, now=database_now(), subject=doc)
    for person in (office.supervisor, office.admin, office.auditor):
        text = page(person)
        assert doc.title not in text
        assert "秘密的" not in text
        assert doc.receipt_no in text
    assert "标题您无权查看" in page(office.supervisor)
    assert doc.title in page(office.chief)  # it was given to him


def test_system_notices_are_no_matter_for_administrators(office: Office) -> None:
    tell([office.chief], said="空号：江政办〔2026〕第3号", by=None, now=database_now())
    assert "空号" in page(office.supervisor)
    assert "空号" not in page(office.admin)
    assert "系统通知" in page(office.admin)


def test_what_was_taken_from_its_reader_is_known_by_its_task(office: Office) -> None:
    doc = handling(office)
    alerted(office.head, task_of(doc), title="", subject_ref="")
    assert doc.title in page(office.chief)
    assert doc.title not in page(office.admin)
    tell([office.head], said="已收回", by=office.chief, now=database_now(), subject=doc, title="")
    assert "已撤回" in page(office.chief)
    assert "已收回" not in page(office.chief)


def test_what_became_of_it(office: Office) -> None:
    doc = handling(office)
    alert = alerted(office.head, task_of(doc), "escalated")
    sent(alert, "mail", "dead", last_error="邮件服务器没有应答。", attempts=5)
    sent(alert, "sms", "cancelled", last_error="事项已办结、收回或改期。")
    digest(alert, channel="webhook")
    text = page(office.chief)
    for words in (
        "未读",
        "未办",
        "发送失败",
        "邮件服务器没有应答。",
        "试了 5 次",
        "已取消",
        "汇总已发",
        "升级督办",
    ):
        assert words in text, words
    as_(office.head).post("/notices/read/", {"one": alert.pk})
    report(doc, by=office.unit_clerk, result="已办结。")
    text = page(office.chief)
    assert "确认 " in text
    assert office.unit_clerk.name in text
    assert "未办" not in text


def test_what_was_closed_unseen_is_not_called_read(office: Office) -> None:
    """Done, moved or recalled before he looked: the ledger is evidence, and he never had it on his screen."""
    doc = handling(office)
    alert = alerted(office.head, task_of(doc))
    report(doc, by=office.unit_clerk, result="已办结。")
    settle(database_now())
    text = page(office.chief)
    assert "未读，已不再提醒" in text
    assert "已读 " not in text
    as_(office.head).post("/notices/read/", {"one": alert.pk})
    assert "确认 " in page(office.chief)


# -- filters ------------------------------------------------------------------------------------------


def test_each_filter_finds_its_lines(office: Office) -> None:
    doc, other = handling(office), handling(office)
    first = alerted(office.head, task_of(doc), "escalated")
    second = alerted(office.unit_clerk, task_of(other), "overdue")
    old = alerted(office.head, task_of(other), "due_soon")
    Alert.objects.filter(pk=old.pk).update(created_at=database_now() - timedelta(days=40))
    sent(first, "mail", "dead")
    digest(second, state="dead", channel="webhook")
    sent(old, "mail", "new")
    now = local(database_now())  # the page means the days of Shanghai
    day = f"{now:%Y-%m-%d}"
    found = {
        "": 3, "?who=何明": 2, "?who=unit1": 1, "?who=没有": 0, "?stage=escalated": 1, "?channel=mail": 2,
        "?channel=webhook": 1, "?state=dead": 2, "?state=waiting": 1, "?state=sent": 0, "?state=dead&channel=mail": 1,
        f"?matter={doc.receipt_no}": 1, f"?matter={other.ref}": 2, "?matter=没有〔2026〕1号": 0, f"?since={day}": 2,
        f"?until={day}": 3, f"?until={(now - timedelta(days=30)):%Y-%m-%d}": 1,
        f"?matter={doc.receipt_no}&who=何明&state=dead&stage=escalated": 1,
    }  # fmt: skip
    for query, count in found.items():
        for who in (office.chief, office.admin):
            assert lines(who, query) == count, query


@pytest.mark.parametrize(
    "bad",
    [
        "?stage=x", "?channel=fax", "?state=merged2", "?since=2026-13-01", "?since=昨天", "?since=1130&until=1101",
        "?before=x", "?before=1&after=2", "?before=" + "9" * 30, "?who=" + "长" * 200, "?matter=%00", "?who=%ED%A0%80",
    ],
)  # fmt: skip
def test_bad_addresses_are_answered(office: Office, bad: str) -> None:
    answer = as_(office.chief).get(f"/alerts/ledger/{bad}")
    assert answer.status_code == 400
    text = answer.content.decode()
    assert 'id="errs"' in text or text == "地址不是有效的文字。"


def test_pages_both_ways(office: Office) -> None:
    task = task_of(handling(office))
    for n in range(120):
        tell([office.head], said=f"第{n:03}条", by=office.chief, now=database_now())
    alerted(office.head, task)
    client = as_(office.chief)
    first = client.get("/alerts/ledger/?who=何明")
    assert first.content.decode().count("<tr data-row") == 50
    assert "99+" in first.content.decode()
    second = client.get(f"/alerts/ledger/{first.context['older']}")
    third = client.get(f"/alerts/ledger/{second.context['older']}")
    assert third.content.decode().count("<tr data-row") == 21
    assert third.context["older"] == ""
    back = client.get(f"/alerts/ledger/{third.context['newer']}")
    assert [line.id for line in back.context["page"].rows] == [
        line.id for line in second.context["page"].rows
    ]


def test_as_many_statements_for_three_as_for_one(office: Office) -> None:
    counts = []
    for n in (1, 3):
        for _m in range(n):
            alert = alerted(office.head, task_of(handling(office)))
            sent(alert, "mail", "dead")
            digest(alert, channel="sms")
            tell([office.head], said="知", by=office.chief, now=database_now())
        for who in (office.chief, office.admin):
            client = as_(again(who))
            client.get("/alerts/ledger/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/alerts/ledger/?state=dead")
            counts.append(len(queries))
    assert counts[0] == counts[2]
    assert counts[1] == counts[3]


# -- dead letters -------------------------------------------------------------------------------------


def test_what_failed_is_sent_again_under_its_own_number(office: Office) -> None:
    alert = alerted(office.head, task_of(handling(office)))
    row = sent(alert, "mail", "dead", attempts=5, last_error="邮件服务器没有应答。")
    text = page(office.admin, "?state=dead")
    assert "重发所选" in text
    assert f'value="{alert.pk}"' in text
    for who in (office.chief, office.auditor):
        assert "重发所选" not in page(who, "?state=dead")
    assert "重发所选" not in page(office.admin)
    answer = as_(office.admin).post(
        "/alerts/ledger/resend/", {"pick": [alert.pk], "key": "k" * 20}, follow=True
    )
    assert "已重新排队 1 条" in answer.content.decode()
    again_ = Delivery.objects.get(pk=row.pk)
    assert (again_.state, again_.message_id, again_.resent_by_name) == ("new", row.message_id, "朱十十")
    entry = Entry.objects.get(verb="alerts_resend")
    assert entry.data["deliveries"] == [row.pk]
    assert "朱十十 重发" in page(office.chief)
    answer = as_(office.admin).post(
        "/alerts/ledger/resend/", {"pick": [alert.pk], "key": "q" * 20}, follow=True
    )
    assert "朱十十 已经重发" in answer.content.decode()
    assert Entry.objects.filter(verb="alerts_resend").count() == 1


def test_several_at_once_each_with_its_answer(office: Office) -> None:
    task = task_of(handling(office))
    good, done, carried, fellow = (alerted(office.head, task, "urged", occurrence=n) for n in range(4))
    first, second = sent(good, "mail", "dead"), sent(done, "mail", "sent")
    whole = digest(carried, fellow, state="dead", channel="sms")
    data = {"pick": [one.pk for one in (good, done, carried, fellow)], "key": "k" * 20}
    text = as_(office.admin).post("/alerts/ledger/resend/", data, follow=True).content.decode()
    assert "已重新排队 2 条" in text  # the digest once, though it carries two
    assert "何明远 的邮件：已于" in text
    states = [Delivery.objects.get(pk=one.pk).state for one in (first, second, whole)]
    assert states == ["new", "sent", "new"]


def test_only_the_system_administrator_sends_again(office: Office) -> None:
    alert = alerted(office.head, task_of(handling(office)))
    row = sent(alert, "mail", "dead")
    for name, person in office.everybody().items():
        if name != "admin":
            answer = as_(again(person)).post("/alerts/ledger/resend/", {"pick": [alert.pk], "key": "k" * 20})
            assert answer.status_code == 404, name
            with pytest.raises(NotAllowed):
                resend_alerts(Timetable.the(), by=again(person), alerts=[alert.pk])
    row.refresh_from_db()
    assert row.state == "dead"
    assert as_(office.admin).get("/alerts/ledger/resend/").status_code == 405


@pytest.mark.parametrize(
    "data",
    [{}, {"key": "k" * 20}, {"pick": ["x"], "key": "k" * 20}, {"pick": ["9" * 40], "key": "k" * 20}, {"pick": ["1"]},
     {"pick": ["4294967296"], "key": "k" * 20}, {"pick": [str(n) for n in range(200)], "key": "k" * 20}],
)  # fmt: skip
def test_nonsense_is_answered_with_a_sentence(office: Office, data: dict[str, Any]) -> None:
    answer = as_(office.admin).post("/alerts/ledger/resend/", data, follow=True)
    assert answer.status_code == 200
    assert 'class="warning"' in answer.content.decode()
    assert not Entry.objects.filter(verb="alerts_resend").exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_send_it_again_once() -> None:
    office = make_office()
    alert = alerted(office.head, task_of(handling(office)))
    row = sent(alert, "mail", "dead")
    Timetable.the()
    people = [again(office.admin), again(office.admin)]
    results = at_once([partial(resend_alerts, Timetable.the(), by=who, alerts=[alert.pk]) for who in people])
    assert sorted(type(one).__name__ for one in results) == ["Done", "Incomplete"]
    [refused] = [one for one in results if isinstance(one, Incomplete)]
    assert "已经重发" in str(refused)
    row.refresh_from_db()
    assert row.state == "new"
    assert Entry.objects.filter(verb="alerts_resend").count() == 1


# -- the menu -----------------------------------------------------------------------------------------


def test_the_menu_leads_there(office: Office) -> None:
    for name, person in office.everybody().items():
        text = as_(again(person)).get("/help/").content.decode()
        assert ("/alerts/ledger/" in text) is (name in WATCHERS), name
        assert ("/alerts/targets/" in text) is (name == "secadmin"), name


def test_registered_papers_make_no_line(office: Office) -> None:
    registered(office)
    assert "还没有提醒" in page(office.chief)
