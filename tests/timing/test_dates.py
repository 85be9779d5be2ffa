"""The nightly check: every stored date follows from its own reasons, after real acts of every kind; a spoiled one is named."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from alerts.models import Alert
from deadlines.engine import recompute
from deadlines.limits import fixed
from docflow import tasks
from docflow.celery import app
from documents.actions import extension, reading, withdraw
from documents.models import Assignment, Document
from outgoing.actions import pausing
from tests.documents.papers import two_units
from tests.office import fresh, handling, registered, reviewing
from tests.outgoing.papers import now, paused, plainly
from tests.timing.world import Desk, undone
from timing.queries.traces import wrong_dates
from workflow.models import Task

pytestmark = pytest.mark.django_db


def test_after_every_act_each_date_follows_from_its_reasons(world: Desk) -> None:
    """Registered, proposed, taken back, handed over, put off, circulated, recalled, stopped and gone on."""
    o = world.o
    with undone():
        withdraw.withdraw(reviewing(o), by=fresh(o.handler))
        doc = two_units(o)
        later = fixed(timezone.now() + timedelta(days=20), start=timezone.now(), source="申请")
        extension.extend(doc, by=fresh(o.unit_clerk), until=later, reason="需核查。", progress="过半。")
        extension.answer_extension(Document.objects.get(pk=doc.pk), by=fresh(o.chief), granted=True)
        reading.circulate(
            doc, by=fresh(o.clerk), readers=[o.leader, o.supervisor], note="请阅。", ordered=True
        )
        turn = Task.objects.about(doc).get(kind="read", status="open")
        reading.recall_reader(doc, by=fresh(o.clerk), task_ids=[turn.pk])
        with plainly():
            still = paused(world)
            pausing.resume(now(still), by=fresh(world.drafter))
        assert list(wrong_dates()) == []
        dated = Task.objects.filter(due_at__isnull=False)
        assert dated.count() > 60
        for task in dated:
            assert recompute(task.due_trace) == task.due_at, task
            assert task.due_first is not None
        out = StringIO()
        call_command("dates", stdout=out)
        assert "dates follows from its reasons" in out.getvalue()


SPOILED: dict[str, tuple[Any, str]] = {
    "another date": (lambda t: {"due_at": t.due_at + timedelta(days=1)}, "its reasons count to"),
    "no first promise": (lambda t: {"due_first": None}, "has no date first promised"),
    "no reasons": (lambda t: {"due_trace": []}, "has no reasons"),
    "no date": (lambda t: {"due_at": None}, "has reasons but no date"),
    "half a trace": (lambda t: {"due_trace": t.due_trace[1:]}, "cannot be counted again"),
    "nonsense": (lambda t: {"due_trace": [{"step": "rule", "unit": "moon"}]}, "cannot be counted again"),
    "another result": (
        lambda t: {
            "due_trace": [
                {**e, "at": "2026-01-01T00:00:00+08:00"} if e["step"] == "result" else e for e in t.due_trace
            ]
        },  # fmt: skip
        "its reasons say 2026-01-01",
    ),
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_spoiled_date_is_named(world: Desk, what: str) -> None:
    change, words = SPOILED[what]
    with undone():
        doc = registered(world.o)
        task = Task.objects.about(doc).get(status="open")
        Task.objects.filter(pk=task.pk).update(**change(task))
        wrong = StringIO()
        with pytest.raises(CommandError, match="1 dates do not follow"):
            call_command("dates", stderr=wrong)
        [line] = wrong.getvalue().splitlines()
        assert line.startswith(f"task {task.pk} of document {doc.pk}: ")
        assert words in line


def test_the_papers_own_date_and_the_part_of_a_unit(world: Desk) -> None:
    with undone():
        doc = handling(world.o)
        part = Assignment.objects.get(document=doc)
        Assignment.objects.filter(pk=part.pk).update(due_at=part.due_at + timedelta(hours=1))
        Document.objects.filter(pk=doc.pk).update(due_first=None)
        lines = list(wrong_dates())
        assert [line.split(":")[0] for line in lines] == [
            f"document {doc.receipt_no}",
            f"part {part.pk} of {doc.receipt_no}",
        ]


def test_administrators_are_told_once_a_night(world: Desk, caplog: pytest.LogCaptureFixture) -> None:
    assert "docflow.tasks.dates" in {entry["task"] for entry in app.conf.beat_schedule.values()}
    with undone():
        doc = registered(world.o)
        before = Alert.objects.count()
        tasks.dates()
        assert Alert.objects.count() == before
        Task.objects.about(doc).filter(status="open").update(due_trace=[])
        with caplog.at_level(logging.ERROR, "docflow.tasks"):
            tasks.dates()
            tasks.dates()
        assert f"of document {doc.pk}: has no reasons" in caplog.text
        [alert] = Alert.objects.order_by("id")[before:]
        assert (alert.recipient, alert.stage) == (world.o.admin, "told")
        assert "1 个期限" in alert.said
