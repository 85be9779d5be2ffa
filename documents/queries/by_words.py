"""The papers that contain the typed words, newest first, by steps that each stay small whatever is typed.

A glance at the newest papers tells how common the words are. Common ones fill the page from the newest; what the
index can hardly have many of is fetched by it; of the rest more is sought further down, and by the index after all.
A step is asked only when the one before did not answer. None believes the planner's guess how often words are, or
that they lie evenly: papers of one matter come in heaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docflow.web.prepared import fetch
from documents.queries import finding
from documents.queries.asked import Asked
from documents.queries.quick import rows
from documents.queries.visible import MAY_SEE

GLANCE, TRIED = 1000, 12_000
STEP = 1000  # a look is so many times some: each number is a statement that the connection keeps
MANY = 3000  # hits of the index, fetched one by one, are as dear as so many rows further down
Rows = list[tuple[Any, ...]]

# The newest of what was given to him, so many of each principal. Where one of them had more, papers beyond its last
# may be missing: the `edge` is the nearest of these, none where all have been read. `papers`: how many there may be.
OWN = """WITH own AS MATERIALIZED (
SELECT g.ids FROM unnest(%(mine)s::text[]) AS whose (principal) CROSS JOIN LATERAL (
  SELECT array_agg(subject_pk ORDER BY subject_pk {way}) AS ids FROM (
    SELECT DISTINCT g.subject_pk FROM workflow_task g
     WHERE g.holder = whose.principal AND g.subject_kind = 'document' AND NOT g.revoked AND {covered} {bound}
     ORDER BY g.subject_pk {way} LIMIT {tried}) g) g),
 edge AS MATERIALIZED (SELECT {nearest}(ids[{tried}]) AS id FROM own),
 found AS ({found})
SELECT looked.*, found.* FROM (
  SELECT id IS NULL AS ended, id AS last, (SELECT max(id) FROM documents_document) AS papers FROM edge) looked
  LEFT JOIN found ON true ORDER BY found.id {way}"""
AMONG_OWN = """AND d.id = ANY (ARRAY(SELECT unnest(ids) FROM own))
  AND (SELECT id IS NULL OR d.id {within} id FROM edge)"""
# The newest of the register. So few numbers between the first and the last: then there cannot be more papers.
NEWEST_OF_ALL = """WITH found AS ({found})
SELECT looked.*, found.* FROM (
  SELECT coalesce(max(id) - min(id), 0) < {tried} AS ended, NULL::bigint AS last, coalesce(max(id), 0) AS papers
    FROM documents_document d WHERE true {bound}) looked
  LEFT JOIN found ON true ORDER BY found.id {way}"""
# `every` is planned for all its rows, by the index, and read no further than `hits` asks.
RARE = """WITH every AS MATERIALIZED (SELECT d.id FROM documents_document d WHERE true {indexed}),
 hits AS MATERIALIZED (SELECT id FROM every LIMIT {many}), found AS ({found})
