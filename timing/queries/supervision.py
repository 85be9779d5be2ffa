"""督查督办 (S10): the items that were given to units, by the date that is next in each of them.

An item is one number of one paper in its present round: a lead and its co-units. It stands on the board by the part of
it that is due first (`p` below); when all parts are over, by its lead's report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from docflow.web.prepared import fetch
from documents.queries import quick
from documents.queries.asked import Place
from documents.queries.filters import senders
from documents.queries.finding import Conditions, by_number, indexed
from documents.queries.lists import CAP, PAGE, Page, cut
from documents.queries.saved import KEPT, Saved, kept
from documents.queries.search import MOST_WORDS, like
from documents.queries.visible import MAY_SEE, may_see
from timing.queries.lamps import green_from
from timing.queries.late import LATE_OF_ALL
from timing.queries.supervision_rows import COLUMNS, Row, filled
from timing.rules.supervising import Scope, scope

RED, YELLOW, GREEN, PAUSE, DONE, ASKED = "red", "yellow", "green", "pause", "done", "asked"
LAMPS = (RED, YELLOW, GREEN, PAUSE, DONE)
LATE = "late"  # the other list: every open task that is late
DONE_DAYS = 14  # so long an item that is done stands on the board
DUE, DUE_DOWN, REPORTED = "due", "due-down", "reported"
ORDERS = {DUE: ("p.due_at", "ASC"), DUE_DOWN: ("p.due_at", "DESC"), REPORTED: ("p.reported_at", "DESC")}


OPEN = "{x}.status IN ('given', 'accepted', 'misdirected')"  # the words of the index
# Somebody has this part to do; or it was sent back as misdirected, and nobody else has got it yet.
HELD = """({x}.status <> 'misdirected' OR (SELECT w.id FROM workflow_task w WHERE w.subject_kind = 'document'
  AND w.subject_pk = {x}.document_id AND w.kind = 'assign' AND w.status = 'open' AND w.assignment_id = {x}.id LIMIT 1) IS NOT NULL)"""
# Scalar subqueries, not EXISTS: PostgreSQL would join all parts with all others for a page of fifty. They name the paper,
# so that they are asked after everything that is told by the rows themselves.
SAME = "x.document_id = d.id AND x.round = p.round AND x.item = p.item"
OTHER = (
    f"SELECT x.id FROM documents_assignment x WHERE {SAME} AND {OPEN.format(x='x')} AND {HELD.format(x='x')}"  # noqa: S608
)
FIRST = f"{HELD.format(x='p')} AND ({OTHER} AND (x.due_at, x.id) < (p.due_at, p.id) LIMIT 1) IS NULL"
OVER = f"({OTHER} LIMIT 1) IS NULL"
PAUSED = "d.paused_at IS NOT NULL"
STILL = "p.document_id = ANY (ARRAY(SELECT k.id FROM documents_document k WHERE k.paused_at IS NOT NULL))"
# The few of which a later date is asked.
QUESTION = """(p.document_id, p.item) IN (SELECT x.document_id, x.item FROM documents_extension e
  JOIN documents_assignment x ON x.id = e.assignment_id WHERE e.granted IS NULL)"""
RUNNING = OPEN.format(x="p")
# Of each view: which parts are read along their index, and what is then asked of each with its paper.
VIEWS = {
    "": (RUNNING, FIRST),
    RED: (f"{RUNNING} AND p.due_at < %(now)s", f"NOT {PAUSED} AND {FIRST}"),
    YELLOW: (f"{RUNNING} AND p.due_at >= %(now)s AND p.due_at < %(green)s", f"NOT {PAUSED} AND {FIRST}"),
    GREEN: (f"{RUNNING} AND p.due_at >= %(green)s", f"NOT {PAUSED} AND {FIRST}"),
    PAUSE: (f"{RUNNING} AND {STILL}", FIRST),
    DONE: ("p.role = 'lead' AND p.status = 'reported' AND p.reported_at >= %(since)s", OVER),
    ASKED: (f"{RUNNING} AND {QUESTION}", FIRST),
}
FEW = (PAUSE, ASKED)  # found from what is rare, not along the dates
# For one page no list is read to its end; what a filter leaves is found as PostgreSQL thinks best.
PLAN = "SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
LED = "p.instruction_id = ANY (ARRAY(SELECT i.id FROM documents_instruction i WHERE i.leader_id = ANY (%(leaders)s)))"
PARTAKEN = """(SELECT x.id FROM documents_assignment x WHERE x.document_id = p.document_id AND x.round = p.round
  AND x.item = p.item AND x.unit_id = ANY (%(units)s) AND x.status NOT IN ('misdirected', 'withdrawn') LIMIT 1) IS NOT NULL"""


def _own(his: Scope) -> str:
    """Which items are his business, of those he may see."""
    if his.everything:
        return "true"
    return " OR ".join([*([LED] if his.leaders else []), *([PARTAKEN] if his.units else [])]) or "false"


def _source(his: Scope, parts: str, order: str, asked: str) -> str:
    """Table and conditions: the parts in the order of their index, each with its paper, which he may see. OFFSET 0 keeps
    PostgreSQL from guessing how many are left and joining all of them."""
    return f"""(SELECT * FROM documents_assignment p WHERE {parts} AND ({_own(his)}) {order} OFFSET 0) p
      CROSS JOIN LATERAL (SELECT * FROM documents_document d WHERE d.id = p.document_id AND d.round = p.round
        AND d.state <> 'voided' AND {MAY_SEE} OFFSET 0) d
     WHERE {asked}"""  # noqa: S608 - constants of this room


def values(person: Any, his: Scope, now: datetime) -> dict[str, Any]:
    """The parameters of every statement here."""
    return {
        **may_see(person.hats),
        "me": person.pk,
        "now": now,
        "green": green_from(now),
        "since": now - timedelta(days=DONE_DAYS),
        "leaders": sorted(his.leaders),
        "units": sorted(his.units),
    }


def conditions(data: Mapping[str, Any]) -> Conditions:
    """The filters of the board, each asked of a part `p`. `data` is a cleaned `SupervisionForm`."""
    found = Conditions()
    if data["lead"]:
        found.add(
            """(p.document_id, p.round, p.item) IN (SELECT x.document_id, x.round, x.item FROM documents_assignment x
              WHERE x.role = 'lead' AND x.status NOT IN ('misdirected', 'withdrawn') AND x.unit_id = ANY (%(lead)s))""",
            lead=senders(data["lead"]),
        )
    if data["leader"]:
        found.add(
            "p.instruction_id IN (SELECT i.id FROM documents_instruction i WHERE i.leader_name ILIKE %(leader)s)",
            leader=like(data["leader"]),
        )
    if data["urgency"]:
        found.add(
            "p.document_id IN (SELECT d.id FROM documents_document d WHERE d.urgency = %(urgency)s)",
            urgency=data["urgency"],
        )
    return found + _typed(data["q"]) if data["q"] else found


def _typed(text: str) -> Conditions:
    """All words in what is to be done, or the paper is found by them, or by its number."""
    typed = text.split()[:MOST_WORDS]
    given = {f"c{n}": like(word) for n, word in enumerate(typed)}
    ways = [" AND ".join(f"p.content ILIKE %({name})s" for name in given)]
    for found in (indexed(text), by_number(text)):
        if found is not None and found.sql:
            ways.append(f"p.document_id IN (SELECT d.id FROM documents_document d WHERE true {found.text})")  # noqa: S608
            given |= found.values
    conditions = Conditions()
    conditions.add(" OR ".join(f"({way})" for way in ways).join("()"), **given)
    return conditions


def only(keys: Sequence[tuple[str, int]]) -> Conditions:
    """These items alone (ref of the paper, number)."""
    found = Conditions()
    found.add(
        """(p.document_id, p.item) IN (SELECT d.id, o.item FROM unnest(%(refs)s::text[], %(items)s::int[]) AS o (ref, item)
          JOIN documents_document d ON d.ref = o.ref)""",
        refs=[ref for ref, _item in keys],
        items=[item for _ref, item in keys],
    )
    return found


def items(
    person: Any,
    view: str,
    more: Conditions,
    *,
    now: datetime,
    order: str = DUE,
    before: Place | None = None,
    after: Place | None = None,
    size: int = PAGE,
    further: Sequence[str] = (),
    limit_ms: int = 0,
) -> Page:
    """One page of one view, each row with its parts; `further`: what else its columns show. Raises `TooWide`."""
    his = scope(person.hats)
    column, way = ORDERS[order]
    place, back = after or before, after is not None
    if back:
        way = "ASC" if way == "DESC" else "DESC"
    bound = f"AND ({column}, p.id) {'<' if way == 'DESC' else '>'} (%(at)s, %(id)s)" if place else ""
    limit = max(size + 1, CAP) if place is None else size + 1
    parts, asked = VIEWS[view]
    by = f"{column} {way}, p.id {way}"
    few = view in FEW or bool(his.leaders or more.sql)
    source = _source(his, f"{parts} {bound} {more.text}", f"ORDER BY {by}", asked)
    sql = f"SELECT {COLUMNS.format(at=column)} FROM {source} ORDER BY {by} LIMIT {limit}"  # noqa: S608
    sql = sql if few else f"{PLAN}; {sql}"
    given = {**values(person, his, now), **more.values}
    given |= {"at": place.at, "id": place.id} if place else {}
    page = cut([Row(*row) for row in quick.rows(sql, given, limit_ms)], size, before, back, limit)
    filled(page.rows, further)
    return page


def one(person: Any, ref: str, item: int, now: datetime) -> Row | None:
    """One item, whatever became of it, by its first part that is open, else its lead's; None where he does not see it."""
    found = these(person, [(ref, item)], now)
    return found[0] if found else None


