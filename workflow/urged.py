"""催办: how the holder of a task was last asked to get on with it, who answered, and by when he promised it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from docflow.web.prepared import fetch


class UrgedBy(models.TextChoices):
    """The way he was asked; whoever is in the system is alerted whichever it was."""

    SYSTEM = "system", _("系统")
    PHONE = "phone", _("电话")
    LETTER = "letter", _("函")


class LastUrged(NamedTuple):
    """The newest urging of one task. `answered_by`: who was spoken to; `promised_on`: the day he said."""

    at: datetime
    by: str
    channel: str
    answered_by: str
    promised_on: date | None


# Of a task `t`: what its newest urging said, as JSON; backwards along the entries of its paper.
LAST = """(SELECT e.data - 'tasks' || jsonb_build_object('at', e.at, 'by', e.actor_name) FROM workflow_entry e
  WHERE e.subject_kind = t.subject_kind AND e.subject_pk = t.subject_pk AND e.verb = 'urge'
    AND coalesce(e.data -> 'urged_tasks', e.data -> 'urged') @> to_jsonb(t.id) ORDER BY e.seq DESC LIMIT 1)"""
SQL = f"SELECT t.id, {LAST} FROM workflow_task t WHERE t.id = ANY (%(ids)s) AND t.urged > 0"  # noqa: S608 - a constant


def last_urged(task_ids: Iterable[int]) -> dict[int, LastUrged]:
    """By the key of the task; what nobody urged is not there. One statement, none for no tasks."""
    ids = sorted(set(task_ids))
    rows = fetch(SQL, {"ids": ids}) if ids else []
    return {pk: read(pk, json.loads(said)) for pk, said in rows if said is not None}


def read(task_id: int, said: Mapping[str, Any]) -> LastUrged:
    """What `LAST` found of this task. Where only some of those urged were telephoned, the others were told by the system."""
    told = (UrgedBy.SYSTEM.value, "")
    how = said.get("channel") or told[0], said.get("answered_by", "")
    if "urged_tasks" in said:
        phoned = said.get("phoned") or {"names": (), "answered_by": ""}
        name = dict(zip(said["urged_tasks"], said["urged"], strict=True)).get(task_id)
        if name in phoned["names"]:
            how = UrgedBy.PHONE.value, phoned["answered_by"]
        elif how[0] == UrgedBy.PHONE:
            how = told
    on = said.get("promised_on")
    return LastUrged(
        datetime.fromisoformat(said["at"]), said["by"], *how, date.fromisoformat(on) if on else None
    )
