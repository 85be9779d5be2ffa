"""The house's part of what leaves the office: the tick, who may still see what, and who steps in for a lost message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from alerts import deliver, outbox
from alerts.models import Alert, Delivery
from alerts.subjects import SUBJECTS
from docflow import tasks
from docflow.celery import app
from docflow.given_up import on_dead
from docflow.models import Heartbeat
from documents.models import Document
from people.models import Person
from tests.alerts.outside import PostOffice, alert, owed, reachable, serving
from tests.office import Office, fresh, handling, make_office, registered
from workflow.models import Task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    return make_office()


def late(person: Person, doc: Document, **fields: Any) -> Alert:
    """As the scan writes it, of a task about this paper."""
    task = Task.objects.filter(subject_kind="document", subject_pk=doc.pk).latest("id")
    Task.objects.filter(pk=task.pk).update(status="open", done_at=None)
    return alert(person, task, created_at=timezone.now(), **fields)


def test_the_tick_sends_a_mail(office: Office, settings: Any) -> None:
    """From the alert to the letter, through the task that the clock calls."""
    doc = registered(office, title="关于汛期值班的请示")
    reachable(office.handler)
    late(office.handler, doc, urgency="flash")
    with serving(PostOffice()) as post:
        settings.MAIL_SERVER, settings.MAIL_FROM = post.mail().server, "oa@example.gov.cn"
        settings.SITE_URL = "http://127.0.0.1:8000"
        tasks.deliver()
        tasks.deliver()
        [letter] = post.letters
    assert letter["Subject"] == "【特提】已超期：关于汛期值班的请示"
    assert f"http://127.0.0.1:8000/documents/{doc.ref}/" in letter.get_content()
    assert f"编号：{doc.receipt_no}" in letter.get_content()
    assert Delivery.objects.get().state == "sent"


def test_every_ten_seconds_and_without_data() -> None:
    entry = app.conf.beat_schedule["deliver"]
    assert (entry["task"], entry["schedule"], entry.get("args"), entry.get("kwargs")) == (
        "docflow.tasks.deliver", 10.0, None, None,
    )  # fmt: skip
    assert app.conf.task_soft_time_limit > deliver.SPAN


def test_a_site_without_channels_does_nothing_but_note_it(office: Office) -> None:
    reachable(office.handler)
    alert(office.handler, owed(office.handler))
    tasks.deliver()
    assert not Delivery.objects.exists()
    assert Alert.objects.get().spread_at is not None


def test_what_cannot_be_put_in_order_keeps_nothing_from_being_sent(
    office: Office, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = registered(office)
    reachable(office.handler)
    late(office.handler, doc, urgency="flash")
    with serving(PostOffice()) as post:
        settings.MAIL_SERVER, settings.MAIL_FROM = post.mail().server, "oa@example.gov.cn"
        outbox.spread(timezone.now(), ["mail"])
        for name in ("SPREAD", "CANCEL", "DUE"):
            monkeypatch.setattr(outbox, name, "SELECT 1/0")
        with pytest.raises(DatabaseError):
            tasks.deliver()
        assert len(post.letters) == 1


@pytest.mark.parametrize("name", ["SPREAD", "CANCEL", "DUE"])
def test_a_queue_that_cannot_be_put_in_order_shows_no_life(
    office: Office, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What is not spread is never sent: were that called well, nobody would hear of it."""
    tasks.deliver()
    before = Heartbeat.objects.get(part="deliver").at
    monkeypatch.setattr(outbox, name, "SELECT 1/0")
    with pytest.raises(DatabaseError):
        tasks.deliver()
    assert Heartbeat.objects.get(part="deliver").at == before


# -- who may still see what --------------------------------------------------------------------------


def test_incoming_papers_answer_for_themselves(office: Office) -> None:
    open_, secret = handling(office), registered(office, work_secret=True)
    known = SUBJECTS["document"]
    assert known.sees(fresh(office.unit_clerk), open_.ref)
    assert not known.sees(fresh(office.outsider), open_.ref)
    assert not known.sees(fresh(office.supervisor), secret.ref)
    assert (known.labelled(open_.ref), known.labelled(secret.ref), known.labelled("nosuchpaper234")) == (
        False, True, True,
    )  # fmt: skip
    assert (known.number(open_.ref), known.number("nosuchpaper234")) == (open_.receipt_no, "")


def test_a_work_secret_goes_out_as_a_number(office: Office, settings: Any) -> None:
    doc = registered(office, title="关于不宜公开事项的请示", work_secret=True)
    reachable(office.handler)
    late(office.handler, doc, urgency="flash", said="不宜公开")
    with serving(PostOffice()) as post:
        settings.MAIL_SERVER, settings.MAIL_FROM = post.mail().server, "oa@example.gov.cn"
        tasks.deliver()
        [letter] = post.letters
    assert letter["Subject"] == f"您有一件待办 #{doc.receipt_no}"
    assert "不宜公开" not in letter.get_content()


def test_rights_withdrawn_between_scan_and_sending(office: Office, settings: Any) -> None:
    """He moved to another unit after the scan: he sees the paper no more, so nothing about it reaches him."""
    doc = handling(office)
    reachable(office.outsider)
    late(office.outsider, doc, urgency="flash")
    with serving(PostOffice()) as post:
        settings.MAIL_SERVER, settings.MAIL_FROM = post.mail().server, "oa@example.gov.cn"
        tasks.deliver()
        assert post.letters == []
    assert Delivery.objects.get().state == "cancelled"


# -- who steps in ------------------------------------------------------------------------------------


def given_up(person: Person, stage: str, **fields: Any) -> Delivery:
    reachable(person)
    found = alert(person, owed(person), stage, title="关于水库的请示", **fields)
    outbox.spread(timezone.now() + timedelta(days=1), ["mail"])
    row = Delivery.objects.get(alert=found)
    on_dead(row, [found])
    return row


@pytest.mark.parametrize("stage", ["overdue", "second", "escalated"])
def test_a_leaders_late_matter_is_told_to_clerks_and_chiefs(office: Office, stage: str) -> None:
    given_up(office.leader, stage)
    words = Alert.objects.filter(stage="told")
    assert {a.recipient for a in words} == {office.clerk, office.clerk2, office.chief, office.deputy}
    assert "关于水库" not in "".join(a.title + a.said for a in words)
    assert words[0].said.startswith("赵六 的“")
    assert "邮件" in words[0].said


def test_others_and_what_is_not_late_is_on_the_page_of_dead_letters_only(office: Office) -> None:
    given_up(office.handler, "overdue")
    given_up(office.leader, "urged")
    assert not Alert.objects.filter(stage="told").exists()
