"""Telling people something in the transaction of an act: returned, recalled, answered; and urging them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from alerts.models import Alert


def tell(
    recipients: Iterable[Any],
    *,
    said: str,
    by: Any,
    now: datetime,
    subject: Any = None,
    title: str | None = None,
) -> int:
    """One notice (知会) for each recipient (persons or their ids) but `by` himself; how many were written.

    `subject` is what it is about: its kind, ref and title are copied. Without one it is a word of the system.
    `title` replaces the subject's title (empty where he may no longer read it: then it links nowhere).
    """
    rows = _told(recipients, said=said, by=by, now=now, subject=subject, title=title)
    return len(Alert.objects.bulk_create(rows))


def tell_each(words: Iterable[tuple[Iterable[Any], str, Any]], *, by: Any, now: datetime) -> int:
    """Many words at once, each (recipients, said, subject): what `tell` would write for each, by few statements."""
    rows = [
        row for to, said, subject in words for row in _told(to, said=said, by=by, now=now, subject=subject)
    ]
    return len(Alert.objects.bulk_create(rows, batch_size=1000))


def _told(
    recipients: Iterable[Any], *, said: str, by: Any, now: datetime, subject: Any, title: str | None = None
) -> list[Alert]:
    ids = dict.fromkeys(getattr(r, "pk", r) for r in recipients)
    shown = title if title is not None else str(getattr(subject, "title", ""))
    linked = subject is not None and title != ""
    return [
        Alert(
            recipient_id=pk,
            stage=Alert.Stage.TOLD,
            subject_kind=subject.subject_kind if subject is not None else "",
            subject_ref=subject.ref if linked else "",
            title=shown,
            urgency=getattr(subject, "urgency", ""),
            said=said,
            by_name=by.name if by is not None else "",
            created_at=now,
        )
        for pk in ids
        if by is None or pk != by.pk
    ]


URGE = """
WITH batch AS (SELECT * FROM workflow_task WHERE id = ANY (%(ids)s)),
asked AS (SELECT DISTINCT holder FROM batch),
behind AS ({behind})
INSERT INTO alerts_alert (recipient_id, stage, task_id, due_version, occurrence, subject_kind, subject_ref,
                          title, urgency, task_kind, due_at, said, by_name, created_at)
SELECT DISTINCT w.person_id, 'urged', b.id, b.due_version, b.urged, b.subject_kind, b.subject_ref,
       b.title, b.urgency, b.kind, b.due_at, %(said)s, %(by)s, %(now)s::timestamptz
  FROM batch b JOIN behind w ON w.holder = b.holder AND (w.kinds = '{{}}' OR b.kind = ANY (w.kinds))
 ORDER BY 3, 1
ON CONFLICT ON CONSTRAINT alert_once DO NOTHING
"""


def urge(task_ids: Sequence[int], *, said: str, by: Any, now: datetime, behind: str) -> int:
    """An urging for each person behind the holders of these tasks, whose `urged` has just been raised.

    `behind`: SQL over `asked (holder)`, as the scan takes it. One statement for any number of tasks.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            URGE.format(behind=behind),
            {"ids": list(task_ids), "said": said, "by": by.name, "now": now},
        )
        return cursor.rowcount


# First of all, and each row once: see `withheld`.
KEEP_BACK = """
UPDATE alerts_alert a SET looked_at = %(now)s FROM workflow_task t
 WHERE t.id = a.task_id AND t.subject_kind = %(kind)s AND t.subject_ref = %(ref)s
   AND a.recipient_id = ANY (%(people)s) AND a.whose <> '' AND a.looked_at IS NULL
"""


def unlink(recipients: Iterable[int], *, subject: Any, now: datetime) -> None:
    """They may read it no more: what they were told of it stays as a fact, without title and link."""
    people, kind, ref = list(recipients), subject.subject_kind, subject.ref
    with connection.cursor() as cursor:
        cursor.execute(KEEP_BACK, {"now": now, "kind": kind, "ref": ref, "people": people})
    rows = Alert.objects.filter(recipient_id__in=people, subject_kind=kind, subject_ref=ref)
    rows.filter(read_at=None).update(read_at=now, unseen=True)
    rows.update(title="", subject_ref="")


def hush(task_ids: Sequence[int], now: datetime) -> None:
    """The work was recalled: what was said about it stays as a fact, without title and link."""
    rows = Alert.objects.filter(task_id__in=list(task_ids)).exclude(stage=Alert.Stage.TOLD)
    rows.filter(read_at=None).update(read_at=now, unseen=True)
    rows.update(title="", subject_ref="", said="", looked_at=now)
