"""The queue of what goes out of the office: rows made of alerts, taken back where nobody is asked any more, put together.

Every statement may run at any time, twice, and in eight workers at once: rows that somebody else has in hand are skipped
or waited for, never written twice. Who sends them stands in `deliver`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils.translation import gettext_noop

from alerts.models import Channel, Delivery
from alerts.wants import URGENT, default_sql, group_sql, next_digest

BATCH = 1000
SPAN = 20.0  # seconds of one run
PARTS = 500  # matters of one digest; what is more goes into a second one
STALE = timedelta(days=1)  # an alert as old as this goes out only if its matter still asks
CLOSED = gettext_noop("事项已办结、收回或改期。")
LEFT = gettext_noop("收件人已离任。")
NEWER = gettext_noop("已有较新的提醒。")

# Its work is open, with the date that was told, and its clock runs (an urging by hand asks though it stands still).
ASKS = """coalesce(t.status = 'open' AND t.due_version = a.due_version AND t.subject_live
  AND (t.paused_at IS NULL OR a.stage = 'urged'), false)"""
# Another alert of the same line: the stages of a task are one, urgings by hand another.
SAME = """x.recipient_id = a.recipient_id AND x.task_id = a.task_id AND x.stage <> 'told'
  AND (x.stage = 'urged') = (a.stage = 'urged')"""
NEWEST = f"NOT EXISTS (SELECT 1 FROM alerts_alert x WHERE {SAME} AND x.id > a.id)"  # noqa: S608 - constants

SPREAD = """
WITH batch AS MATERIALIZED (
  SELECT a.* FROM alerts_alert a WHERE a.spread_at IS NULL ORDER BY a.id LIMIT %(batch)s FOR UPDATE SKIP LOCKED),
ways AS (
  SELECT c AS channel, NULL::bigint AS target_id FROM unnest(%(plain)s::text[]) c
   UNION ALL SELECT 'webhook', id FROM alerts_target WHERE is_active AND %(hooks)s),
asking AS (
  SELECT a.id, a.recipient_id, a.urgency, {group} AS grp FROM batch a LEFT JOIN workflow_task t ON t.id = a.task_id
   WHERE a.acked_at IS NULL
     AND CASE WHEN a.stage = 'told' THEN a.read_at IS NULL AND a.created_at > %(stale)s ELSE {asks} AND {newest} END),
wanted AS (
  SELECT a.id, a.recipient_id, w.channel, w.target_id,
         CASE WHEN a.urgency = ANY (%(urgent)s) THEN 'now' ELSE coalesce(r.mode, {default}) END AS mode
    FROM asking a JOIN {person} p ON p.id = a.recipient_id AND p.is_active
    JOIN alerts_contact c ON c.person_id = p.id
    JOIN ways w ON CASE w.channel WHEN 'mail' THEN c.mail WHEN 'sms' THEN c.mobile ELSE c.im_name END <> ''
    LEFT JOIN alerts_preference r ON r.person_id = p.id AND r.channel = w.channel AND r."group" = a.grp),
made AS (
  INSERT INTO alerts_delivery (alert_id, recipient_id, channel, target_id, state, digest, attempts, next_try,
                               message_id, last_error, created_at, resent_by_name)
  SELECT id, recipient_id, channel, target_id, 'new', mode = 'digest', 0,
         CASE mode WHEN 'digest' THEN %(digest)s ELSE %(now)s END, gen_random_uuid(), '', %(now)s, ''
    FROM wanted WHERE mode <> 'off' ORDER BY id, channel, target_id
  ON CONFLICT DO NOTHING RETURNING 1),
older AS MATERIALIZED (
  SELECT d.id FROM batch a JOIN alerts_alert x ON {same} AND x.id < a.id
    JOIN alerts_delivery d ON d.alert_id = x.id AND d.state = 'new' ORDER BY d.id FOR UPDATE OF d SKIP LOCKED),
gone AS (
  UPDATE alerts_delivery d SET state = 'cancelled', last_error = %(newer)s FROM older o WHERE d.id = o.id RETURNING 1),
