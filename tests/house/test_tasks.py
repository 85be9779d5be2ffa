"""The night: what differs is said aloud, a number that nobody can explain is told once, work without hands is named, unused files go and no others."""

from __future__ import annotations

import logging
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from alerts.models import Alert
from docflow import tasks
from docflow.celery import app
from docflow.leftovers import DAY, KEPT, sweep_files
from documents.actions.uploads import Sent, keep
from documents.files import store
from documents.models import Blob, Draft
from outgoing.models import NumberYear
from outgoing.queries.numbers import sentences
from people.models import Appointment, Attempt, Person
from people.roles import Role
from people.stranded import stranded
from tests.office import Office, handling, make_office, person, registered
from tests.outgoing.numbers import rows as numbers
from workflow.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def test_a_difference_is_told_once(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    doc = registered(office)
    tasks.replay()
    assert not Alert.objects.exists()
    Task.objects.filter(subject_pk=doc.pk, status="open").update(holder=office.chief.principal)
    with caplog.at_level(logging.ERROR, "docflow.tasks"):
        tasks.replay()
        tasks.replay()
    assert f"document {doc.pk}" in caplog.text
    (alert,) = Alert.objects.all()
    assert (alert.recipient, alert.stage) == (office.admin, "told")
    assert "1 处" in alert.said


def test_work_without_hands_is_named(office: Office) -> None:
    handling(office)
    assert stranded() == []
    tasks.stranded()
    assert not Alert.objects.exists()
    connection.check_constraints()  # the paper's holder is checked now, not when he has left
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(post__unit=office.unit).update(until=yesterday)
    assert [(s.name, s.tasks) for s in stranded()] == [("省水利厅", 1)]
    tasks.stranded()
    assert {alert.recipient_id for alert in Alert.objects.filter(said__contains="离任")} == {
        office.admin.pk,  # appoints
        *(office.chief.pk, office.deputy.pk),  # hand over
    }
    Person.objects.filter(pk=office.handler.pk).update(is_active=False)
    assert {s.holder for s in stranded()} >= {office.unit.principal}


def test_every_task_of_the_timetable_exists() -> None:
    app.loader.import_default_modules()
    wanted = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert wanted <= set(app.tasks)


def sent(office: Office, text: bytes) -> Sent:
    picture = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
        "0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )
    return keep(SimpleUploadedFile("a.png", picture + text), office.clerk)


def aged(one: Sent) -> Path:
    path = store.path_of(one.blob.sha256)
    os.utime(path, (time.time() - DAY - 60,) * 2)
    Blob.objects.filter(pk=one.blob.pk).update(created_at=timezone.now() - timedelta(seconds=DAY + 60))
    return path


def test_unused_files_go(office: Office, settings: Any) -> None:
    never, drafted, young, again = (sent(office, bytes([n])) for n in range(4))
    registered(office, blobs=[(taken := sent(office, b"taken").blob, "正文.png", "body")])
    aged(Sent(taken, "", ""))
    gone = aged(never)
    kept = [aged(drafted), store.path_of(young.blob.sha256), aged(again), store.path_of(taken.sha256)]
    sent(office, bytes([3]))  # the same file sent in again just now
    Draft.objects.create(person=office.clerk, form="register", data={"files": [drafted.token, "junk"]})
    root = Path(settings.BLOB_ROOT)
    stray = root / "ab" / "cd" / ("abcd" + "0" * 60)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    half = root / "tmp" / "in-broken"
    half.write_bytes(b"x")
    for path in (stray, half):
        os.utime(path, (time.time() - DAY - 60,) * 2)
    assert sweep_files() == 3
    assert [p for p in (gone, stray, half) if p.exists()] == []
    assert all(path.exists() for path in kept)
    assert not Blob.objects.filter(pk=never.blob.pk).exists()
    tasks.leftovers()
    assert all(path.exists() for path in kept)


def test_drafts_left_for_weeks_go(office: Office) -> None:
    for key, age in (("old", KEPT + timedelta(days=1)), ("young", KEPT - timedelta(days=1))):
        row = Draft.objects.create(person=office.clerk, form="register", key=key)
        Draft.objects.filter(pk=row.pk).update(updated_at=timezone.now() - age)
    tasks.leftovers()
    assert [d.key for d in Draft.objects.all()] == ["young"]


def test_old_tries_go_with_the_sessions() -> None:
    Attempt.objects.create(name="x", address="10.0.0.1", at=timezone.now() - timedelta(hours=2))
    tasks.sessions()
    assert not Attempt.objects.exists()


def gap_notices() -> list[tuple[Person, str]]:
    return [(a.recipient, a.said) for a in Alert.objects.filter(said__startswith="空号").order_by("id")]


def test_a_number_nobody_can_explain_is_told_once(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    rule = numbers.series()
    numbers.taken(rule, office, of=numbers.paper(office))
    numbers.taken(rule, office, reason="预留")
    tasks.number_gaps()
    assert not Alert.objects.exists(), "a number that is used or reserved is no gap"
    NumberYear.objects.update(last=4)  # as if somebody had taken two numbers and lost them
    with caplog.at_level(logging.ERROR, "docflow.tasks"):
        tasks.number_gaps()
    assert f"江政办发 {numbers.THIS_YEAR}: of 1 to 4 missing 3, 4" in caplog.text
    words = f"空号：江政办发〔{numbers.THIS_YEAR}〕第 3-4 号没有去向，请处长在「发文字号」中核对，并报告维护人员。"
    told = [office.admin, office.chief, office.deputy]
    assert sorted(p.pk for p, _said in gap_notices()) == sorted(p.pk for p in told)
    assert {said for _p, said in gap_notices()} == {words}
    Alert.objects.update(created_at=timezone.now() - timedelta(days=3))  # three nights on
    tasks.number_gaps()
    assert len(gap_notices()) == 3, "the same gap is not told each night"
    numbers.taken(rule, office, reason="预留")
    NumberYear.objects.update(last=7)
    tasks.number_gaps()
    assert [said for _p, said in gap_notices()[3:]] == [words.replace("3-4", "6-7")] * 3, (
        "a new one is, alone"
    )
    late = person("late", "晚来者", office.section, Role.DEPUTY_CHIEF, 9)
    tasks.number_gaps()
    assert {p for p, _said in gap_notices()[6:]} == {late}, "who came later is told what is open"


def test_a_chief_is_sent_where_a_number_was_given_twice(office: Office) -> None:
    assert list(sentences({"series": "", "year": 0, "numbers_twice": ["江政办发〔2026〕3号"]})) == [
        "字号 江政办发〔2026〕3号 登记了两次，请处长在「发文字号」中核对，并报告维护人员。"
    ]
    odd = {"series": "江政办任", "year": 0, "unexplained": [2, 4, 5], "stray": 1, "twice": 2}
    assert [said.split("，")[0] for said in sentences(odd)] == [
        "空号：江政办任第 2 号没有去向", "空号：江政办任第 4-5 号没有去向", "江政办任有 1 个号不在计数之内", "江政办任有 2 个号用了不止一次",
    ]  # fmt: skip


def test_the_night_looks_for_gaps() -> None:
    """Negative control of the two above: without its line in the timetable nobody would ever be told."""
    assert "docflow.tasks.number_gaps" in {entry["task"] for entry in app.conf.beat_schedule.values()}
