"""The inbox: what is open for whoever a person may act as. One statement a list, by the partial index.

A *reach* says whose tasks: pairs of a holder and the kinds of work that are his there (empty: every kind).
Each pair is read by its own limited index scan, then merged: the cost does not grow with the inbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from docflow.web.prepared import fetch
from docflow.web.rows import columns, instances
from workflow.models import Task

Reach = Sequence[tuple[str, tuple[str, ...]]]
PAGE = 50
CAP = 100
# Which of his open work a list has. Work is the main flow, and what was sent to a unit: whoever is there signs for it.
# What went round to a person is to be read.
WORK = "(way.lane = 'main' OR left(mine.holder, 1) = 'u')"
READING = "way.lane = 'circulation' AND left(mine.holder, 1) <> 'u'"
ALL = "true"


class Owed(NamedTuple):
    """One open task as an inbox shows it."""

    id: int
    subject_kind: str
    subject_pk: int
    ref: str
    title: str
    urgency: str
    urgency_rank: int
    source: str
    kind: str
    lane: str
    holder: str
    holder_name: str
    given_by: str
    given_at: datetime
    due_at: datetime | None
    urged: int
    note: str
    paused: bool


COLUMNS = """t.id, t.subject_kind, t.subject_pk, t.subject_ref, t.title, t.urgency, t.urgency_rank, t.source,
  t.kind, t.lane, t.holder, t.holder_name, t.given_by_name, t.given_at, t.due_at, t.urged, t.note,
  t.paused_at IS NOT NULL AS paused"""
FIRST, LATER, DATELESS = (
    "",
    "AND ((t.due_at, t.id) > (%(due)s, %(id)s) OR t.due_at IS NULL)",
    ("AND t.due_at IS NULL AND t.id > %(id)s"),
)
# The parts in braces are constants of this module; every value goes by its name.
OPEN = """
  FROM unnest(%(holders)s::text[], %(kinds)s::text[]) AS mine (holder, kinds)
  JOIN (VALUES ('main'), ('circulation')) AS way (lane) ON {which}
 CROSS JOIN LATERAL (
   SELECT {columns} FROM workflow_task t
    WHERE t.status = 'open' AND t.holder = mine.holder AND t.lane = way.lane
      AND (mine.kinds = '' OR t.kind = ANY (string_to_array(mine.kinds, ',')))
      {late} {after}
    ORDER BY t.due_at, t.id LIMIT {limit}) t
"""
# What stands still is not late. coalesce keeps the index of all dates (task_due) out: by it the planner would read everybody's work for one.
LATE = "AND t.paused_at IS NULL AND coalesce(t.due_at, 'infinity') < %(now)s"
LATE_NOW = LATE.replace("%(now)s", "now()")


ABOUT = f"""
SELECT {columns(Task)} FROM workflow_task d WHERE d.subject_kind = %(kind)s AND d.subject_pk = %(pk)s
   AND d.status IN ('waiting', 'open') AND {{where}} ORDER BY d.sequence, d.id
"""  # noqa: S608 - names of columns


def live_of(subject: Any, where: str = "true", *, first: bool = False, **more: Any) -> list[Task]:
    """The live tasks of a subject in their order, as rows, or the first of them alone; `where` is a constant
    condition on `d`."""
    sql = ABOUT.format(where=where) + (" LIMIT 1" if first else "")
    return instances(Task, sql, {"kind": subject.subject_kind, "pk": subject.pk, **more})


def values(reach: Reach) -> dict[str, Any]:
    """The parameters of `OPEN`."""
    return {
        "holders": [holder for holder, _ in reach],
        "kinds": [",".join(kinds) for _, kinds in reach],
    }


def todo(reach: Reach, *, after: tuple[datetime | None, int] | None = None, size: int = PAGE) -> list[Owed]:
    """Open work (`WORK`), first due first; `size` + 1 rows when there is more. `after`: (due, id)."""
    return _open(reach, WORK, after, size)


def to_read(
    reach: Reach, *, after: tuple[datetime | None, int] | None = None, size: int = PAGE
) -> list[Owed]:
    """Papers circulated to him and not yet read."""
    return _open(reach, READING, after, size)


def overdue(
    reach: Reach, now: datetime, *, after: tuple[datetime | None, int] | None = None, size: int = PAGE
) -> list[Owed]:
    """Everything open past its date, longest overdue first."""
    return _open(reach, ALL, after, size, now)


def _open(
    reach: Reach,
    which: str,
    after: tuple[datetime | None, int] | None,
    size: int,
    now: datetime | None = None,
) -> list[Owed]:
    bound = FIRST if after is None else DATELESS if after[0] is None else LATER
    due, last = after or (None, None)
    sql = OPEN.format(which=which, columns=COLUMNS, late=LATE if now else "", after=bound, limit=size + 1)
    given = {**values(reach), "now": now, "due": due, "id": last}
    return [Owed(*row) for row in fetch(f"SELECT t.* {sql} ORDER BY t.due_at, t.id LIMIT {size + 1}", given)]


def counted(cap: int, which: str, *, late: bool = False) -> str:
    """SQL of one capped count, for the badges: the same rows as the list, `cap` at most. Parameters: `values`."""
    rows = OPEN.format(which=which, columns="1", late=LATE_NOW if late else "", after="", limit=cap)
    return f"(SELECT count(*) FROM (SELECT 1 {rows} LIMIT {cap}) counted)"  # noqa: S608 - constants above
