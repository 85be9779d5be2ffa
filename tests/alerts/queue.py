"""Alerts and deliveries for tests of the pages: rows as the scan and the queue write them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from alerts.models import Alert, Delivery
from workflow.clock import database_now
from workflow.models import Task


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def alerted(person: Any, task: Task, stage: str = "overdue", **fields: Any) -> Alert:
    """What the scan writes for him about this task."""
    values: dict[str, Any] = {
        "recipient": person, "stage": stage, "task_id": task.pk, "due_version": task.due_version,
        "subject_kind": task.subject_kind, "subject_ref": task.subject_ref, "title": task.title, "task_kind": task.kind,
        "due_at": task.due_at, "created_at": database_now(),
    }  # fmt: skip
    return Alert.objects.create(**{**values, **fields})


def sent(alert: Alert, channel: str = "mail", state: str = "sent", **fields: Any) -> Delivery:
    """A delivery of it as the queue left it."""
    now = database_now()
    values: dict[str, Any] = {
        "alert": alert, "recipient": alert.recipient, "channel": channel, "state": state, "next_try": now, "created_at": now,
        "sent_at": now if state == "sent" else None,
    }  # fmt: skip
    return Delivery.objects.create(**{**values, **fields})


def digest(*alerts: Alert, state: str = "sent", channel: str = "mail") -> Delivery:
    """One delivery that carries these alerts of one person."""
    now = database_now()
    whole = Delivery.objects.create(
        recipient=alerts[0].recipient, channel=channel, state=state, next_try=now, created_at=now,
        sent_at=now if state == "sent" else None,
    )  # fmt: skip
    for alert in alerts:
        sent(alert, channel, "merged", merged_into=whole)
    return whole
