"""`GET /healthz`: what it says when each part fails, and that it says so soon."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import OperationalError, connection
from django.test import Client

from alerts.models import Scan
from docflow import health, tasks
from docflow.models import Heartbeat
from workflow.clock import database_now

PARTS = ["worker", "beat", "scan", "deliver"]


def ask(client: Client) -> tuple[int, dict[str, str]]:
    began = time.monotonic()
    answer = client.get("/healthz")
    assert time.monotonic() - began < 4  # two for the answer, the rest for a busy machine
    return answer.status_code, answer.json()


def seen(part: str, ago: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO docflow_heartbeat VALUES (%s, now() - make_interval(secs => %s))"
            " ON CONFLICT (part) DO UPDATE SET at = excluded.at",
            [part, ago],
        )


@pytest.fixture
def alive(transactional_db: None) -> None:
    for part in PARTS:
        seen(part)


@pytest.fixture
def black_hole() -> Iterator[int]:
    """A port where connections are taken and never answered."""
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen(16)
        yield hole.getsockname()[1]


def test_all_well(client: Client, alive: None) -> None:
    assert ask(client) == (200, dict.fromkeys(["status", "database", "broker", *PARTS], "ok"))


def test_before_any_tick(client: Client, transactional_db: None) -> None:
    Heartbeat.objects.all().delete()
    status, said = ask(client)
    assert status == 503
    silent = dict.fromkeys(PARTS, "no tick known")
    assert said == {"status": "failing", "database": "ok", "broker": "ok", **silent}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_stopped_ticking(client: Client, alive: None, part: str) -> None:
    """Clock or worker dead, the scan failing while the worker lives, deliveries that hang: each is seen, and named."""
    seen(part, ago=health.LIMITS[part] - 5)
    assert ask(client)[0] == 200
    seen(part, ago=health.LIMITS[part] + 100)
    status, said = ask(client)
    assert status == 503
    assert said.pop(part) == f"last tick {health.LIMITS[part] + 100} seconds ago"
    assert said.pop("status") == "failing"
    assert set(said.values()) == {"ok"}


def test_a_stamp_from_before_the_clock_was_set_back_is_no_sign_of_life(client: Client, alive: None) -> None:
    """The database's clock was an hour ahead, was set right, and the part died with it: not alive for an hour."""
    seen("scan", ago=-3600)
    status, said = ask(client)
    assert (status, said["scan"]) == (503, "no tick known")


def test_what_the_scan_passed_over_is_named_and_ends_no_service(client: Client, alive: None) -> None:
    now = database_now()
    Scan.objects.create(pk=1, upto=now, lines=[], passed_over=[3, 8], swept_at=now)
    status, said = ask(client)
    assert (status, said["passed_over"]) == (200, "2 tasks")


