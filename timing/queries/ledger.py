"""The ledger of alerts: every alert, to whom and why, how it went out, and what became of it. Newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from alerts.models import Delivery
from docflow.web.prepared import fetch
from documents.forms.lists import start_of
from documents.queries.lists import PAGE, Page, cut
from documents.queries.quick import rows
from documents.queries.visible import MAY_SEE
from outgoing.queries.visible import SEES_INSIDE, seen_by

S = Delivery.State
WAITING, DEAD = "waiting", "dead"
STATES = {
    WAITING: (S.NEW, S.SENDING),
    DEAD: (S.DEAD,),
    "sent": (S.SENT,),
    "cancelled": (S.CANCELLED,),
}
CAP = 100

# Those of which few are there are looked up by the index of their state; a digest is one delivery for many alerts.
FEW = """SELECT v.alert_id FROM alerts_delivery v WHERE v.state = '{state}' AND v.alert_id IS NOT NULL
  UNION ALL SELECT v.alert_id FROM alerts_delivery m JOIN alerts_delivery v ON v.merged_into_id = m.id
   WHERE m.state = '{state}' AND m.alert_id IS NULL"""
WENT = """EXISTS (SELECT 1 FROM alerts_delivery v LEFT JOIN alerts_delivery m ON m.id = v.merged_into_id
   WHERE v.alert_id = a.id {wanted})"""
# Of an alert whose title and link were taken away, or never given to its reader, the task knows the paper.
REF = "coalesce(nullif(a.subject_ref, ''), t.subject_ref, '')"
MEANT = """SELECT 'document' AS kind, d.id, d.ref FROM documents_document d
   WHERE d.receipt_no = %(matter)s OR d.ref = %(matter)s
 UNION ALL SELECT 'outgoing', o.id, o.ref FROM outgoing_outgoing o WHERE o.number = %(matter)s OR o.ref = %(matter)s"""
MATTER = f"""(a.task_id IS NULL AND a.subject_ref <> '' AND a.subject_ref = ANY (ARRAY(SELECT m.ref FROM ({MEANT}) m)) OR a.task_id = ANY (ARRAY(
  SELECT g.id FROM ({MEANT}) m JOIN workflow_task g ON g.subject_kind = m.kind AND g.subject_pk = m.id)))"""  # noqa: S608
WHO = """a.recipient_id = ANY (ARRAY(
  SELECT p.id FROM people_person p WHERE strpos(p.name, %(who)s) > 0 OR p.username = %(who)s))"""
# Titles and words only where he may see the paper; what belongs to no paper, to who reads titles at all.
LINES = f"""
WITH page AS (SELECT a.* FROM alerts_alert a WHERE <where> ORDER BY a.id <way> LIMIT <limit>),
told AS (
  SELECT a.*, p.name AS recipient, t.status, t.done_at, t.done_by_name,
         {REF} AS ref, coalesce(d.receipt_no, o.number, '') AS number, coalesce(d.title, o.title, a.title) AS named,
         %(titles)s AND (a.subject_kind = '' OR d.id IS NOT NULL AND {MAY_SEE}
                         OR o.id IS NOT NULL AND {SEES_INSIDE}) AS open
    FROM page a JOIN people_person p ON p.id = a.recipient_id
    LEFT JOIN workflow_task t ON t.id = a.task_id
    LEFT JOIN documents_document d ON a.subject_kind = 'document' AND d.ref = {REF}
    LEFT JOIN outgoing_outgoing o ON a.subject_kind = 'outgoing' AND o.ref = {REF})
SELECT id, created_at, recipient, stage, occurrence, task_kind, subject_kind, ref, number, due_at, by_name,
       read_at, unseen, acked_at, coalesce(status, ''), done_at, coalesce(done_by_name, ''), open,
       CASE WHEN open THEN named ELSE '' END, CASE WHEN open THEN said ELSE '' END
  FROM told ORDER BY id <way>"""  # noqa: S608 - constants
WAYS = """
SELECT v.alert_id, coalesce(m.id, v.id), v.channel, coalesce(g.name, ''), coalesce(m.state, v.state),
       coalesce(m.sent_at, v.sent_at), coalesce(m.next_try, v.next_try), coalesce(m.attempts, v.attempts),
       coalesce(nullif(m.last_error, ''), v.last_error), coalesce(m.resent_by_name, v.resent_by_name), m.id IS NOT NULL
  FROM alerts_delivery v LEFT JOIN alerts_delivery m ON m.id = v.merged_into_id
  LEFT JOIN alerts_target g ON g.id = v.target_id
 WHERE v.alert_id = ANY (%(ids)s::bigint[]) ORDER BY v.alert_id, v.id
