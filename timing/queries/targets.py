"""The receivers of webhooks, and what a form about one is drawn from."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from alerts.models import Target
from timing.models import Timetable
from workflow.models import Entry

FIELDS = ("name", "form", "host", "port", "path", "tls", "network")


def targets() -> list[Target]:
    """Those in use first, by name."""
    return list(Target.objects.defer("secret").order_by("-is_active", "name"))


def as_saved(target: Target) -> dict[str, Any]:
    """The row's values now, without its secret; empty for a new one."""
    return Target.objects.filter(pk=target.pk).values(*FIELDS).first() or {}


def drawn(target: Target) -> dict[str, Any]:
    """What its forms are drawn from. Of the secret no more than how often anything was changed."""
    if target.pk is None:
        return {}
    row = Target.objects.filter(pk=target.pk).values(*FIELDS, "is_active").first() or {}
    return {**row, "last": entries_about(target).aggregate(last=Max("seq"))["last"]}


def entries_about(target: Target) -> Any:
    """Everything done about this receiver."""
    return Entry.objects.filter(subject_kind=Timetable.subject_kind, data__target=target.pk)


def entries() -> Any:
    """Everything done about any receiver, newest first."""
    return Entry.objects.filter(subject_kind=Timetable.subject_kind, verb__startswith="target_").order_by(
        "-seq"
    )
