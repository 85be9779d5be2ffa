"""One page of the register as SQL: along an index of the register, or along what was given to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.queries import finding
from documents.queries.finding import Conditions
from documents.queries.visible import COVERED, MAY_SEE

NEWEST, RECEIVED, DUE = "no", "received", "due"
OLDEST, RECEIVED_UP, DUE_DOWN = "no-up", "received-up", "due-down"  # the same indexes, read backwards
COLUMNS = """d.id, d.ref, d.receipt_no, d.year, d.serial, d.title, d.source_short, d.source_name, d.source_doc_number,
  d.received_at, d.due_at, d.state, d.urgency, d.category, d.holders, d.paused_at IS NOT NULL AS paused,
  d.due_first"""
# What a list reads only when somebody shows it.
FURTHER = ("kind", "document_date", "copies", "lead_unit_name", "physical_location", "closed_at")
# column, newest first? The id breaks ties.
ORDERS = {
    NEWEST: ("d.id", True),
    OLDEST: ("d.id", False),
    RECEIVED: ("d.received_at", True),
    RECEIVED_UP: ("d.received_at", False),
    DUE: ("d.due_at", False),
    DUE_DOWN: ("d.due_at", True),
}

# Papers given to a person: one ordered scan per principal, merged; each paper is looked up on its own (OFFSET 0
# says so: the planner would else read the whole register backwards beside it).
GIVEN = """
SELECT DISTINCT ON (id) d.* FROM unnest(%(mine)s::text[]) AS own (principal)
 CROSS JOIN LATERAL (
   SELECT DISTINCT ON (g.subject_pk) d.* FROM workflow_task g
     CROSS JOIN LATERAL (SELECT {columns} FROM documents_document d WHERE d.id = g.subject_pk {where} OFFSET 0) d
    WHERE g.holder = own.principal AND g.subject_kind = 'document' AND NOT g.revoked AND {covered}
      {bound}
    ORDER BY g.subject_pk {way} LIMIT {limit}) d
 ORDER BY id {way} LIMIT {limit}
"""


@dataclass(frozen=True)
class Place:
    """A row's place in an order: what the address of the next page carries."""

    id: int
    at: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """One page of the register as SQL."""

    others: Conditions
    typed: str
    order: str
    place: Place | None
    back: bool
    partly: bool  # he stands in for somebody with some kinds of work only
    limit: int  # in the text of the statement: a plan for any number would not stop early
    more: tuple[str, ...] = ()  # of FURTHER

    @property
    def columns(self) -> str:
        return COLUMNS + "".join(f", d.{name}" for name in self.more)

    @property
    def by_id(self) -> bool:
        return ORDERS[self.order][0] == "d.id"

    @property
    def values(self) -> dict[str, Any]:
        words = finding.indexed(self.typed) + finding.beside(self.typed)
        place = {"id": self.place.id, "at": self.place.at} if self.place else {}
        return {**self.others.values, **words.values, **place}

    @property
    def way(self) -> str:
        return "DESC" if ORDERS[self.order][1] != self.back else "ASC"

    def bound(self, key: str = "d.id") -> str:
        if self.place is None:
            return ""
        sign = "<" if self.way == "DESC" else ">"
        column = ORDERS[self.order][0]
        return (
            f"AND {key} {sign} %(id)s"
            if column == "d.id"
            else f"AND ({column}, {key}) {sign} (%(at)s, %(id)s)"
        )

    def all(self, more: str = "", source: str = "documents_document d", key: str = "d.id") -> str:
        """Read along the order's index (or `source` in its order by `key`), each row asked whether it may be seen."""
        column = ORDERS[self.order][0]
        order = f"{key if column == 'd.id' else column} {self.way}"
        order += "" if column == "d.id" else f", d.id {self.way}"
        return f"""SELECT {self.columns} FROM {source} WHERE {MAY_SEE} {self.others.text} {more} {self.bound()}
          ORDER BY {order} LIMIT {self.limit}"""  # noqa: S608 - constants of this room

    @property
    def covered(self) -> str:
        """Whose every task counts is read by the index alone."""
        return COVERED if self.partly else "true"

    def given(self) -> str:
        """Read along what was given to a person."""
        bound = self.bound("g.subject_pk") + (" AND g.subject_live" if self.others.live else "")
        return GIVEN.format(
            columns=self.columns,
            where=self.others.text,
            way=self.way,
            bound=bound,
            covered=self.covered,
            limit=self.limit,
        )