done AS (UPDATE alerts_alert a SET spread_at = %(now)s FROM batch b WHERE a.id = b.id RETURNING 1)
SELECT (SELECT count(*) FROM done), (SELECT count(*) FROM made), (SELECT count(*) FROM gone)
"""


def spread(now: datetime, channels: Iterable[str], *, batch: int = BATCH, span: float = SPAN) -> int:
    """A delivery for each alert that is not spread yet and each way its person wants it; how many were made.

    `channels` are those this site has; what `span` seconds do not suffice for is left to the next tick. After an outage only the newest stage of a task goes out, and of what is older
    than a day only what still asks for work.
    """
    has = set(channels)
    sql = SPREAD.format(
        person=get_user_model()._meta.db_table, asks=ASKS, newest=NEWEST, same=SAME,
        group=group_sql("a.stage"), default=default_sql("a.grp"),
    )  # fmt: skip
    values: dict[str, Any] = {
        "batch": batch, "now": now, "stale": now - STALE, "digest": next_digest(now), "urgent": list(URGENT),
        "plain": sorted(has - {Channel.WEBHOOK}), "hooks": Channel.WEBHOOK in has, "newer": NEWER,
    }  # fmt: skip
    made, end = 0, time.monotonic() + span
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            seen, new, _cancelled = cursor.fetchone()
        made += new
        if seen < batch or time.monotonic() > end:
            return made


CANCEL = """
WITH gone AS MATERIALIZED (
  SELECT d.id, CASE WHEN p.is_active THEN %(closed)s ELSE %(left)s END AS why
    FROM alerts_delivery d JOIN {person} p ON p.id = d.recipient_id
    LEFT JOIN alerts_alert a ON a.id = d.alert_id LEFT JOIN workflow_task t ON t.id = a.task_id
   WHERE d.state = 'new' AND (NOT p.is_active OR a.stage <> 'told' AND NOT {asks})
   ORDER BY d.id FOR UPDATE OF d SKIP LOCKED)
UPDATE alerts_delivery d SET state = 'cancelled', last_error = g.why FROM gone g WHERE d.id = g.id
"""


def cancel() -> int:
    """What is unsent about work that is closed, moved or stands still, or to one who left, is taken back; how many."""
    with connection.cursor() as cursor:
        sql = CANCEL.format(person=get_user_model()._meta.db_table, asks=ASKS)
        cursor.execute(sql, {"closed": CLOSED, "left": LEFT})
        return int(cursor.rowcount)


DUE = """SELECT DISTINCT recipient_id, channel, target_id FROM alerts_delivery
  WHERE state = 'new' AND digest AND next_try <= %(now)s ORDER BY 1, 2, 3"""
# Waits for who is at the same: whatever he merged is no longer new when it is our turn.
MERGE = """
WITH parts AS MATERIALIZED (
  SELECT id FROM alerts_delivery
   WHERE recipient_id = %(person)s AND channel = %(channel)s AND target_id IS NOT DISTINCT FROM %(target)s
     AND state = 'new' AND digest AND next_try <= %(now)s ORDER BY id LIMIT %(parts)s FOR UPDATE),
carrier AS (
  INSERT INTO alerts_delivery (recipient_id, channel, target_id, state, digest, attempts, next_try, message_id,
                               last_error, created_at, resent_by_name)
  SELECT %(person)s, %(channel)s, %(target)s, 'new', false, 0, %(now)s, gen_random_uuid(), '', %(now)s, ''
   WHERE EXISTS (SELECT 1 FROM parts) RETURNING id)
UPDATE alerts_delivery d SET state = 'merged', merged_into_id = c.id FROM parts p, carrier c WHERE d.id = p.id
"""


def merge(now: datetime) -> int:
    """All that waits for a digest and is due becomes one delivery for each person and channel; how many were merged."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"now": now})
        found = cursor.fetchall()
        merged = 0
        for person, channel, target in found:
            values = {"person": person, "channel": channel, "target": target, "now": now, "parts": PARTS}
            count = PARTS
            while count == PARTS:
                cursor.execute(MERGE, values)
                count = cursor.rowcount
                merged += count
    return merged


def resend(delivery: int, *, by_name: str, now: datetime) -> bool:
    """A dead letter is tried anew, with the same Message-ID; False if it is none (any more): somebody was faster."""
    with transaction.atomic():
        rows = Delivery.objects.filter(pk=delivery, state=Delivery.State.DEAD)
        return bool(
            rows.update(state=Delivery.State.NEW, attempts=0, next_try=now, resent_by_name=by_name[:60])
        )


class Queue(NamedTuple):
    """How the queue stands. `oldest`: seconds that the longest overdue row waits to be taken (what waits for the morning
    or for a second try is not overdue); `waiting`, `failing` (tried in vain, to be tried again), `dead`: counts."""

    oldest: int
    waiting: int
    failing: int
    dead: int


STATE = """
SELECT greatest(0, extract(epoch FROM %(now)s - least(
         (SELECT min(next_try) FROM alerts_delivery WHERE state = 'new'),
         (SELECT min(next_try) FROM alerts_delivery WHERE state = 'sending'),
         (SELECT least(created_at, %(now)s) FROM alerts_alert WHERE spread_at IS NULL ORDER BY id LIMIT 1))))::int,
       (SELECT count(*) FROM alerts_delivery WHERE state = 'new')
         + (SELECT count(*) FROM alerts_delivery WHERE state = 'sending'),
       (SELECT count(*) FROM alerts_delivery WHERE state = 'new' AND attempts > 0),
       (SELECT count(*) FROM alerts_delivery WHERE state = 'dead')
"""


def state(now: datetime) -> Queue:
    """The numbers for who watches the alerter: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, {"now": now})
        oldest, waiting, failing, dead = cursor.fetchone()
    return Queue(oldest or 0, waiting, failing, dead)
