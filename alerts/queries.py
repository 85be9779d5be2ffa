"""A person's notices (通知): what asks for work, what concerns him, what the system says. Newest first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Value
from django.db.models.functions import Coalesce

from alerts.models import Alert, Scan
from docflow.web.prepared import fetch

PAGE = 50
CAP = 100
NEED, ABOUT, SYSTEM = "need", "about", "system"
BOXES = (NEED, ABOUT, SYSTEM)
# Work asks as long as its task is open with the same date; afterwards the notice is only a fact about him. So is from
# the start what is no more than a copy: another's second urge.
ASKS = "(a.stage <> 'told' AND NOT (a.stage = 'second' AND a.whose <> '') AND coalesce(t.status = 'open' AND t.due_version = a.due_version, false))"
IN_BOX = {
    NEED: ASKS,
    ABOUT: f"NOT {ASKS} AND a.subject_kind <> ''",
    SYSTEM: "a.stage = 'told' AND a.subject_kind = ''",
}


class Sent(NamedTuple):
    """How an alert fared on one way out: by itself, or in the digest it went with."""

    channel: str
    state: str
    epoch: float | None
    digest: bool

    @property
    def at(self) -> datetime | None:
        return None if self.epoch is None else datetime.fromtimestamp(self.epoch, UTC)


class Notice(NamedTuple):
    """One line: the newest notice about a task, and how many there are about it; or one word somebody said.

    `waiting`: it came to him by escalation, the work is still to be done, and he has not said that he knows.
    """

    id: int
    stage: str
    subject_kind: str
    subject_ref: str
    title: str
    task_kind: str
    due_at: datetime | None
    said: str
    by_name: str
    created_at: datetime
    unread: bool
    times: int
    waiting: bool
    ways: list[Sent]


# By itself or in a digest: of what is merged, the digest says how it fared. Asked for the lines of the page alone.
WAYS = """(SELECT json_agg(json_build_array(v.channel, coalesce(m.state, v.state),
    extract(epoch FROM coalesce(m.sent_at, v.sent_at)), m.id IS NOT NULL) ORDER BY v.id)::text
  FROM alerts_delivery v LEFT JOIN alerts_delivery m ON m.id = v.merged_into_id WHERE v.alert_id = l.id)"""
# What waits to be acknowledged stands on top of its box, newest first, whatever came since.
WAITS = "(g.waiting AND {asks})".replace("{asks}", ASKS)
LINES = f"""
  SELECT a.id, a.stage, a.subject_kind, a.subject_ref, a.title, a.task_kind, a.due_at, a.said, a.by_name,
         a.created_at, coalesce(g.unread, a.read_at IS NULL), coalesce(g.times, 1), coalesce({WAITS}, false) AS waiting
    FROM {{lines}} a LEFT JOIN workflow_task t ON t.id = a.task_id
    LEFT JOIN LATERAL (
      SELECT count(*) AS times, bool_or(x.read_at IS NULL) AS unread, max(x.id) AS newest,
             bool_or(x.stage = 'escalated' AND x.acked_at IS NULL AND x.due_version = a.due_version) AS waiting
        FROM alerts_alert x
       WHERE a.task_id IS NOT NULL AND x.recipient_id = a.recipient_id AND x.task_id = a.task_id
     HAVING count(*) > 0) g ON true
   WHERE a.recipient_id = %(me)s AND {{bound}} AND {{box}} AND coalesce(g.newest, a.id) = a.id
   ORDER BY a.id DESC LIMIT {{limit}}"""  # noqa: S608 - constants
ESCALATED = """(SELECT n.* FROM (SELECT DISTINCT e.task_id FROM alerts_alert e WHERE e.recipient_id = %(me)s
     AND e.stage = 'escalated' AND e.acked_at IS NULL AND e.task_id IS NOT NULL) e
  CROSS JOIN LATERAL (SELECT y.* FROM alerts_alert y WHERE y.recipient_id = %(me)s AND y.task_id = e.task_id
     ORDER BY y.id DESC LIMIT 1) n)"""


def notices(
    person: Any, box: str, *, before: int | None = None, top: bool = True, size: int = PAGE
) -> list[Notice]:
    """One box, at most `size` + 1 lines. Notices about the same task are one line, the newest.

    Those that wait to be acknowledged come first; `top` says that the list goes on among them, from `before`.
    """
    top = top and box == NEED
    rest = "true" if top else "a.id < %(before)s"
    other = f"{IN_BOX[box]} AND NOT coalesce({WAITS}, false)" if box == NEED else IN_BOX[box]
    sql = LINES.format(lines="alerts_alert", bound=rest, box=other, limit=size + 1)
    if top:
        first = LINES.format(lines=ESCALATED, bound="a.id < %(before)s", box=WAITS, limit=size + 1)
        sql = f"({first}) UNION ALL ({sql}) ORDER BY waiting DESC, id DESC LIMIT {size + 1}"
    found = fetch(
        f"SELECT l.*, {WAYS} FROM ({sql}) l ORDER BY l.waiting DESC, l.id DESC",  # noqa: S608 - constants
        {"me": person.pk, "before": before or 2**63 - 1},
    )
    return [Notice._make((*row[:-1], _sent(row[-1]))) for row in found]


def _sent(ways: str | None) -> list[Sent]:
    return [Sent(*way) for way in json.loads(ways)] if ways else []


# An unread line, as the list draws it: the newest unread notice about a task, or one word somebody said. Counted in
# a subquery for each row, never a join or max(id): so that a cap of lines stops after reading about as many rows.
UNREAD = """FROM alerts_alert u WHERE u.recipient_id = %(me)s AND u.read_at IS NULL
  AND (SELECT count(*) FROM alerts_alert x WHERE x.recipient_id = u.recipient_id AND x.task_id = u.task_id
        AND x.id > u.id AND x.read_at IS NULL) = 0"""


def unread(cap: int) -> str:
    """SQL of the number for the bell, at most `cap`: unread lines of all boxes. Parameter `me`."""
    return f"(SELECT count(*) FROM (SELECT 1 {UNREAD} LIMIT {cap}) unread)"  # noqa: S608 - constant above


def unread_by_box(person: Any) -> dict[str, str]:
    """Unread lines of each box, capped: one statement. The newest notice about a task says where its line stands."""
    counts = ", ".join(
        f"""(SELECT count(*) FROM (SELECT 1 FROM (SELECT u.* {UNREAD}) u
             JOIN alerts_alert a ON a.id = coalesce((SELECT max(x.id + 0) FROM alerts_alert x
                  WHERE x.recipient_id = u.recipient_id AND x.task_id = u.task_id), u.id)
             LEFT JOIN workflow_task t ON t.id = a.task_id WHERE {IN_BOX[box]} LIMIT {CAP}) c)"""  # noqa: S608
        for box in BOXES
    )
    [found] = fetch(f"SELECT {counts}", {"me": person.pk})
    return {box: "99+" if n >= CAP else str(n) if n else "" for box, n in zip(BOXES, found, strict=True)}


# To whom the work of a task went up, for the date it has now; deputies are told, but it is not theirs.
def went_up(task: str) -> str:
    return f"""FROM alerts_alert a JOIN people_person p ON p.id = a.recipient_id WHERE a.task_id = {task}.id
      AND a.due_version = {task}.due_version AND a.stage = 'escalated' AND a.whose <> '' AND a.by_name = ''"""


def escalated(task_ids: Iterable[int]) -> dict[int, list[tuple[str, datetime]]]:
    """Who is responsible for these tasks now besides their holders, and since when; tasks that nobody is are left out."""
    sql = f"""SELECT t.id, w.name, w.created_at FROM workflow_task t
      CROSS JOIN LATERAL (SELECT p.name, p.rank, a.created_at, p.id {went_up("t")}) w
     WHERE t.id = ANY (%(ids)s) AND t.status = 'open' ORDER BY t.id, w.rank, w.id"""  # noqa: S608 - constants
    found: dict[int, list[tuple[str, datetime]]] = {}
    for task_id, name, at in fetch(sql, {"ids": list(task_ids)}):
        found.setdefault(task_id, []).append((name, at))
    return found


def gone_up(task: str) -> str:
    """SQL over a row of tasks named `task`: 吴十（11-30 09:00）, who is responsible now and since when; NULL where nobody is."""
    return f"""(CASE WHEN {task}.status = 'open' THEN (
      SELECT string_agg(w.name, '、' ORDER BY w.rank, w.id) ||
             to_char(min(w.created_at) AT TIME ZONE 'Asia/Shanghai', '（MM-DD HH24:MI）')
        FROM (SELECT p.name, p.rank, a.created_at, p.id {went_up(task)}) w) END)"""  # noqa: S608 - constants


def passed_over() -> int:
    """For how many tasks the scan could not write an alert, since its last look at everything."""
    last = Scan.objects.filter(pk=1).first()
    return len(last.passed_over) if last else 0


def mark_read(person: Any, now: datetime) -> int:
    """All his notices are read; that he knows of each he has not said."""
    return Alert.objects.filter(recipient_id=person.pk, read_at=None).update(read_at=now)


def acknowledge(person: Any, ids: list[int], now: datetime) -> int:
    """知道了: he says so himself, of these lines with the older ones about the same task. They are read by it."""
    named = Alert.objects.filter(recipient_id=person.pk, pk__in=ids)
    tasks = named.filter(task_id__isnull=False).values("task_id")
    mine = Alert.objects.filter(recipient_id=person.pk, acked_at=None)
    mine = mine.filter(pk__in=named.values("pk")) | mine.filter(task_id__in=tasks)
    return mine.update(acked_at=now, read_at=Coalesce("read_at", Value(now)))


def seen(person: Any, subject: Any, now: datetime) -> int:
    """He has the thing itself on his screen: what was said about it is read."""
    mine = Alert.objects.filter(recipient_id=person.pk, read_at=None)
    return mine.filter(subject_kind=subject.subject_kind, subject_ref=subject.ref).update(read_at=now)