SELECT looked.n < {many}, NULL, NULL, found.* FROM (SELECT count(*) AS n FROM hits) looked
  LEFT JOIN found ON true ORDER BY found.id {way}"""
REST = "WITH every AS MATERIALIZED (SELECT d.id FROM documents_document d WHERE true {indexed}) {found}"
# Each looked up on its own (OFFSET 0 says so: the planner would else join with the whole register), in order.
LOOKED_UP = """(SELECT id FROM {ids} ORDER BY id {way}) ids
  CROSS JOIN LATERAL (SELECT * FROM documents_document p WHERE p.id = ids.id OFFSET 0) d"""


@dataclass(frozen=True)
class Look:
    """What was found among the papers looked at; were these `all`; the `last` of them; how many papers there are."""

    found: Rows
    all: bool
    last: int | None = None
    papers: int = 0


def by_words(ask: Asked, broad: bool, values: Mapping[str, Any], limit_ms: int = 0) -> Rows:
    """The rows of a page. `broad`: for who reads the whole register. Raises `TooWide`."""
    indexed = finding.indexed(ask.typed).text
    if not ask.by_id:
        return rows(ask.all(indexed), values, limit_ms)
    look = _newest if broad else _own
    seen = look(ask, GLANCE, values)
    if seen.all or len(seen.found) == ask.limit:
        return seen.found
    if len(seen.found) * seen.papers <= MANY * GLANCE:
        rare = _rare(ask, indexed, values, limit_ms)
        if rare.all:
            return rare.found
    for tried in _depths(len(seen.found), ask.limit, broad):
        seen = look(ask, tried, values, seen)
        if seen.all or len(seen.found) == ask.limit:
            return seen.found
    found = ask.all("", _looked_up("every", ask), "ids.id")
    return rows(REST.format(indexed=indexed, found=found), values, limit_ms)


def _depths(found: int, wanted: int, broad: bool) -> Iterator[int]:
    """How far to look: as far as fills the page if it goes on as dense as in the glance (half as far again where each
    look begins anew), then as far as one goes at all."""
    if found:
        enough = GLANCE * (wanted * 3 // 2 if broad else wanted - found) // found
        if enough < TRIED:
            yield -(-enough // STEP) * STEP
    yield TRIED


def _own(ask: Asked, tried: int, values: Mapping[str, Any], seen: Look | None = None) -> Look:
    """Among the newest papers given to him, so many of each principal; after those `seen`, whose finds are taken along."""
    bound, before = ask.bound("g.subject_pk"), seen.found if seen else []
    if seen:
        bound += f" AND g.subject_pk {'<' if ask.way == 'DESC' else '>'} %(last)s"
        values = {**values, "last": seen.last}
    within = ">=" if ask.way == "DESC" else "<="
    which = AMONG_OWN.format(within=within)
    sql = OWN.format(
        way=ask.way,
        tried=tried,
        bound=bound,
        covered=ask.covered,
        nearest="max" if ask.way == "DESC" else "min",
        found=_among(ask, "documents_document d", which),
    )
    (ended, last, papers), more = _told(fetch(sql, values))
    return Look([*before, *more][: ask.limit], ended, last, papers or 0)


def _newest(ask: Asked, tried: int, values: Mapping[str, Any], seen: Look | None = None) -> Look:
    """Among the newest papers of the register, so many; from the newest on again, whatever was `seen`."""
    papers = f"""(SELECT * FROM documents_document d WHERE {MAY_SEE} {ask.bound()}
      ORDER BY d.id {ask.way} LIMIT {tried}) d"""  # noqa: S608 - constants of this room
    sql = NEWEST_OF_ALL.format(found=_among(ask, papers, ""), bound=ask.bound(), way=ask.way, tried=tried)
    (ended, _, there), found = _told(fetch(sql, values))
    return Look(found, ended, papers=there)


def _rare(ask: Asked, indexed: str, values: Mapping[str, Any], limit_ms: int) -> Look:
    """All that the index has, when that is not too much."""
    found = ask.all("AND (SELECT count(*) FROM hits) < {many}", _looked_up("hits", ask), "ids.id")
    sql = RARE.format(indexed=indexed, many=MANY, way=ask.way, found=found.replace("{many}", str(MANY)))
    (ended, *_), papers = _told(rows(sql, values, limit_ms))
    return Look(papers, ended)


def _looked_up(ids: str, ask: Asked) -> str:
    return LOOKED_UP.format(ids=ids, way=ask.way)


def _told(told: Rows) -> tuple[tuple[Any, ...], Rows]:
    """What is said of the look, and the rows: there is one line even where nothing was found."""
    return told[0][:3], [row[3:] for row in told if row[3] is not None]


def _among(ask: Asked, papers: str, which: str) -> str:
    """Those of these papers that meet the conditions; read in their order, and no further than the page."""
    words = finding.beside(ask.typed).text
    return f"""SELECT {ask.columns} FROM {papers} WHERE true {which} {ask.others.text} {words}
      ORDER BY d.id {ask.way} LIMIT {ask.limit}"""  # noqa: S608 - constants of this room
