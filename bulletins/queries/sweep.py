"""运转中检查: every paper on its way as it stands now, and the list of a day as one person sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bulletins.rules.sweep import OnWay
from checking.models import Sweep, SweepRow
from checking.words import Side, SweepMark
from deadlines.limits import lamps_at
from docflow.web.prepared import fetch
from documents.models import Copy, Document
from documents.queries.visible import visible_to
from documents.words import FINAL, CopyStatus
from documents.words import State as Incoming
from outgoing.models import Outgoing
from outgoing.queries.visible import inside_for
from outgoing.words import FINAL as OUTGOING_FINAL
from outgoing.words import State as Sent

# What does not bring a paper on: it was looked at, or talked about.
BESIDE = (
    "read",
    "urge",
    "urge_receipts",
    "lock",
    "unlock",
    "force_unlock",
    "relate",
    "link_answer",
    "correct",
    "check_record",
)

# Who has it (a holder who looks again at a paper that stands still has not), whether he can act, and whether he is away with
# nobody to stand in for him.
HELD = """
LEFT JOIN LATERAL (
  SELECT array_agg(t.holder ORDER BY t.sequence, t.id) AS keys,
         string_agg(t.holder_name, '、' ORDER BY t.sequence, t.id) AS names, min(t.due_at) AS due,
         bool_or(documents_holder_can_act(t.holder)) AS able,
         count(*) FILTER (WHERE EXISTS (
             SELECT 1 FROM seals_absence b WHERE 'p' || b.person_id = t.holder AND b.ended_at IS NULL
                AND %(day)s BETWEEN b.since AND b.until)
           AND NOT EXISTS (
             SELECT 1 FROM people_delegation g JOIN people_person q ON q.id = g.deputy_id AND q.is_active
              WHERE 'p' || g.principal_id = t.holder AND g.ended_at IS NULL AND g.since <= %(day)s
                AND (g.until IS NULL OR g.until >= %(day)s)
                AND (cardinality(g.kinds) = 0 OR t.kind = ANY (g.kinds)))) AS away
    FROM workflow_task t
   WHERE t.subject_kind = '{kind}' AND t.subject_pk = d.id AND t.lane = 'main' AND t.status = 'open'
     AND t.kind <> 'look_again') h ON true
LEFT JOIN LATERAL (
  SELECT e.at FROM workflow_entry e
   WHERE e.subject_kind = '{kind}' AND e.subject_pk = d.id AND e.verb <> ALL (%(beside)s)
   ORDER BY e.seq DESC LIMIT 1) m ON true
"""
INCOMING = f"""
SELECT 'document', d.id, d.state, m.at, least(h.due, d.due_at), h.keys, h.names, h.able, h.away,
       d.carrier = 'electronic' OR d.physical_location <> '' OR EXISTS (
         SELECT 1 FROM documents_copy c WHERE c.document_id = d.id AND c.status <> 'kept')
  FROM documents_document d {HELD.format(kind="document")}
 WHERE d.state <> ALL (%(final)s) AND d.paused_at IS NULL ORDER BY d.id
"""  # noqa: S608 - constants
# A draft that was never sent is its drafter's own matter.
SENT = f"""
SELECT 'outgoing', d.id, d.state, m.at, h.due, h.keys, h.names, h.able, h.away, true
  FROM outgoing_outgoing d {HELD.format(kind="outgoing")}
 WHERE d.state <> ALL (%(sent_final)s) AND d.paused_at IS NULL AND NOT (d.state = 'drafting' AND d.plan = '{{}}'::jsonb)
 ORDER BY d.id
"""  # noqa: S608 - constants


def on_the_way(day: date) -> list[OnWay]:
    """One statement a flow."""
    values = {
        "day": day,
        "beside": list(BESIDE),
        "final": sorted(FINAL),
        "sent_final": sorted(OUTGOING_FINAL),
    }
    rows = [*fetch(INCOMING, values), *fetch(SENT, values)]
    return [
        OnWay(side, pk, state, moved, due, list(keys or ()), names or "", bool(able), away or 0, bool(placed))
        for side, pk, state, moved, due, keys, names, able, away, placed in rows
    ]


@dataclass(frozen=True)
class Line:
    """A row as this person sees it; of a paper that he may not see neither title nor link (`paper` None)."""

    row: SweepRow
    paper: Any
    colour: str
    lamp: str
    place: str

    @property
    def marks(self) -> list[tuple[str, str]]:
        bad = (SweepMark.LATE, SweepMark.NOBODY, SweepMark.LOST)
        known = [SweepMark(code) for code in self.row.marks]
        return [("late" if mark in bad else "warn", str(mark.label)) for mark in known]

    @property
    def url(self) -> str:
        return reverse("document" if self.row.side == Side.INCOMING else "outgoing", args=[self.paper.ref])

    @property
    def name(self) -> str:
        """Its number and title."""
        return f"{getattr(self.paper, 'receipt_no', '') or self.paper.number} {self.paper.title}".strip()

    @property
    def state(self) -> str:
        words: Any = Incoming if self.row.side == Side.INCOMING else Sent
        return str(words(self.row.state).label)


def lines(rows: Sequence[SweepRow], person: Any, now: datetime) -> list[Line]:
    """Three statements, however many rows."""
    keys = {side: [row.subject_pk for row in rows if row.side == side] for side in Side.values}
    incoming = visible_to(person).filter(pk__in=keys[Side.INCOMING]).defer("search").in_bulk()
    sent = inside_for(person).filter(pk__in=keys[Side.OUTGOING]).defer("search").in_bulk()
    papers: dict[str, dict[int, Any]] = {Side.INCOMING.value: incoming, Side.OUTGOING.value: sent}
    out = _out(keys[Side.INCOMING])
    lamp = lamps_at(now)
    found = []
    for row in rows:
        paper = papers[row.side].get(row.subject_pk)
        colour, words = lamp(row.due_at) if row.due_at else ("", "")
        place = _place(paper, out.get(row.subject_pk, "")) if row.side == Side.INCOMING else ""
        found.append(Line(row, paper, colour, words, place if paper is not None else ""))
    return found


def _out(keys: Iterable[int]) -> dict[int, str]:
    """With whom the copies are that went out."""
    rows = Copy.objects.filter(document_id__in=list(keys), status=CopyStatus.GIVEN).order_by("number")
    found: dict[int, dict[str, None]] = {}
    for doc, name in rows.values_list("document_id", "holder_name"):
        found.setdefault(doc, {})[name] = None
    return {doc: _("、").join(names) for doc, names in found.items()}


def _place(paper: Document | Outgoing | None, out: str) -> str:
    here = getattr(paper, "physical_location", "")
    return _("；").join(part for part in (out, here) if part)


def days(most: int = 30) -> list[Any]:
    """The last sweeps with how many rows each has and how many nobody answered. One statement."""
    counted = Sweep.objects.annotate(
        asked=Count("rows"), open=Count("rows", filter=Q(rows__checked_at__isnull=True))
    )
    return list(counted.order_by("-day")[:most])


def unanswered() -> int:
    """Rows of all days that nobody answered."""
    return SweepRow.objects.filter(checked_at__isnull=True).count()
