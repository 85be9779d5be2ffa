"""The night: what differs is said aloud, work without hands is named, unused files go and no others."""

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
from people.models import Appointment, Attempt, Person
from people.stranded import stranded
from tests.office import Office, handling, make_office, registered
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
