"""Copies go out: rows are marked sent, whoever works at an addressee gets a task to sign, a clock starts.

However many addressees, a handful of statements: 500 of them are written as one.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete
from docflow.web.prepared import fetch
from outgoing.actions.due import alarm
from outgoing.actions.telling import tell_holders
from outgoing.actions.watching import watch
from outgoing.models import Addressee, ExchangeBatch, Outgoing
from outgoing.words import Channel, Receipt, TaskKind
from people.roles import ADMINS
from workflow.act import Act
from workflow.models import Lane

KEPT = 200  # names in the entry's data
# The same question as `people.queries.handling_units`, for many at once.
PEOPLED = """
WITH seats AS MATERIALIZED (
  SELECT o.id, o.unit_id FROM people_post o JOIN people_unit u ON u.id = o.unit_id AND u.is_active
   WHERE o.unit_id = ANY (%(ids)s::bigint[]) AND o.is_active AND o.role <> ALL (%(admins)s::text[])),
held AS MATERIALIZED (
  SELECT s.unit_id, m.person_id FROM seats s JOIN people_appointment m ON m.post_id = s.id
     AND m.since <= %(day)s AND (m.until IS NULL OR m.until >= %(day)s))
SELECT DISTINCT h.unit_id FROM held h JOIN people_person p ON p.id = h.person_id AND p.is_active
""".replace("%(day)s", "(now() AT TIME ZONE 'Asia/Shanghai')::date")


def stamped_for(paper: Outgoing, n: int) -> None:
    """`Incomplete` when so many more copies would go out than were stamped."""
    left = (paper.sealed or 0) - paper.sent_copies
    if n > left:
        words = {"n": n, "left": max(left, 0), "sealed": paper.sealed or 0, "more": n - max(left, 0)}
        raise Incomplete(
            _("要发 %(n)s 份，已用印的 %(sealed)s 份只剩 %(left)s 份；请先「加印」%(more)s 份，或减少份数。")
            % words
        )


def send_out(
    a: Act, addressees: Sequence[Addressee], *, channel: str = "", batch: ExchangeBatch | None = None,
    more: int | None = None,
) -> int:  # fmt: skip
    """Send these rows of the paper their copies; how many of them got a task to sign. Called inside an act.

    `channel` empty: a row's own, else within the system where somebody works there, else the exchange station.
    Rows that were answered before (sent once more) start anew. `more`: how many stamped copies leave the house with
    this (None: as many as the rows say). `BadInput` for a channel that does not exist, `Incomplete` for more copies
    than were stamped.
    """
    if channel not in ("", *Channel.values):
        raise BadInput(_("没有这种发送方式。"), "channel")
    rows = list(addressees)
    if not rows:
        return 0
    leaving = sum(row.copies for row in rows) if more is None else more
    stamped_for(a.subject, leaving)
    a.subject.sent_copies += leaving
    peopled = with_people(rows)
    limit = alarm(a.subject, a.now)
    for row in rows:
        usual = Channel.ELECTRONIC if row.unit_id in peopled else Channel.EXCHANGE
        row.channel = channel or row.channel or usual
        row.receipt, row.sent_at, row.alarm_at, row.batch = Receipt.SENT, a.now, limit.at, batch
        row.outside = row.unit_id not in peopled
    for way, outside in {(row.channel, row.outside) for row in rows}:
        alike = [row.pk for row in rows if (row.channel, row.outside) == (way, outside)]
        Addressee.objects.filter(pk__in=alike).update(
            receipt=Receipt.SENT, sent_at=a.now, alarm_at=limit.at, channel=way, outside=outside, batch=batch,
            envelope=None, seal_intact=None, answered_at=None, answered_by_name="", received_copies=None, note="",
        )  # fmt: skip
    given = [row for row in rows if row.unit_id in peopled]
    for row in given:
        a.open(
            TaskKind.RECEIVE,
            row,
            due=limit,
            lane=Lane.CIRCULATION,
            assignment_id=row.pk,
            holder_name=row.name,
        )
    named = [[row.name, row.copies, row.channel] for row in rows]  # one act may send by several channels
    a.data["sent"] = [*a.data.get("sent", []), *named][:KEPT]
    a.data["sent_count"] = a.data.get("sent_count", 0) + len(rows)
    watch(a)
    _told(a, given)
    return len(given)


def with_people(rows: Sequence[Addressee]) -> set[int]:
    """Units among them in which somebody works: they sign themselves. One statement, looked up once for all of them,
    whatever the planner knows of the tables."""
    ids = sorted({row.unit_id for row in rows if row.unit_id})
    if not ids:
        return set()
    return {pk for (pk,) in fetch(PEOPLED, {"ids": ids, "admins": sorted(ADMINS)})}


def _told(a: Act, rows: Sequence[Addressee]) -> None:
    paper: Outgoing = a.subject
    said = _("%(no)s 已发出，请签收。") % {"no": paper.name}
    if rows:
        tell_holders(a, [row.principal for row in rows], said, kind=TaskKind.RECEIVE)
