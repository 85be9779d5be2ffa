"""延期申请 that wait for an answer: those this person may answer. While a paper stands still nothing of it is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from docflow.web.prepared import fetch
from documents.queries.reach import reach
from documents.queries.visible import may_see
from documents.words import TaskKind

MOST = 20
# Of those he stands in for with some kinds of work only these kinds count.
SQL = """SELECT t.id, d.ref, d.receipt_no, d.title, a.item, a.content, a.unit_name, e.asked_by_name, e.asked_at, e.reason,
    a.due_first, a.due_at, e.due_wanted
  FROM workflow_task t
  JOIN documents_document d ON d.id = t.subject_pk
  JOIN documents_assignment a ON a.id = t.assignment_id
  JOIN documents_extension e ON e.assignment_id = a.id AND e.granted IS NULL
 WHERE t.holder = ANY (%(mine)s::text[]) AND t.status = 'open' AND t.lane = 'main' AND t.kind = %(kind)s AND t.paused_at IS NULL
   AND t.subject_kind = 'document' AND (t.holder = ANY (%(whole)s::text[]) OR t.holder || ' ' || t.kind = ANY (%(parts)s::text[]))
 ORDER BY a.due_at, t.id LIMIT %(most)s"""


class Question(NamedTuple):
    """One request: whose, for which item, from when to when. `first` is the date that was promised at first, `before` the
    one that holds now: it may have moved since it was asked."""

    task: int
    paper: str
    receipt_no: str
    title: str
    item: int
    content: str
    unit: str
    asked_by: str
    asked_at: datetime
    reason: str
    first: datetime
    before: datetime
    wanted: datetime


def questions(person: Any) -> list[Question]:
    """Those with him, the nearest date first: `MOST` and one more, where there is. One statement; none for who holds no
    seat."""
    if not reach(person.hats):
        return []
    return [
        Question(*row)
        for row in fetch(SQL, may_see(person.hats) | {"kind": TaskKind.EXTEND.value, "most": MOST + 1})
    ]
