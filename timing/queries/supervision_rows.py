"""The rows of the supervision board: an item with its parts, what was said last, how often it was urged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from docflow.web.prepared import fetch
from timing.queries.escalated import escalated

COLUMNS = """p.id, {at}, d.id, d.ref, d.receipt_no, d.title, d.urgency, d.state, p.round, p.item, p.content, p.due_at, p.due_first,
  p.given_at, (SELECT g.name FROM people_person g WHERE g.id = p.given_by_id),
  coalesce((SELECT i.leader_name FROM documents_instruction i WHERE i.id = p.instruction_id), ''), d.work_secret, d.paused_at IS NOT NULL"""
SAID, UP = "said", "up"
FURTHER = (SAID, UP)
BETWEEN = "i"  # in no ref of a paper: those have no i, for it looks like a 1


class Part(NamedTuple):
    """One unit's part. `task` is its open work (0: none); `asked`: a later date is asked for."""

    id: int
    lead: bool
    unit_id: int
    unit: str
    status: str
    due: datetime
    first: datetime
    reported: datetime | None
    urged: int
    task: int
    back: bool
    asked: bool

    @property
    def open(self) -> bool:
        return self.status in ("given", "accepted") or self.back

    @property
    def over(self) -> bool:
        return self.status in ("reported", "waived")


class Said(NamedTuple):
    """The last words of a unit."""

    at: datetime
    unit: str
    words: str
    report: bool


@dataclass
class Row:
    """An item as the board shows it. `id` and `at` are its place in the list's order."""

    id: int
    at: datetime
    document: int
    paper: str
    receipt_no: str
    title_of_paper: str
    urgency: str
    state: str
    round: int
    item: int
    content: str
    due: datetime
    first: datetime
    given_at: datetime
    given_by: str
    leader: str
    work_secret: bool
    is_paused: bool
    parts: list[Part] = field(default_factory=list)
    said: Said | None = None
    up: str = ""

    @property
    def pk(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"{self.paper}{BETWEEN}{self.item}"

    @property
    def title(self) -> str:
        return self.content

    @property
    def lead(self) -> Part | None:
        return next((part for part in self.parts if part.lead and (part.open or part.over)), None)

    @property
    def others(self) -> list[Part]:
        return [part for part in self.parts if not part.lead and (part.open or part.over)]

    @property
    def counted(self) -> tuple[int, int]:
        """How many of its parts are over, of how many."""
        asked = [part for part in self.parts if part.open or part.over]
        return sum(part.over for part in asked), len(asked)

    @property
    def is_done(self) -> bool:
        return not any(part.open for part in self.parts)

    @property
    def is_asked(self) -> bool:
        return any(part.asked for part in self.parts)

    @property
    def urged(self) -> int:
        return sum(part.urged for part in self.parts)

    @property
    def tasks(self) -> list[int]:
        """The open work of its units."""
        return [part.task for part in self.parts if part.open and part.task]


def key(ref: str) -> tuple[str, int]:
    """Paper and number of an item's address; an empty paper for anything else."""
    paper, _dash, number = ref.partition(BETWEEN)
    return (paper, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else ("", 0)


# A part that was taken back is no part any more; of those sent back only one that nobody has taken over yet.
PARTS = """SELECT a.document_id, a.item, a.id, a.role = 'lead', a.unit_id, a.unit_name, a.status, a.due_at, a.due_first, a.reported_at,
    (SELECT coalesce(sum(t.urged), 0) FROM workflow_task t WHERE t.subject_kind = 'document'
        AND t.subject_pk = a.document_id AND t.assignment_id = a.id AND t.kind IN ('handle', 'assist'))::int,
    coalesce(w.id, 0), a.status = 'misdirected' AND w.id IS NOT NULL,
    EXISTS (SELECT 1 FROM documents_extension e WHERE e.assignment_id = a.id AND e.granted IS NULL)
  FROM documents_assignment a
  LEFT JOIN LATERAL (SELECT t.id FROM workflow_task t WHERE t.subject_kind = 'document'
      AND t.subject_pk = a.document_id AND t.assignment_id = a.id AND t.status = 'open'
      AND t.kind IN ('handle', 'assist', 'assign') ORDER BY t.id LIMIT 1) w ON true
 WHERE (a.document_id, a.round, a.item) IN (SELECT * FROM unnest(%(docs)s::bigint[], %(rounds)s::int[], %(items)s::int[]))
   AND a.status <> 'withdrawn' AND (a.status <> 'misdirected' OR w.id IS NOT NULL)
 ORDER BY a.document_id, a.item, a.role DESC, a.id"""
LAST = """SELECT DISTINCT ON (a.document_id, a.item) a.document_id, a.item, e.at, a.unit_name, e.opinion, e.verb = 'report'
  FROM documents_assignment a
  JOIN workflow_entry e ON e.subject_kind = 'document' AND e.subject_pk = a.document_id
   AND e.verb IN ('progress', 'report') AND (e.data->>'part')::bigint = a.id
 WHERE a.id = ANY (%(parts)s::bigint[]) ORDER BY a.document_id, a.item, e.seq DESC"""


def filled(rows: Sequence[Row], further: Collection[str]) -> None:
    """Give each row its parts; with `said` the last words, with `up` to whom it was escalated. A statement each."""
    asked = {
        "docs": [row.document for row in rows],
        "rounds": [row.round for row in rows],
        "items": [row.item for row in rows],
    }
    found: dict[tuple[int, int], list[Part]] = defaultdict(list)
    for document, number, *part in fetch(PARTS, asked):
        found[document, number].append(Part(*part))
    for row in rows:
        row.parts = found[row.document, row.item]
    if SAID in further:
        parts = [part.id for row in rows for part in row.parts]
        last = {(doc, number): Said(*said) for doc, number, *said in fetch(LAST, {"parts": parts})}
        for row in rows:
            row.said = last.get((row.document, row.item))
    if UP in further:
        names = escalated([task for row in rows for task in row.tasks])
        for row in rows:
            row.up = "、".join(dict.fromkeys(name for task in row.tasks for name in names.get(task, ())))
