"""Clock and worker are set as they must be: every setting is fixed here, is one that the libraries know, and no task waits
in the broker."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from celery.app.defaults import NAMESPACES, flatten
from kombu.transport.redis import Channel

from docflow import celery
from docflow.celery import app

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("docflow", "timing", "seals", "outgoing", "documents", "people", "workflow", "deadlines", "alerts")
SOURCES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
FIXED = {
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_ignore_result": True,
    "task_time_limit": 120,
    "task_soft_time_limit": 90,
    "worker_prefetch_multiplier": 1,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "worker_lost_wait": 1,
    "broker_connection_retry_on_startup": True,
}
TRANSPORT = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 15,
}
PUBLISHES = {"delay", "apply_async", "send_task", "retry", "signature", "delay_on_commit"}
WAITS = {"eta", "countdown"}


def test_the_settings_are_fixed() -> None:
    assert {name: app.conf[name] for name in FIXED} == FIXED
    assert app.conf.broker_transport_options == TRANSPORT
    assert app.conf.result_backend is None
    assert app.conf.beat_scheduler == "docflow.health:Timetable"


def test_the_libraries_know_every_setting() -> None:
    """A mistyped one would be taken without a word."""
    assert set(FIXED) <= {name for name, _option in flatten(NAMESPACES)}
    # The interval between looks for what was not acknowledged is read by the event loop, the others by each channel.
    assert set(celery.TRANSPORT) <= {*Channel.from_transport_options, "unacked_restore_interval"}
    assert Channel.unacked_restore_interval == TRANSPORT["unacked_restore_interval"]


def test_a_channel_has_what_was_set() -> None:
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        assert {name: getattr(channel, name) for name in TRANSPORT} == TRANSPORT


@pytest.mark.parametrize("entry", sorted(app.conf.beat_schedule))
def test_a_tick_says_only_look_and_is_no_longer_wanted_after_a_while(entry: str) -> None:
    """It carries nothing, and an outage leaves no heap of them."""
    line = app.conf.beat_schedule[entry]
    assert set(line) == {"task", "schedule", "options"}
    assert set(line["options"]) == {"expires"}
    assert 0 < line["options"]["expires"] <= 3 * 3600


def test_the_timetable_is_the_one_of_the_ticks() -> None:
    ticks = {
        name: e["schedule"] for name, e in app.conf.beat_schedule.items() if isinstance(e["schedule"], float)
    }
    assert ticks == {
        "heartbeat": 30.0,
        "alerts": 60.0,
        "deliver": 10.0,
        "exports": 60.0,
        "errors": 60.0,
        "seal_alarms": 300.0,
        "signings": 15.0,
        "proof_incoming": 30.0,
    }


def offends(text: str) -> list[str]:
    """Calls that put a task into the broker, or make it wait there."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        of = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if of in PUBLISHES or WAITS & {k.arg for k in node.keywords}:
            found.append(f"line {node.lineno}: {ast.unparse(node.func)}")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_is_published_and_nothing_waits(path: Path) -> None:
    """The clock alone puts messages into the broker (`docflow.health.Timetable`, by Celery's own code)."""
    assert offends(path.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        "tasks.alerts.delay()",
        "alerts.apply_async(countdown=5)",
        "app.send_task('x')",
        "self.retry()",
        "f(eta=now)",
    ],
)
def test_each_way_to_publish_is_known(line: str) -> None:
    """Negative control."""
    assert offends(line) != []
