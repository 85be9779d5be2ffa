"""The papers that contain the typed words, newest first, by steps that each stay small whatever is typed.

A glance at the newest papers tells how common the words are. Common ones fill the page from the newest; rare ones are
fetched by the index; what the index has too many of is sought further down first, and by the index after all. A step
is asked only when the one before did not answer. None believes the planner's guess how often words are, or that they
lie evenly: papers of one matter come in heaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docflow.web.prepared import fetch
from documents.queries import finding
from documents.queries.asked import Asked
from documents.queries.quick import rows
from documents.queries.visible import MAY_SEE

GLANCE, TRIED = 1000, 8000
STEP = 1000  # a look is so many times some: each number is a statement that the connection keeps
SOME = 8  # so many in a glance: further down there are more
MANY = 500
Rows = list[tuple[Any, ...]]

# The newest of what was given to him, in one order whoever it was given to; `looked` says how many there were.
OWN = """WITH own AS MATERIALIZED (
SELECT DISTINCT g.subject_pk AS id FROM unnest(%(mine)s::text[]) AS whose (principal) CROSS JOIN LATERAL (
  SELECT DISTINCT g.subject_pk FROM workflow_task g
   WHERE g.holder = whose.principal AND g.subject_kind = 'document' AND NOT g.revoked AND {covered} {bound}
   ORDER BY g.subject_pk {way} LIMIT {tried}) g
 ORDER BY 1 {way} LIMIT {tried}),
 found AS ({found})
SELECT looked.n, found.* FROM (SELECT count(*) AS n FROM own) looked LEFT JOIN found ON true ORDER BY found.id {way}"""
# The newest of the register. So few numbers between the first and the last: then there cannot be more papers.
NEWEST_OF_ALL = """WITH found AS ({found})
SELECT looked.n, found.* FROM (SELECT coalesce(max(id) - min(id) + 1, 0) AS n FROM documents_document d WHERE true {bound})
  looked LEFT JOIN found ON true ORDER BY found.id {way}"""
# `every` is planned for all its rows, by the index, and read no further than `hits` asks.
RARE = """WITH every AS MATERIALIZED (SELECT d.id FROM documents_document d WHERE true {indexed}),
 hits AS MATERIALIZED (SELECT id FROM every LIMIT {many}), found AS ({found})
SELECT looked.n, found.* FROM (SELECT count(*) AS n FROM hits) looked LEFT JOIN found ON true ORDER BY found.id {way}"""
REST = "WITH every AS MATERIALIZED (SELECT d.id FROM documents_document d WHERE true {indexed}) {found}"
# Each looked up on its own (OFFSET 0 says so): the planner would else join with the whole register.
LOOKED_UP = "{ids} ids CROSS JOIN LATERAL (SELECT * FROM documents_document p WHERE p.id = ids.id OFFSET 0) d"


def by_words(ask: Asked, broad: bool, values: Mapping[str, Any], limit_ms: int = 0) -> Rows:
    """The rows of a page. `broad`: for who reads the whole register. Raises `TooWide`."""
    indexed = finding.indexed(ask.typed).text
    if not ask.by_id:
        return rows(ask.all(indexed), values, limit_ms)
    newest = _newest if broad else _own
    found, ended = newest(ask, GLANCE, values)
    if len(found) == ask.limit or ended:
        return found
    if len(found) < SOME:
        found, ended = _rare(ask, indexed, values, limit_ms)
        if ended:
            return found
    # As dense as in the glance, and half as many again for the page to be full.
    enough = GLANCE * ask.limit * 3 // (2 * len(found)) if len(found) >= SOME else TRIED
    tried = -(-enough // STEP) * STEP
    found, ended = newest(ask, min(max(tried, GLANCE), TRIED), values)
    if len(found) == ask.limit or ended:
        return found
    return rows(
        REST.format(indexed=indexed, found=ask.all("", LOOKED_UP.format(ids="every"))), values, limit_ms
    )


def _own(ask: Asked, tried: int, values: Mapping[str, Any]) -> tuple[Rows, bool]:
    """Among the newest papers given to him, so many; and whether these were all."""
    sql = OWN.format(
        way=ask.way,
        tried=tried,
        bound=ask.bound("g.subject_pk"),
        covered=ask.covered,
        found=_among(ask, "documents_document d", "AND d.id = ANY (ARRAY(SELECT id FROM own))"),
    )
    looked, found = _told(fetch(sql, values))
    return found, looked < tried


def _newest(ask: Asked, tried: int, values: Mapping[str, Any]) -> tuple[Rows, bool]:
    """Among the newest papers of the register, so many; and whether these were all."""
    papers = f"""(SELECT * FROM documents_document d WHERE {MAY_SEE} {ask.bound()}
      ORDER BY d.id {ask.way} LIMIT {tried}) d"""  # noqa: S608 - constants of this room
    sql = NEWEST_OF_ALL.format(found=_among(ask, papers, ""), bound=ask.bound(), way=ask.way)
    looked, found = _told(fetch(sql, values))
    return found, looked < tried


def _rare(ask: Asked, indexed: str, values: Mapping[str, Any], limit_ms: int) -> tuple[Rows, bool]:
    """All that the index has, when that is a handful; and whether it was."""
    found = ask.all("AND (SELECT count(*) FROM hits) < {many}", LOOKED_UP.format(ids="hits"))
    sql = RARE.format(indexed=indexed, many=MANY, way=ask.way, found=found.replace("{many}", str(MANY)))
    looked, papers = _told(rows(sql, values, limit_ms))
    return papers, looked < MANY


def _told(told: Rows) -> tuple[int, Rows]:
    """How many were looked at, and the rows: there is one line even where nothing was found."""
    return told[0][0], [row[1:] for row in told if row[1] is not None]


def _among(ask: Asked, papers: str, which: str) -> str:
    """Those of these papers that meet the conditions; read in their order, and no further than the page."""
    words = finding.beside(ask.typed).text
    return f"""SELECT {ask.columns} FROM {papers} WHERE true {which} {ask.others.text} {words}
      ORDER BY d.id {ask.way} LIMIT {ask.limit}"""  # noqa: S608 - constants of this room
