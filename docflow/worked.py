"""What I have worked on, papers and seals alike: what still goes on (在办), and everything done (已办). Newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from bulletins.queries.meetings import MAY_SEE_ACTION
from bulletins.queries.reports import MAY_SEE_REPORT
from bulletins.rules.packs import reads_issued
from docflow.web.prepared import fetch
from documents.queries.visible import MAY_SEE
from outgoing.queries.visible import MAY_SEE_OUTGOING
from seals.queries.requests import MAY_SEE_REQUEST, seen_by
from seals.queries.takeouts import MAY_SEE_TAKEOUT
from workflow.queries import PAGE


class Worked(NamedTuple):
    """A task I did, and where what it was about is now."""

    id: int
    subject_kind: str
    ref: str
    title: str
    urgency: str
    source: str
    kind: str
    outcome: str
    done_at: datetime
    behalf: str
    state: str
    holders: str
    due_at: datetime | None
    paused: bool


# Each kind of subject with its table and who may see it.
SUBJECTS = (
    ("document", "documents_document d", MAY_SEE),
    ("outgoing", "outgoing_outgoing o", MAY_SEE_OUTGOING),
    ("seal_request", "seals_sealrequest q", MAY_SEE_REQUEST),
    ("seal_takeout", "seals_sealtakeout k", MAY_SEE_TAKEOUT),
    ("error_report", "bulletins_errorreport z", MAY_SEE_REPORT),
    ("meeting_action", "bulletins_meetingaction m", MAY_SEE_ACTION),
)
# With whom it is and until when, of what does not keep it in its own row: asked of the rows of one page alone.
_OPEN = """(SELECT {what} FROM workflow_task w WHERE w.subject_kind = t.subject_kind AND w.subject_pk = t.subject_pk
    AND w.status = 'open')"""
_WITH = _OPEN.format(what="coalesce(string_agg(DISTINCT w.holder_name, '、'), '')")
_DUE = _OPEN.format(what="min(w.due_at)")
# Who signed for copies is not told who else works on the paper, nor until when.
COLUMNS = f"""t.id, t.subject_kind, t.subject_ref, t.title, t.urgency, t.source, t.kind, t.outcome, t.done_at,
  t.on_behalf_of, coalesce(d.state, o.state, q.state, k.state, z.state, m.state),
  CASE WHEN d.id IS NOT NULL THEN d.holders WHEN o.id IS NULL THEN {_WITH} WHEN t.kind <> 'receive' THEN o.holders ELSE '' END,
  CASE WHEN d.id IS NOT NULL THEN d.due_at WHEN o.id IS NULL THEN {_DUE} WHEN t.kind <> 'receive' THEN o.due_at END,
  coalesce(d.paused_at, o.paused_at) IS NOT NULL"""  # noqa: S608 - constants of this module
# What was given to himself he may see by this very task; else the rule is asked.
_KINDS = ", ".join(f"'{kind}'" for kind, _table, _rule in SUBJECTS)
# Row by row (OFFSET keeps the planner from turning the join round): a page needs some dozens of the newest tasks, and
# whole tables would be read for them as soon as there are more kinds than the planner counts well with.
_JOINS = " ".join(
    f"LEFT JOIN LATERAL (SELECT * FROM {table.split()[0]} WHERE t.subject_kind = '{kind}' AND id = t.subject_pk OFFSET 0) {table[-1]} ON true"  # noqa: S608 - constants
    for kind, table, _rule in SUBJECTS
)
_MAY = " OR ".join(f"{table[-1]}.id IS NOT NULL AND {rule}" for _kind, table, rule in SUBJECTS)
DONE = f"""
  FROM workflow_task t {_JOINS}
 WHERE t.done_by_id = %(me)s AND t.status = 'done' AND t.subject_kind IN ({_KINDS})
   AND (t.holder = ANY(%(whole)s) AND NOT t.revoked OR {_MAY})
"""
# A paper counts once: by the last thing I did on it.
DOING = f"""{DONE} AND t.subject_live AND (SELECT NOT EXISTS (
  SELECT 1 FROM workflow_task later
   WHERE later.subject_kind = t.subject_kind AND later.subject_pk = t.subject_pk AND later.done_by_id = t.done_by_id
     AND later.status = 'done' AND later.subject_live AND (later.done_at, later.id) > (t.done_at, t.id)))
"""  # noqa: S608 - constants of this module


def doing(person: Any, *, before: tuple[datetime, int] | None = None, size: int = PAGE) -> list[Worked]:
    """What I have worked on that is not final; `before` is (done, id) of the last row shown."""
    return _page(person, DOING, before, size)


def counted(cap: int) -> str:
    """SQL of how many rows `doing` has, `cap` at most. Parameters: `values`."""
    every = " + ".join(_counted(cap, *subject) for subject in SUBJECTS)
    return f"least({cap}, {every})"


def _counted(cap: int, kind: str, table: str, rule: str) -> str:
    """A paper counts once and is his to see by whichever of his tasks, so its last one need not be looked for."""
    row = table[-1]
    return f"""(SELECT count(*) FROM (
      SELECT DISTINCT t.subject_pk FROM workflow_task t
       WHERE t.done_by_id = %(me)s AND t.status = 'done' AND t.subject_live AND t.subject_kind = '{kind}'
         AND (t.holder = ANY(%(whole)s) AND NOT t.revoked
              OR (SELECT {rule} FROM {table} WHERE {row}.id = t.subject_pk))
       LIMIT {cap}) worked_{kind})"""  # noqa: S608 - constants of these rooms


def done(person: Any, *, before: tuple[datetime, int] | None = None, size: int = PAGE) -> list[Worked]:
    """Everything I have done and may still see."""
    return _page(person, DONE, before, size)


def _page(person: Any, rows: str, before: tuple[datetime, int] | None, size: int) -> list[Worked]:
    bound = "AND (t.done_at, t.id) < (%(done)s, %(id)s)" if before else ""
    sql = f"SELECT {COLUMNS} {rows} {bound} ORDER BY t.done_at DESC, t.id DESC LIMIT {size + 1}"  # noqa: S608
    at, last = before or (None, None)
    asked = {**values(person), "done": at, "id": last}
    return [Worked(*row) for row in fetch(sql, asked)]


def values(person: Any) -> dict[str, Any]:
    """The parameters of `DOING` and `DONE`."""
    return {**seen_by(person), "office": reads_issued(person.hats)}
