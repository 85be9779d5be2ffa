"""The minute's scan: every open task that has reached a stage, one alert for each person behind its holder.

The row is the memory: the unique key (person, task, version of the date, stage) makes it harmless to run at
any time, twice, or in eight workers at once. After a gap only the latest stage of a task is written. Whoever
calls says what the stages are now (`Horizon`) and who stands behind a holder (SQL over `asked (holder)`):
this room knows neither calendars nor people. A task whose clock stands still has reached no stage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from alerts.models import Scan

BATCH = 5000
SWEEP = timedelta(hours=1)  # how often everything is looked at, not only what crossed a line
GAP = timedelta(minutes=10)  # after so long without a scan: everything, too
OVERLAP = timedelta(minutes=10)  # an act may commit so long after the moment it wrote
EVER = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Horizon:
    """Due before `now` is overdue, before `today` (its end) due today, before `soon` due soon."""

    now: datetime
    today: datetime
    soon: datetime


# Inserted in one order, so that scans at the same time wait for each other and never in a circle.
WRITE = """
WITH batch AS MATERIALIZED (
  SELECT t.id, t.holder, t.kind, t.due_version, t.due_at, t.given_at, t.subject_kind, t.subject_ref, t.title, t.urgency,
         CASE WHEN t.due_at < %(now)s THEN 'overdue' WHEN t.due_at < %(today)s THEN 'due_today'
              ELSE 'due_soon' END AS stage
    FROM workflow_task t
   WHERE t.status = 'open' AND t.due_at < %(soon)s AND t.subject_live AND t.paused_at IS NULL
     AND t.{key} >= %(low)s AND t.{key} < %(high)s AND (t.{key}, t.id) > (%(at)s, %(id)s)
   ORDER BY t.{key}, t.id LIMIT %(batch)s),
asked AS (SELECT DISTINCT holder FROM batch),
behind AS MATERIALIZED ({behind}),
made AS (
  INSERT INTO alerts_alert (recipient_id, stage, task_id, due_version, occurrence, subject_kind, subject_ref,
                            title, urgency, task_kind, due_at, said, by_name, created_at)
  SELECT w.person_id, b.stage, b.id, b.due_version, 0, b.subject_kind, b.subject_ref,
         b.title, b.urgency, b.kind, b.due_at, '', w.behalf, %(now)s
    FROM batch b JOIN behind w ON w.holder = b.holder AND (w.kinds = '{{}}' OR b.kind = ANY (w.kinds))
   WHERE NOT EXISTS (
     SELECT 1 FROM alerts_alert x WHERE x.recipient_id = w.person_id AND x.task_id = b.id
        AND x.due_version = b.due_version AND x.stage = b.stage AND x.occurrence = 0)
   ORDER BY b.id, w.person_id, w.behalf
  ON CONFLICT ON CONSTRAINT alert_once DO NOTHING RETURNING 1)
SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM batch), last.*
  FROM (SELECT 1) one LEFT JOIN (SELECT {key}, id FROM batch ORDER BY {key} DESC, id DESC LIMIT 1) last ON true
"""


def tick(now: datetime, horizon: Callable[[datetime], tuple[datetime, datetime]], behind: str) -> int:
    """What the clock calls each minute: catch up since the last scan, now and then sweep. Alerts written."""
    here = Horizon(now, *horizon(now))
    last = Scan.objects.filter(pk=1).first()
    if last is None or not timedelta(0) <= now - last.upto <= GAP or now - last.swept_at >= SWEEP:
        made = sweep(here, behind)
        settle(now)
        swept = now
    else:
        made = catch_up(here, Horizon(last.upto, last.today, last.soon), behind)
        swept = last.swept_at
    _note(here, swept)
    return made


NOTE = """
INSERT INTO alerts_scan (id, upto, today, soon, swept_at) VALUES (1, %(now)s, %(today)s, %(soon)s, %(swept)s)
ON CONFLICT (id) DO UPDATE SET upto = excluded.upto, today = excluded.today, soon = excluded.soon,
                               swept_at = excluded.swept_at
"""


def _note(here: Horizon, swept: datetime) -> None:
    with connection.cursor() as cursor:
        values = {"now": here.now, "today": here.today, "soon": here.soon, "swept": swept}
        cursor.execute(NOTE, values)


def sweep(here: Horizon, behind: str, *, batch: int = BATCH) -> int:
    """Look at every open task that is due soon, today, or overdue."""
    return _write(here, behind, "due_at", EVER, here.soon, batch)


def catch_up(here: Horizon, before: Horizon, behind: str, *, batch: int = BATCH) -> int:
    """Look at tasks that crossed a line since `before`, and at those just given with their line behind them."""
    crossed = [
        (before.now, here.now),
        (max(here.now, before.today), here.today),
        (max(here.today, before.soon), here.soon),
    ]
    looks = [("due_at", low, high) for low, high in crossed if low < high]
    looks.append(("given_at", before.now - OVERLAP, here.now + OVERLAP))
    found = zip(looks, _any(here, looks), strict=True)
    return sum(_write(here, behind, key, low, high, batch) for (key, low, high), some in found if some)


def _any(here: Horizon, looks: list[tuple[str, datetime, datetime]]) -> list[bool]:
    """Is there anything at all in each of these ranges? One look at the indexes: most minutes end here."""
    probe = (
        "EXISTS (SELECT 1 FROM workflow_task WHERE status = 'open' AND paused_at IS NULL"
        " AND {0} >= %s AND {0} < %s AND due_at < %s)"
    )
    asked = ", ".join(probe.format(key) for key, _low, _high in looks)
    values = [moment for _key, low, high in looks for moment in (low, high, here.soon)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", values)
        return list(cursor.fetchone())


def _write(here: Horizon, behind: str, key: str, low: datetime, high: datetime, batch: int) -> int:
    sql = WRITE.format(key=key, behind=behind)
    values: dict[str, Any] = {
        "now": here.now, "today": here.today, "soon": here.soon, "low": low, "high": high, "at": EVER, "id": 0,
        "batch": batch,
    }  # fmt: skip
    made = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            new, seen, at, last = cursor.fetchone()
        made += new
        if seen < batch:
            return made
        values |= {"at": at, "id": last}


def settle(now: datetime) -> int:
    """What asked for work that is done, taken away, or due at another time now, asks no longer: marked read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE alerts_alert a SET read_at = %s FROM workflow_task t WHERE a.read_at IS NULL AND a.task_id = t.id"
            " AND a.stage <> 'told' AND (t.status <> 'open' OR t.due_version > a.due_version)",
            [now],
        )
        return cursor.rowcount
