"""在办超期: every open task of the main lane whose date is over, of papers that come in and that go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from documents.queries import quick
from documents.queries.asked import Place
from documents.queries.finding import Conditions
from documents.queries.lists import CAP, PAGE, Page, cut
from documents.queries.search import MOST_WORDS, like
from documents.queries.visible import MAY_SEE
from outgoing.queries.visible import SEES_INSIDE, seen_by
from timing.queries.escalated import escalated

DUE, DUE_DOWN = "due", "due-down"
COLUMNS = """t.id, t.due_at, t.subject_kind, t.subject_pk, t.subject_ref, t.number, t.title, t.urgency, t.kind, t.holder_name,
  t.claimed_by_name, t.given_at, t.due_first, t.urged"""
# Each row is asked whether its paper may be seen: the paper itself is looked up by its key.
SEEN = f"""(t.subject_kind = 'document' AND EXISTS (
    SELECT 1 FROM documents_document d WHERE d.id = t.subject_pk AND {MAY_SEE})
  OR t.subject_kind = 'outgoing' AND EXISTS (
    SELECT 1 FROM outgoing_outgoing o WHERE o.id = t.subject_pk AND {SEES_INSIDE}))"""  # noqa: S608 - constants
LATE_OF_ALL = f"""workflow_task t WHERE t.status = 'open' AND t.due_at < %(now)s AND t.lane = 'main'
  AND t.paused_at IS NULL AND {SEEN}"""


class Late(NamedTuple):
    """One task that is late; `id` and `at` are its place in the list's order."""

    id: int
    at: datetime
    kind_of_paper: str
    paper_pk: int
    paper: str
    number: str
    title: str
    urgency: str
    kind: str
    holder: str
    claimed_by: str
    given_at: datetime
    first: datetime | None
    urged: int
    up: str = ""

    @property
    def pk(self) -> int:
        return self.id

    @property
    def ref(self) -> str:
        return str(self.id)


def ids_of(refs: Sequence[str]) -> list[int]:
    """The keys that these addresses of rows name; what cannot be one is dropped."""
    return [int(ref) for ref in refs if ref.isascii() and ref.isdigit() and len(ref) < 19]


def conditions(data: Mapping[str, Any]) -> Conditions:
    """The filters of the list. `data` is a cleaned `LateForm`."""
    found = Conditions()
    if data["paper"]:
        found.add("t.subject_kind = %(paper)s", paper=data["paper"])
    if data["holder"]:
        found.add(
            "(t.holder_name ILIKE %(holder)s OR t.claimed_by_name ILIKE %(holder)s)",
            holder=like(data["holder"]),
        )
    if data["urgency"]:
        found.add("t.urgency = %(urgency)s", urgency=data["urgency"])
    for n, word in enumerate(data["q"].split()[:MOST_WORDS]):
        found.add(f"(t.title ILIKE %(w{n})s OR t.number ILIKE %(w{n})s)", **{f"w{n}": like(word)})
    return found


def late(
    person: Any,
    more: Conditions,
    *,
    now: datetime,
    order: str = DUE,
    before: Place | None = None,
    after: Place | None = None,
    size: int = PAGE,
    limit_ms: int = 0,
) -> Page:
    """One page, the longest late first. Raises `TooWide`."""
    place, back = after or before, after is not None
    way = "DESC" if (order == DUE_DOWN) != back else "ASC"
    bound = f"AND (t.due_at, t.id) {'<' if way == 'DESC' else '>'} (%(at)s, %(id)s)" if place else ""
    limit = max(size + 1, CAP) if place is None else size + 1
    sql = f"""SELECT {COLUMNS} FROM {LATE_OF_ALL} {more.text} {bound}
      ORDER BY t.due_at {way}, t.id {way} LIMIT {limit}"""  # noqa: S608 - constants of this room
    given = {**seen_by(person), "now": now, **more.values}
    given |= {"at": place.at, "id": place.id} if place else {}
    page = cut([Late(*row) for row in quick.rows(sql, given, limit_ms)], size, before, back, limit)
    return Page(_filled(page.rows), page.newer, page.older, page.count)


def these(person: Any, ids: Sequence[int]) -> list[Late]:
    """These tasks as far as he sees their papers, late or not any more."""
    sql = f"SELECT {COLUMNS} FROM workflow_task t WHERE t.id = ANY (%(ids)s) AND t.lane = 'main' AND {SEEN} ORDER BY t.id"  # noqa: S608
    return _filled([Late(*row) for row in quick.rows(sql, {**seen_by(person), "ids": list(ids)})])


def _filled(rows: Sequence[Late]) -> list[Late]:
    names = escalated([row.id for row in rows])
    return [row._replace(up="、".join(names.get(row.id, ()))) for row in rows]
