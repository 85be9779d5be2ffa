"""How often the holders of these tasks were urged: when, by whom, who answered the telephone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from docflow.web.parts import when
from outgoing.models import Outgoing
from workflow.models import Entry


class Urging(NamedTuple):
    """One urging; `answered_by` where it was by telephone."""

    at: datetime
    by: str
    answered_by: str = ""


def urgings(paper: Outgoing, task_ids: Collection[int]) -> dict[int, list[Urging]]:
    """By the key of the task, oldest first; a task nobody urged is not among them. One statement."""
    rows = Entry.objects.filter(subject_kind=paper.subject_kind, subject_pk=paper.pk, verb="urge").order_by(
        "seq"
    )
    found: dict[int, list[Urging]] = {}
    for e in rows:
        phoned = e.data.get("phoned") or {"names": [], "answered_by": ""}
        for pk, name in zip(e.data["urged_tasks"], e.data["urged"], strict=True):
            if pk in task_ids:
                by_phone = phoned["answered_by"] if name in phoned["names"] else ""
                found.setdefault(pk, []).append(Urging(e.at, e.actor_name, by_phone))
    return found


def as_words(rows: Iterable[Urging]) -> str:
    """11-21 09:00 陈三三（接听人 王秘书）、11-23 10:00 陈三三"""
    return "、".join(_told(row) for row in rows)


def _told(row: Urging) -> str:
    said = f"{when(row.at)} {row.by}"
    return said + (_("（接听人 %(who)s）") % {"who": row.answered_by} if row.answered_by else "")


def kept(rows: Sequence[Urging]) -> list[list[str]]:
    """As an entry keeps it, in no language."""
    return [[row.at.isoformat(), row.by, row.answered_by] for row in rows]


def read(rows: Iterable[Sequence[str]]) -> list[Urging]:
    """The other way round."""
    return [Urging(datetime.fromisoformat(at), by, answered) for at, by, answered in rows]
