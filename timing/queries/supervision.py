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
from documents.queries.finding import Conditions
from documents.queries.lists import CAP, PAGE, Page, cut
from documents.queries.saved import KEPT, Saved, kept
from documents.queries.search import MOST_WORDS, like
from documents.queries.visible import MAY_SEE, may_see
from documents.rules.keys import number_key, title_key
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


def _open(x: str) -> str:
    """Somebody has this part to do; or it was sent back as misdirected, and nobody else has got it yet."""
    return f"""{x}.status IN ('given', 'accepted', 'misdirected') AND ({x}.status <> 'misdirected' OR EXISTS (
      SELECT 1 FROM workflow_task w WHERE w.subject_kind = 'document' AND w.subject_pk = {x}.document_id
        AND w.kind = 'assign' AND w.status = 'open' AND w.assignment_id = {x}.id))"""  # noqa: S608 - constants


SAME = "x.document_id = p.document_id AND x.round = p.round AND x.item = p.item"
FIRST = f"""{_open("p")} AND NOT EXISTS (
  SELECT 1 FROM documents_assignment x WHERE {SAME} AND {_open("x")} AND (x.due_at, x.id) < (p.due_at, p.id))"""  # noqa: S608
OVER = f"""p.role = 'lead' AND p.status = 'reported' AND p.reported_at >= %(since)s AND NOT EXISTS (
  SELECT 1 FROM documents_assignment x WHERE {SAME} AND {_open("x")})"""  # noqa: S608
PAUSED = """EXISTS (SELECT 1 FROM workflow_task w WHERE w.subject_kind = 'document' AND w.subject_pk = p.document_id
  AND w.assignment_id = p.id AND w.status = 'open' AND w.paused_at IS NOT NULL)"""
# The few that stand still are found from their tasks, along the index of dates.
STILL = """p.id = ANY (ARRAY(SELECT w.assignment_id FROM workflow_task w WHERE w.status = 'open' AND w.due_at IS NOT NULL
  AND w.paused_at IS NOT NULL AND w.subject_kind = 'document' AND w.assignment_id IS NOT NULL))"""
QUESTION = f"""EXISTS (SELECT 1 FROM documents_extension e JOIN documents_assignment x ON x.id = e.assignment_id
  WHERE {SAME} AND e.granted IS NULL)"""  # noqa: S608
VIEWS = {
    "": FIRST,
    RED: f"{FIRST} AND p.due_at < %(now)s AND NOT {PAUSED}",
    YELLOW: f"{FIRST} AND p.due_at >= %(now)s AND p.due_at < %(green)s AND NOT {PAUSED}",
    GREEN: f"{FIRST} AND p.due_at >= %(green)s AND NOT {PAUSED}",
    PAUSE: f"{FIRST} AND {STILL}",
    DONE: OVER,
    ASKED: f"{FIRST} AND {QUESTION}",
}
HIS = """(p.instruction_id = ANY (ARRAY(SELECT i.id FROM documents_instruction i WHERE i.leader_id = ANY (%(leaders)s)))
  OR EXISTS (SELECT 1 FROM documents_assignment x WHERE x.document_id = p.document_id AND x.round = p.round
    AND x.item = p.item AND x.unit_id = ANY (%(units)s) AND x.status NOT IN ('misdirected', 'withdrawn')))"""
FROM = "documents_assignment p JOIN documents_document d ON d.id = p.document_id AND d.round = p.round"


def _source(his: Scope) -> str:
    own = "" if his.everything else f"AND {HIS}"
    return f"{FROM} WHERE d.state <> 'voided' AND {MAY_SEE} {own}"


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
    """The filters of the board. `data` is a cleaned `SupervisionForm`."""
    found = Conditions()
    if data["lead"]:
        found.add(
            f"EXISTS (SELECT 1 FROM documents_assignment x WHERE {SAME} AND x.role = 'lead'"  # noqa: S608
            " AND x.status NOT IN ('misdirected', 'withdrawn') AND x.unit_id = ANY (%(lead)s))",
            lead=senders(data["lead"]),
        )
    if data["leader"]:
        found.add(
            "EXISTS (SELECT 1 FROM documents_instruction i WHERE i.id = p.instruction_id AND i.leader_name ILIKE %(leader)s)",
            leader=like(data["leader"]),
        )
    if data["urgency"]:
        found.add("d.urgency = %(urgency)s", urgency=data["urgency"])
    for n, word in enumerate(data["q"].split()[:MOST_WORDS]):
        found.add(
            f"(p.content ILIKE %(w{n})s OR d.receipt_no LIKE %(w{n})s OR d.title_key LIKE %(t{n})s"
            f" OR d.number_key <> '' AND d.number_key LIKE %(n{n})s)",
            **{f"w{n}": like(word), f"t{n}": like(title_key(word)), f"n{n}": like(number_key(word))},
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
    sql = f"""SELECT {COLUMNS.format(at=column)} FROM {_source(his)} AND {VIEWS[view]} {more.text} {bound}
      ORDER BY {column} {way}, p.id {way} LIMIT {limit}"""  # noqa: S608 - constants of this room
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
    sql = f"""SELECT DISTINCT ON (d.id, p.item) {COLUMNS.format(at="p.due_at")} FROM {_source(his)}
       AND (d.ref, p.item) IN (SELECT * FROM unnest(%(refs)s::text[], %(items)s::int[])) AND p.status <> 'withdrawn'
     ORDER BY d.id, p.item, ({_open("p")}) DESC, (p.status = 'misdirected'), p.role DESC, p.due_at, p.id"""  # noqa: S608
    given = {
        **values(person, his, now),
        "refs": [ref for ref, _item in keys],
        "items": [item for _ref, item in keys],
    }
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
    wanted = {view: f"{_source(his)} AND {VIEWS[view]}" for view in views if view in VIEWS}
    if his.everything and LATE in views:
        wanted[LATE] = LATE_OF_ALL
    counts = [f"(SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {CAP}) c)" for source in wanted.values()]  # noqa: S608
    given = {**values(person, his, now), "person": person.pk, "ledger": of}
    [(*found, saved)] = fetch("SELECT " + ", ".join([*counts, KEPT]), given)
    return dict(zip(wanted, found, strict=True)), kept(saved)