"""


@dataclass(frozen=True)
class Way:
    """One way out of one alert, by itself or in a digest (`pk` is then the digest's delivery)."""

    pk: int
    channel: str
    target: str
    state: str
    sent_at: datetime | None
    next_try: datetime
    attempts: int
    error: str
    resent_by: str
    digest: bool


@dataclass(frozen=True)
class Line:
    """One alert. `open`: the asker may know what it is about; else title and words are empty."""

    id: int
    at: datetime
    recipient: str
    stage: str
    times: int
    task_kind: str
    subject_kind: str
    subject_ref: str
    number: str
    due_at: datetime | None
    by_name: str
    read_at: datetime | None
    unseen: bool
    acked_at: datetime | None
    status: str
    done_at: datetime | None
    done_by: str
    open: bool
    title: str
    said: str
    ways: list[Way] = field(default_factory=list)

    @property
    def dead(self) -> list[Way]:
        return [way for way in self.ways if way.state == S.DEAD]


def ledger(person: Any, asked: Mapping[str, Any], *, titles: bool) -> Page:
    """A page of what was asked for: two statements. `titles`: his office lets him know what alerts are about, as far
    as he sees the paper. Raises `TooWide`."""
    before, after = asked.get("before"), asked.get("after")
    place = after or before
    limit = max(PAGE + 1, CAP) if place is None else PAGE + 1
    values: dict[str, Any] = {**seen_by(person), "titles": titles}
    where = " AND ".join(_conditions(asked, values)) or "true"
    if place is not None:
        where += " AND a.id > %(place)s" if after else " AND a.id < %(place)s"
        values["place"] = place.id
    sql = LINES.replace("<where>", where).replace("<way>", "ASC" if after else "DESC")
    sql = sql.replace("<limit>", str(limit))
    page = cut([Line(*row) for row in rows(sql, values)], PAGE, before, after is not None, limit)
    _ways(page.rows)
    return page


def _conditions(asked: Mapping[str, Any], values: dict[str, Any]) -> list[str]:
    found = []
    for name, sql in (("who", WHO), ("matter", MATTER), ("stage", "a.stage = %(stage)s")):
        if asked.get(name):
            values[name] = asked[name]
            found.append(sql)
    if asked.get("since"):
        values["since"] = start_of(asked["since"])
        found.append("a.created_at >= %(since)s")
    if asked.get("until"):
        values["until"] = start_of(asked["until"] + timedelta(1))
        found.append("a.created_at < %(until)s")
    return found + _went(asked.get("channel", ""), asked.get("state", ""), values)


def _went(channel: str, state: str, values: dict[str, Any]) -> list[str]:
    """The alerts that took this way out and fared so."""
    wanted, found = "", []
    if channel:
        values["channel"] = channel
        wanted += " AND v.channel = %(channel)s"
    if state:
        values["states"] = list(STATES[state])
        wanted += " AND coalesce(m.state, v.state) = ANY (%(states)s)"
        if state in (WAITING, DEAD):
            few = (FEW.format(state=one.value) for one in STATES[state])  # each has an index of its own
            found.append(f"a.id IN ({' UNION ALL '.join(few)})")
    return [*found, WENT.format(wanted=wanted)] if wanted else []


def _ways(lines: Sequence[Line]) -> None:
    """Into each line how it went out: one statement for a page, none for an empty one."""
    known = {line.id: line for line in lines}
    for alert, *rest in fetch(WAYS, {"ids": list(known)}) if known else ():
        known[alert].ways.append(Way(*rest))


def dead(cap: int = CAP) -> int:
    """How many deliveries were given up, counted up to `cap`."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM alerts_delivery WHERE state = 'dead' LIMIT {int(cap)}) d"  # noqa: S608
    return int(fetch(sql, {})[0][0])


def dead_of(alerts: Sequence[int]) -> list[Delivery]:
    """The deliveries that were given up of these alerts, each once though a digest carries many, by their keys."""
    own = Delivery.objects.filter(alert_id__in=alerts)
    digests = own.filter(merged_into__isnull=False).values("merged_into_id")
    found = Delivery.objects.filter(pk__in=own.filter(merged_into=None).values("pk"))
    found |= Delivery.objects.filter(pk__in=digests)
    return list(found.select_related("recipient").order_by("pk"))
