"""One run of the chaos: work falls due while workers die and the broker forgets, until everybody was told; then it is
counted. What must hold: see `Told.broken`."""

from __future__ import annotations

import random
import secrets
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connection

from alerts.models import Alert, Delivery
from tests.chaos.fleet import Broker, Fleet
from tests.chaos.owing import Owing
from tests.chaos.sink import Sink

KILL_EVERY = 0.25
IN_VAIN = 3.0  # seconds without any work after which it is killed all the same
WAVES = 6  # in so many parts the work falls due, each when the one before was seen


@dataclass(frozen=True)
class Plan:
    """`drop`: share of mails whose taking is not answered, each at most once (a server that never answers is another
    test). `lease`: seconds after which what a dead worker had in hand is taken up. `hurry`: what waits for its second
    try is due at once, as if its minute had passed."""

    due: int
    seconds: float
    lease: int = 60
    drop: float = 0.02
    hurry: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Told:
    """What came of it. A twin is a mail that somebody got twice about the same thing."""

    due: int
    in_app_missing: int
    in_app_duplicates: int
    mails_missing: int
    mail_duplicates: int
    twins_with_another_message_id: int
    mails_to_others: int
    unsettled: int
    kills: int
    flushes: int
    drops: int
    seconds: float

    @property
    def broken(self) -> list[str]:
        """The promises that did not hold."""
        none = (
            "in_app_missing", "in_app_duplicates", "mails_missing", "twins_with_another_message_id",
            "mails_to_others", "unsettled",
        )  # fmt: skip
        found = [f"{name} = {value}" for name, value in asdict(self).items() if name in none and value]
        if self.mail_duplicates > self.kills:
            found.append(f"mail_duplicates = {self.mail_duplicates} > kills = {self.kills}")
        return found


def run(plan: Plan, home: Path, database_url: str) -> Told:
    """Owe, start, kill, count. `home`: an empty folder with a short path; `database_url`: a migrated database."""
    rng = random.Random(plan.seed)
    owing = Owing(plan.due)
    asked = random.Random(plan.seed + 1)
    dropped: set[str] = set()

    def drop(message_id: str) -> bool:
        if message_id in dropped or asked.random() >= plan.drop:
            return False
        dropped.add(message_id)
        return True

    broker = Broker(home)
    try:
        with Sink(drop) as sink:
            fleet = Fleet(home, environment(broker, sink, home, database_url, plan.lease), rng)
            try:
                fleet.start()
                return _kill_until_told(plan, rng, owing, broker, sink, fleet)
            finally:
                fleet.stop()
    finally:
        broker.stop()


def environment(broker: Broker, sink: Sink, home: Path, database_url: str, lease: int) -> dict[str, str]:
    """What a site would set, and the harness' own settings."""
    return {
        "DATABASE_URL": database_url, "REDIS_URL": broker.url, "DOCFLOW_HOME": str(home), "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(64), "ALLOWED_HOSTS": "oa.example.gov.cn",
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "CHAOS_LEASE": str(lease), "LOG_LEVEL": "ERROR",
        "SMTP_URL": f"smtp://127.0.0.1:{sink.port}", "MAIL_FROM": "oa@example.gov.cn",
    }  # fmt: skip


def _kill_until_told(
    plan: Plan, rng: random.Random, owing: Owing, broker: Broker, sink: Sink, fleet: Fleet
) -> Told:
    began = time.monotonic()
    end, wave = began + plan.seconds, (plan.due + WAVES - 1) // WAVES
    flushes, next_flush, next_look = 0, began + rng.uniform(0.5, 2), began
    done, worked, killed = False, _work(), began
    while not done and time.monotonic() < end:
        now = time.monotonic()
        if (work := _work()) != worked or now - killed > IN_VAIN:
            # In the middle of something. Where the machine is too busy to do anything in a quarter of a second, killing
            # what has just been started would only keep it starting.
            worked, killed = work, now
            fleet.kill()
        if now >= next_flush:
            broker.flush()
            flushes, next_flush = flushes + 1, now + rng.uniform(0.5, 3)
        if now >= next_look:
            next_look = now + 1
            fleet.restart_the_dead()
            if Alert.objects.count() >= owing.given:
                owing.fall_due(wave)
            broker.kick()
            if plan.hurry:
                _hurry()
            done = owing.all_given and not _untold(owing, sink)
        time.sleep(max(0.0, now + KILL_EVERY - time.monotonic()))
    # Everybody has his mail (or the time is over). What was broken off is settled now, as if the minutes until its next try
    # had passed; the last dead worker's lease is waited for.
    end = time.monotonic() + plan.lease + 60
    while _unsettled() and time.monotonic() < end:
        _hurry()
        broker.kick()
        time.sleep(0.5)
    return counted(owing, sink, fleet.kills, flushes, time.monotonic() - began)


def _work() -> tuple[object, ...]:
    """What changes with every piece of work that somebody begins or ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM alerts_alert), (SELECT sum(attempts) FROM alerts_delivery),"
            " (SELECT count(*) FROM alerts_delivery WHERE state = 'sent'), (SELECT max(at) FROM docflow_heartbeat"
            " WHERE part IN ('scan', 'deliver'))"
        )
        return tuple(cursor.fetchone())


def _hurry() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE alerts_delivery SET next_try = now() WHERE state = 'new' AND attempts > 0 AND next_try > now()"
        )


def _untold(owing: Owing, sink: Sink) -> bool:
    with sink.lock:
        mailed = len(sink.received)
    return mailed < len(owing.persons) or Alert.objects.filter(stage="overdue").count() < len(owing.persons)


def _unsettled() -> int:
    """Rows that somebody has in hand or will take up."""
    return Delivery.objects.exclude(state=Delivery.State.SENT).count()


def counted(owing: Owing, sink: Sink, kills: int, flushes: int, seconds: float) -> Told:
    ids = {person.pk for person in owing.persons.values()}
    alerts = Counter(Alert.objects.filter(recipient_id__in=ids).values_list("recipient_id", flat=True))
    mails = {address: list(found) for address, found in sink.received.items()}
    return Told(
        due=len(owing.persons),
        in_app_missing=len(ids - set(alerts)),
        in_app_duplicates=sum(alerts.values()) - len(alerts),
        mails_missing=len(set(owing.persons) - set(mails)),
        mail_duplicates=sum(len(found) - 1 for found in mails.values()),
        twins_with_another_message_id=sum(len(set(found)) - 1 for found in mails.values()),
        mails_to_others=len(set(mails) - set(owing.persons)),
        unsettled=_unsettled(),
        kills=kills,
        flushes=flushes,
        drops=sink.drops,
        seconds=round(seconds, 1),
    )