def these(person: Any, keys: Sequence[tuple[str, int]], now: datetime) -> list[Row]:
    """These items (ref of the paper, number) as far as he sees them, in the order asked for."""
    his = scope(person.hats)
    wanted = only(keys)
    sql = f"""SELECT DISTINCT ON (d.id, p.item) {COLUMNS.format(at="p.due_at")}
      FROM documents_assignment p JOIN documents_document d ON d.id = p.document_id AND d.round = p.round
     WHERE d.state <> 'voided' AND {MAY_SEE} AND ({_own(his)}) AND p.status <> 'withdrawn' {wanted.text}
     ORDER BY d.id, p.item, ({RUNNING} AND {HELD.format(x="p")}) DESC, (p.status = 'misdirected'), p.role DESC, p.due_at, p.id"""  # noqa: S608
    given = {**values(person, his, now), **wanted.values}
    rows = {(row.paper, row.item): row for row in (Row(*one) for one in fetch(sql, given))}
    found = [rows[key] for key in keys if key in rows]
    filled(found, ("said", "up"))
    return found


def pills(
    person: Any, now: datetime, views: Sequence[str], of: str = "supervision"
) -> tuple[dict[str, int], list[Saved]]:
    """How many stand in each view (capped), and the views that were kept for the list `of`: one statement. Each count
    asks what its list asks."""
    his = scope(person.hats)
    wanted = {view: _counted(his, view) for view in views if view in VIEWS}
    if his.everything and LATE in views:
        wanted[LATE] = LATE_OF_ALL
    counts = [f"(SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {CAP}) c)" for source in wanted.values()]  # noqa: S608
    given = {**values(person, his, now), "person": person.pk, "ledger": of}
    [(*found, saved)] = fetch(
        "SELECT " + ", ".join([*counts, KEPT]), given, first="" if his.leaders else PLAN
    )
    return dict(zip(wanted, found, strict=True)), kept(saved)


def _counted(his: Scope, view: str) -> str:
    parts, asked = VIEWS[view]
    orders = {DONE: "ORDER BY p.reported_at DESC, p.id DESC"} | dict.fromkeys(FEW, "")
    return _source(his, parts, orders.get(view, "ORDER BY p.due_at, p.id"), asked)
