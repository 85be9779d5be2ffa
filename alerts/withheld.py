"""Who is told of another's late work gets its title and link only when he may see it: asked after the alert is written.

Who loses the paper while it is asked keeps nothing: `tell.unlink` and `tell.hush` say that it was looked at, and what was
looked at stays as it is. Until somebody looked, and where the room that has the subject says no (or says nothing), the alert stays what it is: the
number of the matter, whose work it is and since when it is late.
"""

from __future__ import annotations

import logging
from datetime import datetime
from time import monotonic
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from alerts.subjects import SUBJECTS

SOME = "EXISTS (SELECT 1 FROM alerts_alert WHERE whose <> '' AND looked_at IS NULL)"
MANY = 500
PATIENCE = 20  # seconds of one run; the next goes on
WAITING = f"""
SELECT a.id, a.recipient_id, a.subject_kind, t.subject_ref FROM alerts_alert a
  JOIN workflow_task t ON t.id = a.task_id
 WHERE a.whose <> '' AND a.looked_at IS NULL ORDER BY a.id LIMIT {MANY}"""  # noqa: S608 - constant
log = logging.getLogger(__name__)


def give(now: datetime) -> int:
    """Look at those nobody looked at yet, the oldest first; how many got their title."""
    began, given = monotonic(), 0
    while monotonic() - began < PATIENCE:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            rows = cursor.fetchall()
        if rows:
            given += _look(rows, now)
        if len(rows) < MANY:
            break
    return given


SHOW = """
UPDATE alerts_alert a SET looked_at = %(now)s, subject_ref = CASE WHEN a.id = ANY (%(seen)s) THEN t.subject_ref ELSE '' END,
       title = CASE WHEN a.id = ANY (%(seen)s) THEN t.title ELSE '' END
  FROM workflow_task t WHERE t.id = a.task_id AND a.id = ANY (%(ids)s) AND a.looked_at IS NULL"""


def _look(rows: list[tuple[int, int, str, str]], now: datetime) -> int:
    people = get_user_model()._default_manager.in_bulk({row[1] for row in rows})
    known: dict[tuple[int, str, str], bool] = {}
    seen = []
    for pk, person_id, kind, ref in rows:
        key = (person_id, kind, ref)
        if key not in known:
            known[key] = may_see(people[person_id], kind, ref)
        if known[key]:
            seen.append(pk)
    with connection.cursor() as cursor:
        cursor.execute(SHOW, {"now": now, "seen": seen, "ids": [row[0] for row in rows]})
    return len(seen)


def may_see(person: Any, kind: str, ref: str) -> bool:
    """What the subject's room says; whoever cannot be asked about is not shown."""
    known = SUBJECTS.get(kind)
    if known is None:
        return False
    try:
        with transaction.atomic():
            return known.sees(person, ref)
    except Exception:  # one subject that cannot be asked never stops the others
        log.exception("Whether person %s may see %s %s could not be asked.", person.pk, kind, ref)
        return False
