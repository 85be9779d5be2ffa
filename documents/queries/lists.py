"""The register, page by page: keyset only, no OFFSET, no exact totals. Every order offered has its index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from documents.queries import finding, quick
from documents.queries.finding import Conditions
from documents.queries.visible import COVERED, MAY_SEE, may_see

PAGE = 50
CAP = 100  # a first page that is not full knows its count; else 99+
NEWEST, RECEIVED, DUE = "no", "received", "due"


class Row(NamedTuple):
    """One line of the register."""

    id: int
    ref: str
    receipt_no: str
    year: int
    serial: int
    title: str
    source: str
    source_name: str
    number: str
    received_at: datetime
    due_at: datetime | None
    state: str
    urgency: str
    category: str
    holders: str


COLUMNS = """d.id, d.ref, d.receipt_no, d.year, d.serial, d.title, d.source_short, d.source_name, d.source_doc_number,
  d.received_at, d.due_at, d.state, d.urgency, d.category, d.holders"""
# column, newest first? The id breaks ties.
ORDERS = {NEWEST: ("d.id", True), RECEIVED: ("d.received_at", True), DUE: ("d.due_at", False)}

# Papers given to a person: one ordered scan per principal, merged; each paper is looked up on its own (OFFSET 0
# says so: the planner would else read the whole register backwards beside it).
GIVEN = """
SELECT DISTINCT ON (id) d.* FROM unnest(%(mine)s::text[]) AS own (principal)
 CROSS JOIN LATERAL (
   SELECT DISTINCT ON (g.subject_pk) d.* FROM workflow_task g
     CROSS JOIN LATERAL (SELECT {columns} FROM documents_document d WHERE d.id = g.subject_pk {where} OFFSET 0) d
    WHERE g.holder = own.principal AND g.subject_kind = 'document' AND NOT g.revoked AND {covered}
      {bound}
    ORDER BY g.subject_pk {way} LIMIT %(limit)s) d
 ORDER BY id {way} LIMIT %(limit)s
"""
# Words. Rare: by their index at once. Common: among the newest rows, which fill a page with them, and only if they
# do not, by the index after all. Each step runs only when it is needed; no step believes the planner's guess how
# often two words stand side by side.
MANY = 500
# `every` is planned for all its rows, by the index, and read no further than `hits` asks.
HITS = """every AS MATERIALIZED (SELECT d.id FROM documents_document d WHERE true {words}),
  hits AS MATERIALIZED (SELECT id FROM every LIMIT {many})"""
RARE = " AND (SELECT count(*) FROM hits) < 500"
COMMON = " AND (SELECT count(*) FROM hits) >= 500"
FEW = " AND (SELECT count(*) FROM newest) < %(limit)s"
FULL = "(SELECT count(*) FROM newest) >= %(limit)s"
TRIED = 5000


@dataclass(frozen=True)
class Place:
    """A row's place in an order: what the address of the next page carries."""

    id: int
    at: datetime | None = None


@dataclass(frozen=True)
class Page:
    """Rows in order, whether there is more on either side, and how many in all (None: more than counted)."""

    rows: list[Row]
    newer: bool
    older: bool
    count: int | None


def register(
    person: Any,
    conditions: Conditions | None = None,
    *,
    typed: str = "",
    order: str = NEWEST,
    before: Place | None = None,
    after: Place | None = None,
    size: int = PAGE,
    few: bool = False,
) -> Page:
    """Rows this person may see that meet the conditions and contain the typed words.

    `before`: further down; `after`: back up. `few` says that the conditions name a handful of papers. Who does
    not read the whole register gets the order of registration whatever he asks. Raises `TooWide`.
    """
    broad = person.hats.reads_register
    place = after or before
    limit = max(size + 1, CAP) if place is None else size + 1
    seen, order = may_see(person.hats), order if broad else NEWEST
    ask = Asked(conditions or Conditions(), typed, order, place, after is not None, bool(seen["partly"]))
    values = {**seen, **ask.values, "limit": limit}
    sql = ask.words(broad) if typed else ask.all() if broad or few else ask.given()
    found = [Row(*row) for row in quick.rows(sql, values)]
    return _cut(found, size, before, after is not None, limit)


@dataclass(frozen=True)
class Asked:
    """One page of the register as SQL."""

    others: Conditions
    typed: str
    order: str
    place: Place | None
    back: bool
    partly: bool  # he stands in for somebody with some kinds of work only

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

    def all(self, more: str = "", source: str = "documents_document d") -> str:
        """Read along the order's index, each row asked whether it may be seen."""
        column = ORDERS[self.order][0]
        order = f"{column} {self.way}" + ("" if column == "d.id" else f", d.id {self.way}")
        return f"""SELECT {COLUMNS} FROM {source} WHERE {MAY_SEE} {self.others.text} {more} {self.bound()}
          ORDER BY {order} LIMIT %(limit)s"""  # noqa: S608 - constants of this room

    @property
    def covered(self) -> str:
        """Whose every task counts is read by the index alone."""
        return COVERED if self.partly else "true"

    def given(self, more: str = "", outer: str = "") -> str:
        """Read along what was given to a person."""
        where = self.others.text + more
        bound = self.bound("g.subject_pk") + outer + (" AND g.subject_live" if self.others.live else "")
        return GIVEN.format(columns=COLUMNS, where=where, way=self.way, bound=bound, covered=self.covered)

    def words(self, broad: bool) -> str:
        indexed, beside = finding.indexed(self.typed).text, finding.beside(self.typed).text
        if self.order != NEWEST or (broad and finding.is_known(self.typed)):
            return self.all(indexed)
        hits = HITS.format(words=indexed, many=MANY)
        rare = self.all(RARE, "hits JOIN documents_document d ON d.id = hits.id")
        if not broad:
            return _either(f"{hits}, rare AS ({rare}), common AS ({self.given(beside, COMMON)})", self.way)
        newest = f"newest AS MATERIALIZED ({self._newest(beside + COMMON)})"
        rest = f"rest AS ({self.all(indexed + COMMON + FEW)})"
        common = f"common AS (SELECT * FROM newest WHERE {FULL} UNION ALL SELECT * FROM rest)"  # noqa: S608
        return _either(f"{hits}, rare AS ({rare}), {newest}, {rest}, {common}", self.way)

    def _newest(self, more: str) -> str:
        """The newest rows of the register, tried one by one."""
        return f"""SELECT {COLUMNS} FROM (SELECT * FROM documents_document d
          WHERE {MAY_SEE} {self.bound()} ORDER BY d.id {self.way} LIMIT {TRIED}) d
         WHERE true {self.others.text} {more} ORDER BY d.id {self.way} LIMIT %(limit)s"""  # noqa: S608


def _either(steps: str, way: str) -> str:
    return f"WITH {steps} SELECT * FROM rare UNION ALL SELECT * FROM common ORDER BY id {way}"  # noqa: S608


def _cut(rows: list[Row], size: int, before: Place | None, back: bool, limit: int) -> Page:
    more = len(rows) > size
    shown = rows[:size]
    if back:
        return Page(shown[::-1], newer=more, older=True, count=None)
    full = before is not None or len(rows) >= limit
    return Page(shown, newer=before is not None, older=more, count=None if full else len(rows))
