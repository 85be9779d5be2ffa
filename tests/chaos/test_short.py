"""The short run of `make chaos-alerts`, with real workers, clocks, broker and mail server; and what it would find."""

from __future__ import annotations

import shutil
import smtplib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from alerts.models import Alert
from docflow.models import Heartbeat
from tests.chaos.fleet import Broker, Fleet, last_words
from tests.chaos.owing import Owing
from tests.chaos.run import Plan, Told, environment, run
from tests.chaos.sink import Sink
from tests.ground.running import until

pytestmark = pytest.mark.django_db(transaction=True)


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
    plan = Plan(due=60, seconds=60, lease=3, drop=0.1, hurry=True)
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
                assert until(lambda: broker.kick() or len(sink.received) == told, 40), last_words(home)  # noqa: B023
            assert Alert.objects.filter(stage="overdue").count() == 6
            assert Heartbeat.objects.filter(part__in=("scan", "deliver")).count() == 2
        finally:
            fleet.stop()
            broker.stop()
    assert all(len(found) == 1 for found in sink.received.values())


def test_marking_before_sending_would_lose_mails() -> None:
    """Negative control: the same sink and the same count, a sender that writes "sent" first and dies in between."""
    with Sink(lambda message_id: True) as sink:
        sent, addresses = set(), [f"p{n}@example.cn" for n in range(5)]
        for number, address in enumerate(addresses):
            sent.add(address)  # the wrong order
            if number % 2:
                continue  # kill -9: nothing has gone out, and nobody will try again
            with pytest.raises(smtplib.SMTPServerDisconnected):
                hand_in(sink, address)
        assert sent == set(addresses)
        missing = set(addresses) - set(sink.received)
        assert missing == {"p1@example.cn", "p3@example.cn"}
        assert sink.drops == 3


def hand_in(sink: Sink, address: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "oa@example.cn", address, f"<{address}>"
    mail.set_content("x")
    with smtplib.SMTP("127.0.0.1", sink.port) as smtp:
        smtp.send_message(mail)


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
