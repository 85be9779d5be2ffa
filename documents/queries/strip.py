"""What stands beside the inbox: my drafts, what I did last, how much I finished today. One statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from docflow.web.prepared import fetch
from documents.queries.visible import MAY_SEE, may_see

# An act's form is kept as `<verb>-<ref>`; the register's own as `register`.
SQL = f"""
(SELECT 'draft', w.form, coalesce(d.ref, ''), coalesce(d.title, w.data -> 'title' ->> 0, ''), w.updated_at, 0, w.key
   FROM documents_draft w
   LEFT JOIN documents_document d ON d.ref = right(w.form, 14) AND {MAY_SEE}
  WHERE w.person_id = %(me)s ORDER BY w.updated_at DESC LIMIT 5)
UNION ALL
(SELECT 'acted', e.verb, d.ref, d.title, e.at, 0, ''
   FROM (SELECT DISTINCT ON (l.subject_pk) l.* FROM (
           SELECT id, subject_pk, verb, at FROM workflow_entry
            WHERE actor_id = %(me)s AND subject_kind = 'document' ORDER BY at DESC, id DESC LIMIT 40) l
          ORDER BY l.subject_pk, l.id DESC) e
   JOIN documents_document d ON d.id = e.subject_pk
  WHERE {MAY_SEE} ORDER BY e.id DESC LIMIT 6)
UNION ALL
SELECT 'today', '', '', '', now(), (SELECT count(*) FROM (
   SELECT 1 FROM workflow_task t WHERE t.done_by_id = %(me)s AND t.status = 'done' AND t.done_at >= %(day)s
    ORDER BY t.done_at DESC, t.id DESC LIMIT 1000) c), ''
"""  # noqa: S608 - constants of this module


class Line(NamedTuple):
    """A draft (its form) or an act (its verb) with its paper; `ref` is empty for a paper not registered yet."""

    code: str
    ref: str
    title: str
    at: datetime
    key: str = ""


@dataclass
class Strip:
    drafts: list[Line] = field(default_factory=list)
    acted: list[Line] = field(default_factory=list)
    done_today: int = 0


def strip(person: Any, day: datetime) -> Strip:
    """For the right side of the workbench; `day` is the moment today began."""
    found = Strip()
    for tag, code, ref, title, at, n, key in fetch(
        SQL, {**may_see(person.hats), "me": person.pk, "day": day}
    ):
        if tag == "today":
            found.done_today = n
        else:
            (found.drafts if tag == "draft" else found.acted).append(Line(code, ref, title, at, key))
    return found
