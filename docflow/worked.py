"""What I have worked on, incoming and outgoing: papers still going (在办), and everything done (已办). Newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from docflow.web.prepared import fetch
from documents.queries.visible import MAY_SEE, may_see
from outgoing.queries.visible import MAY_SEE_OUTGOING
from workflow.queries import PAGE


class Worked(NamedTuple):
    """A task I did, and where its paper is now."""

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


# Who signed for copies is not told who else works on the paper, nor until when.
COLUMNS = """t.id, t.subject_kind, t.subject_ref, t.title, t.urgency, t.source, t.kind, t.outcome, t.done_at,
  t.on_behalf_of, coalesce(d.state, o.state),
  coalesce(d.holders, CASE WHEN t.kind <> 'receive' THEN o.holders ELSE '' END),
  coalesce(d.due_at, CASE WHEN t.kind <> 'receive' THEN o.due_at END),
  coalesce(d.paused_at, o.paused_at) IS NOT NULL"""
# What was given to himself he may see by this very task; else the rule is asked.
DONE = f"""
  FROM workflow_task t
  LEFT JOIN documents_document d ON t.subject_kind = 'document' AND d.id = t.subject_pk
  LEFT JOIN outgoing_outgoing o ON t.subject_kind = 'outgoing' AND o.id = t.subject_pk
 WHERE t.done_by_id = %(me)s AND t.status = 'done' AND t.subject_kind IN ('document', 'outgoing')
   AND (t.holder = ANY(%(whole)s) AND NOT t.revoked OR d.id IS NOT NULL AND {MAY_SEE}
        OR o.id IS NOT NULL AND {MAY_SEE_OUTGOING})
"""
# A paper counts once: by the last thing I did on it.
DOING = f"""{DONE} AND t.subject_live AND NOT EXISTS (
  SELECT 1 FROM workflow_task later
   WHERE later.subject_kind = t.subject_kind AND later.subject_pk = t.subject_pk AND later.done_by_id = t.done_by_id
     AND later.status = 'done' AND later.subject_live AND (later.done_at, later.id) > (t.done_at, t.id))
"""  # noqa: S608 - constants of this module


def doing(person: Any, *, before: tuple[datetime, int] | None = None, size: int = PAGE) -> list[Worked]:
    """Papers I have worked on that are not final; `before` is (done, id) of the last row shown."""
    return _page(person, DOING, before, size)


def counted(cap: int) -> str:
    """SQL of how many rows `doing` has, `cap` at most. Parameters: `values`."""
    both = " + ".join(
        _counted(cap, kind, table, rule)
        for kind, table, rule in (
            ("document", "documents_document d", MAY_SEE),
            ("outgoing", "outgoing_outgoing o", MAY_SEE_OUTGOING),
        )
    )
    return f"least({cap}, {both})"


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
    return {**may_see(person.hats), "me": person.pk}
