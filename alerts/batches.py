"""The scan's statement, batch by batch. One bad row never stops a run: a batch that fails is halved down to it."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, OperationalError, ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

BATCH = 10_000
log = logging.getLogger(__name__)


# A row for each urgency: its stages from the last to the first, and before which moment a date has reached each of them
# or a later one. So the place of a date among the moments says its stage: one look, however many lines there are.
LINES = "SELECT * FROM (VALUES {rows}) l (urgency, stages, befores)"
LINE = "(%(of{n})s::varchar, %(stages{n})s::varchar[], %(befores{n})s::timestamptz[])"
OF = "CASE WHEN t.urgency = ANY (%(own)s::varchar[]) THEN t.urgency ELSE '' END"
TAKEN = f"""
  FROM workflow_task t
 WHERE t.status = 'open' AND t.due_at < %(soon)s AND t.subject_live AND t.paused_at IS NULL
   AND t.{{key}} >= %(low)s AND t.{{key}} < %(high)s AND (t.{{key}}, t.id) > (%(at)s, %(id)s)
   AND (%(of)s::varchar[] IS NULL OR {OF} = ANY (%(of)s::varchar[]))
 ORDER BY t.{{key}}, t.id LIMIT %(batch)s"""  # noqa: S608 - constants of this module
LATE = "stage IN ('second', 'escalated')"
# Inserted in one order, so that scans at the same time wait for each other and never in a circle. Who holds the work
# himself and is the next responsible, too, is told as such, once. Everybody else next in turn gets no title and no link
# here: see `withheld`.
WRITE = f"""
WITH lines AS MATERIALIZED ({{lines}}),
taken AS MATERIALIZED (
  SELECT t.id, t.holder, t.holder_name, t.number, t.kind, t.due_version, t.due_at, t.given_at, t.subject_kind,
         t.subject_ref, t.title, t.urgency {TAKEN}),
batch AS MATERIALIZED (
  SELECT * FROM (SELECT t.*, l.stages[width_bucket(t.due_at, l.befores) + 1] AS stage
                   FROM taken t JOIN lines l ON l.urgency = {OF}) s WHERE stage IS NOT NULL),
asked AS (SELECT DISTINCT holder FROM batch),
behind AS MATERIALIZED ({{behind}}),
above AS MATERIALIZED (
  WITH asked AS (SELECT DISTINCT holder FROM batch WHERE {LATE}) SELECT * FROM ({{above}}) next),
gone_up AS MATERIALIZED (SELECT holder, string_agg(DISTINCT name, '、') AS names FROM above GROUP BY holder),
told AS (
  SELECT b.*, w.person_id, w.behalf, false AS up, true AS own
    FROM batch b JOIN behind w ON w.holder = b.holder AND (w.kinds = '{{{{}}}}' OR b.kind = ANY (w.kinds))
   UNION ALL
  SELECT b.*, n.person_id, n.behalf, true, EXISTS (
         SELECT 1 FROM behind w WHERE w.holder = b.holder AND w.person_id = n.person_id
            AND (w.kinds = '{{{{}}}}' OR b.kind = ANY (w.kinds)))
    FROM batch b JOIN above n ON n.holder = b.holder AND (n.kinds = '{{{{}}}}' OR b.kind = ANY (n.kinds))
   WHERE b.{LATE}),
made AS (
  INSERT INTO alerts_alert (recipient_id, stage, task_id, due_version, occurrence, subject_kind, subject_ref,
                            title, urgency, task_kind, due_at, said, by_name, created_at, whose)
  SELECT w.person_id, w.stage, w.id, w.due_version, 0, w.subject_kind,
         CASE WHEN w.own THEN w.subject_ref ELSE '' END, CASE WHEN w.own THEN w.title ELSE '' END,
         w.urgency, w.kind, w.due_at,
         CASE WHEN w.up THEN concat_ws(' ', nullif(w.number, ''), format(%(late)s, w.holder_name,
                              to_char(w.due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')))
              WHEN w.stage = 'escalated' THEN coalesce(
                   (SELECT format(%(up)s, g.names) FROM gone_up g WHERE g.holder = w.holder), '')
              ELSE '' END,
         w.behalf, %(now)s, CASE WHEN w.up THEN w.holder_name ELSE '' END
    FROM told w
   WHERE NOT EXISTS (
     SELECT 1 FROM alerts_alert x WHERE x.recipient_id = w.person_id AND x.task_id = w.id
        AND x.due_version = w.due_version AND x.stage = w.stage AND x.occurrence = 0)
   ORDER BY w.id, w.person_id, w.up DESC, w.behalf
  ON CONFLICT ON CONSTRAINT alert_once DO NOTHING RETURNING 1)
SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM taken), last.*
  FROM (SELECT 1) one LEFT JOIN (SELECT {{key}}, id FROM taken ORDER BY {{key}} DESC, id DESC LIMIT 1) last ON true
"""  # noqa: S608 - constants of this module
NEXT_ROW = f"SELECT t.{{key}}, t.id {TAKEN}"  # noqa: S608 - constants of this module


def write(key: str, behind: str, above: str, values: dict[str, Any], batch: int, bad: list[int]) -> int:
    """Write what is owed for the tasks that `values` describe, in the order of `key`, each batch a transaction; how many.

    A statement that fails is tried on half as many tasks, down to the one; that is logged, named in `bad` and passed
    over, and the next ones grow again. What fails for all tasks alike (no connection, no table) is raised.
    """
    lines = LINES.format(rows=", ".join(LINE.format(n=n) for n in range(len(values["own"]) + 1)))
    sql, made, size = WRITE.format(lines=lines, key=key, behind=behind, above=above), 0, batch
    late = _("%(who)s承办，%(since)s起超期") % {"who": "%1$s", "since": "%2$s"}  # filled in by PostgreSQL
    values = values | {"late": late, "up": _("已升级：%(who)s") % {"who": "%1$s"}}
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values | {"batch": size})
                new, seen, at, last = cursor.fetchone()
        except (OperationalError, ProgrammingError):
            raise
        except DatabaseError as error:
            if size > 1:
                size //= 2
                continue
            at, last = _next(NEXT_ROW.format(key=key), values)
            log.error("No alert could be written for task %s, passed over: %s", last, error)  # noqa: TRY400
            bad.append(last)
            new, seen = 0, size
        made += new
        if seen < size:
            return made
        values |= {"at": at, "id": last}
        size = min(batch, size * 2)


def _next(sql: str, values: dict[str, Any]) -> tuple[Any, int]:
    """Which task it is that fails."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"batch": 1})
        at, pk = cursor.fetchone()
        return at, pk
