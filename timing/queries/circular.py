"""督查通报: every part that is late, by unit. Names of units only; no work secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from documents.queries import quick
from timing.queries.supervision import PAUSED, PLAN, RUNNING

MOST = 1_000  # parts on one circular
SQL = f"""{PLAN}; SELECT p.id, u.id, u.name, p.role = 'lead', d.receipt_no, d.title, p.content, p.due_first, p.due_at,
    (SELECT coalesce(sum(t.urged), 0) FROM workflow_task t WHERE t.subject_kind = 'document'
        AND t.subject_pk = d.id AND t.assignment_id = p.id AND t.kind IN ('handle', 'assist'))::int,
    EXISTS (SELECT 1 FROM people_person n WHERE n.is_active AND length(n.name) > 1 AND strpos(p.content || ' ' || d.title, n.name) > 0)
  FROM (SELECT * FROM documents_assignment p WHERE {RUNNING} AND p.due_at < %(now)s ORDER BY p.due_at, p.id OFFSET 0) p
  CROSS JOIN LATERAL (SELECT * FROM documents_document d WHERE d.id = p.document_id AND d.round = p.round
    AND d.state <> 'voided' AND NOT d.work_secret OFFSET 0) d
  JOIN people_unit u ON u.id = p.unit_id
 WHERE p.status <> 'misdirected' AND NOT {PAUSED}
 ORDER BY p.due_at, p.id LIMIT {MOST + 1}"""  # noqa: S608 - constants of this room


class LatePart(NamedTuple):
    """One part that is late: by how many days by the date promised at first, and by the present one. `names`: its words
    or its title name a person, which no circular does."""

    lead: bool
    receipt_no: str
    title: str
    content: str
    first: datetime
    due: datetime
    late_first: int
    late: int
    urged: int
    names: bool

    @property
    def extended(self) -> bool:
        return self.first != self.due


@dataclass
class Group:
    """A unit and its parts, the longest late first."""

    unit: str
    parts: list[LatePart] = field(default_factory=list)


@dataclass(frozen=True)
class Circular:
    """The units with most late parts first; `more`: there are others beside the `MOST` that stand here."""

    groups: list[Group]
    count: int
    more: bool


def circular(now: datetime) -> Circular:
    """All late parts of papers that are no work secrets: for who reads the whole register. One statement."""
    found = quick.rows(SQL, {"now": now})
    groups: dict[int, Group] = {}
    for _id, unit, name, lead, number, title, content, first, due, urged, names in found[:MOST]:
        part = LatePart(
            lead, number, title, content, first, due, _days(first, now), _days(due, now), urged, names
        )
        groups.setdefault(unit, Group(name)).parts.append(part)
    ordered = sorted(groups.values(), key=lambda group: (-len(group.parts), group.unit))
    return Circular(ordered, min(len(found), MOST), len(found) > MOST)


def _days(due: datetime, now: datetime) -> int:
    """Days of the calendar since then, as the lamps count; 0 on the day itself."""
    return max((timezone.localtime(now).date() - timezone.localtime(due).date()).days, 0)