def test_two_clocks_a_day_apart_tell_nobody_anything(
    alive: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """Ten years ahead everything would be late at once: the scan waits, and is red in three minutes."""
    before = Heartbeat.objects.get(part="scan").at
    monkeypatch.setattr(tasks, "database_now", lambda: database_now() + timedelta(days=3650))
    with django_assert_num_queries(1), pytest.raises(RuntimeError, match="another day"):
        tasks.alerts()
    assert Heartbeat.objects.get(part="scan").at == before


@pytest.mark.parametrize("how", ["refused", "silent"])
def test_dead_broker(client: Client, alive: None, settings: Any, black_hole: int, how: str) -> None:
    settings.BROKER_URL = f"redis://127.0.0.1:{black_hole if how == 'silent' else 1}/0"
    status, said = ask(client)
    assert (status, said["broker"], said["database"]) == (503, "no answer", "ok")


@pytest.mark.parametrize("how", ["refused", "silent"])
def test_dead_database(
    client: Client, alive: None, monkeypatch: pytest.MonkeyPatch, black_hole: int, how: str
) -> None:
    real = connection.get_connection_params()
    dead = {**real, "host": "127.0.0.1", "port": black_hole if how == "silent" else 1}
    monkeypatch.setattr(connection, "get_connection_params", lambda: dict(dead))
    status, said = ask(client)
    assert (status, said["database"], said["broker"]) == (503, "no answer", "ok")
    assert {said[part] for part in PARTS} == {"no tick known"}


@pytest.mark.parametrize("url", ["redis://127.0.0.1/0?nonsense=3", "redis://broker:notaport/0", "amqp://x"])
def test_a_broker_address_that_nobody_can_read(
    client: Client, alive: None, settings: Any, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    """The settings refuse it at the start; should one get here, the probe is still JSON and names the part."""
    settings.BROKER_URL = url
    status, said = ask(client)
    assert (status, said["broker"], said["database"]) == (503, "cannot be asked", "ok")
    assert "could not be asked" in caplog.text


def test_a_database_that_cannot_even_be_asked(
    client: Client, alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> dict[str, Any]:
        raise ValueError("no such setting")

    monkeypatch.setattr(connection, "get_connection_params", none)
    status, said = ask(client)
    assert (status, said["database"], said["broker"]) == (503, "cannot be asked", "ok")


@pytest.mark.parametrize("host", ["10.20.30.40:8000", "web", "no_such.example", ""])
def test_a_probe_by_number_or_by_an_unknown_name(client: Client, alive: None, host: str) -> None:
    answer = client.get("/healthz", headers={"host": host})
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer["X-Request-ID"]
    assert client.get("/login/", headers={"host": host}).status_code == 400


def test_a_probe_needs_no_https(client: Client, alive: None, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200


def test_tells_strangers_nothing_more(client: Client, alive: None) -> None:
    assert set(client.get("/healthz").json()) == {"status", "database", "broker", *PARTS}
    assert client.post("/healthz").status_code == 405


def test_the_worker_stamps_when_it_runs_the_tick(transactional_db: None) -> None:
    health.tick()
    first = Heartbeat.objects.get(part="worker").at
    health.tick()
    assert Heartbeat.objects.get(part="worker").at > first


def test_what_ends_well_has_shown_life_and_nothing_else_has(transactional_db: None) -> None:
    def fails() -> None:
        raise ValueError("broken")

    silent: list[bool] = []
    Heartbeat.objects.all().delete()
    with pytest.raises(ValueError, match="broken"):
        health.finishes("scan")(fails)()
    assert not Heartbeat.objects.filter(part="scan").exists()
    health.finishes("scan")(lambda: silent.append(Heartbeat.objects.filter(part="scan").exists()))()
    assert silent == [False], "one that hangs shows no life"
    assert Heartbeat.objects.filter(part="scan").exists()


def test_a_scan_that_fails_while_the_worker_lives_shows(
    client: Client, alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control with it: the same scan, when it ends well, is fresh at once."""

    def broken(*_: Any) -> int:
        raise OperationalError("canceling statement due to statement timeout")

    seen("scan", ago=health.SILENT + 60)
    with monkeypatch.context() as dead:
        dead.setattr(tasks, "tick", broken)
        with pytest.raises(OperationalError):
            tasks.alerts()
    assert ask(client)[1]["scan"].startswith("last tick 24")
    tasks.alerts()
    assert ask(client) == (200, dict.fromkeys(["status", "database", "broker", *PARTS], "ok"))


def test_the_clock_stamps_and_ticks_at_once(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from docflow.celery import app

    sent: list[str] = []
    monkeypatch.setattr(health.Timetable, "apply_async", lambda self, entry, **_: sent.append(entry.task))
    clock = health.Timetable(app)
    while clock.tick() == 0:  # one entry a time, as long as one is due
        pass
    now = ["docflow.health.tick", "docflow.tasks.alerts", "docflow.tasks.deliver"]
    assert sorted(sent) == now, "nobody waits a minute for them"
    assert Heartbeat.objects.filter(part="beat").exists()


def test_the_clock_goes_on_without_a_database(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docflow.celery import app

    def fails(part: str) -> None:
        raise OperationalError("gone")

    sent: list[str] = []
    monkeypatch.setattr(health, "alive", fails)
    monkeypatch.setattr(health.Timetable, "apply_async", lambda self, entry, **_: sent.append(entry.task))
    clock = health.Timetable(app)
    while clock.tick() == 0:
        pass
    assert "docflow.health.tick" in sent


def test_every_timetable_entry_names_a_task_that_exists() -> None:
    from docflow.celery import app

    app.loader.import_default_modules()
    assert current_app.tasks
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
