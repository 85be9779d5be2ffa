"""The short run of `make chaos-alerts`, with real workers, clocks, broker and mail server; and what it would find."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from alerts import outbox
from alerts.channels.mail import Server
from alerts.channels.open import makers
from alerts.deliver import Run, message
from alerts.look import look
from alerts.models import Alert, Delivery
from docflow import tasks
from docflow.models import Heartbeat
from tests.chaos.fleet import Broker, Fleet, last_words
from tests.chaos.owing import Owing
from tests.chaos.run import Plan, Told, counted, environment, run
from tests.chaos.sink import Sink
from tests.ground.running import until
from workflow.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)


def kicked(broker: Broker) -> bool:
    broker.kick()
    return True


@pytest.fixture
def home() -> Iterator[Path]:
    """Short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="docflow-chaos-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def database_url() -> str:
    at = connection.settings_dict
    return f"postgres://{at['USER']}@/{at['NAME']}?host={quote(at['HOST'])}"


def test_everybody_is_told_whatever_dies(home: Path) -> None:
    plan = Plan(due=60, seconds=150, lease=3, drop=0.1, hurry=True)
    told = run(plan, home, database_url())
    assert told.broken == [], f"{told}\n{last_words(home)}"
    assert told.kills >= 10, told
    assert told.flushes >= 2, told
    assert told.drops >= 1, told


def test_a_broker_that_forgets_loses_nothing(home: Path) -> None:
    """FLUSHALL before the work, between two ticks, and with ticks waiting: the next tick does all of it."""
    owing = Owing(6)
    broker = Broker(home)
    with Sink() as sink:
        fleet = Fleet(home, environment(broker, sink, home, database_url(), lease=3))
        try:
            fleet.start(workers=1, clocks=0)
            for told in (2, 4, 6):
                owing.fall_due(2)
                broker.kick()
                broker.flush()
                assert until(lambda: kicked(broker) and len(sink.received) == told, 60), last_words(home)  # noqa: B023
            assert Alert.objects.filter(stage="overdue").count() == 6
            assert Heartbeat.objects.filter(part__in=("scan", "deliver")).count() == 2
        finally:
            fleet.stop()
            broker.stop()
    assert all(len(found) == 1 for found in sink.received.values())


class Killed(BaseException):
    """kill -9, as seen from within."""


def dies_in_between(right: bool) -> type[Run]:
    """A sender that dies at every second mail between sending it and marking it sent; in the wrong order before sending."""

    class Sender(Run):
        mailed = 0

        def _deliver(self, delivery: Delivery, now: datetime) -> None:
            Sender.mailed += 1
            dies = Sender.mailed % 2 == 0
            letter = message(delivery, look(delivery))
            if right:
                self._channel("mail").send(letter)
            elif dies:
                self._mark(delivery, state="sent", sent_at=now)
            if dies:
                raise Killed
            if not right:
                self._channel("mail").send(letter)
            self._mark(delivery, state="sent", sent_at=now)

    return Sender


@pytest.mark.parametrize("right", [True, False])
def test_marking_before_sending_would_lose_mails(right: bool, settings: Any) -> None:
    """Negative control, with the same rows, mail server and count: who marks first and then sends loses what he had in
    hand when he died. Who sends first sends it twice, with the same Message-ID."""
    settings.ALERT_LEASE_SECONDS = 0
    owing = Owing(6)
    owing.fall_due(6)
    tasks.alerts()
    with Sink() as sink:
        settings.MAIL_SERVER, settings.MAIL_FROM = Server("127.0.0.1", sink.port), "oa@example.gov.cn"
        outbox.spread(database_now(), makers())
        sender = dies_in_between(right)
        for _again in range(20):
            with suppress(Killed):
                sender(makers(), on_dead=lambda *_: None).until_empty()
        told = counted(owing, sink, kills=9, flushes=0, seconds=0.0)
    assert told.in_app_missing == told.unsettled == 0
    assert told.twins_with_another_message_id == 0
    assert (told.mails_missing > 0) is not right
    assert (told.mail_duplicates > 0) is right
    assert (told.broken == []) is right


WELL = Told(
    due=9, in_app_missing=0, in_app_duplicates=0, mails_missing=0, mail_duplicates=3, twins_with_another_message_id=0,
    mails_to_others=0, unsettled=0, kills=3, flushes=2, drops=0, seconds=1.0,
)  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        "in_app_missing",
        "in_app_duplicates",
        "mails_missing",
        "twins_with_another_message_id",
        "mails_to_others",
        "unsettled",
    ],
)
def test_each_broken_promise_is_named(wrong: str) -> None:
    assert WELL.broken == []
    assert replace(WELL, **{wrong: 1}).broken == [f"{wrong} = 1"]
    assert replace(WELL, mail_duplicates=4).broken == ["mail_duplicates = 4 > kills = 3"]
