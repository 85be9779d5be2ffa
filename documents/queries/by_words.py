"""The papers that contain the typed words, newest first, in one statement that stays small whatever is typed.

A glance at the newest papers tells how common the words are. Common ones fill the page from the newest; rare ones are
fetched by the index; what the index has too many of is sought further down first, and by the index after all. Each
step runs only when it is needed. None believes the planner's guess how often words are, or that they lie evenly:
papers of one matter come in heaps.
"""

from __future__ import annotations

from documents.queries import finding
from documents.queries.asked import Asked
from documents.queries.visible import MAY_SEE

GLANCE, TRIED = 1000, 8000
SOME = 8  # so many in a glance: further down there are more
MANY = 500
# `every` is planned for all its rows, by the index, and read no further than `hits` asks.
WORDS = """WITH {first} glance AS MATERIALIZED ({glance}),
 every AS MATERIALIZED (SELECT d.id FROM documents_document d WHERE true {indexed}),
 hits AS MATERIALIZED (SELECT id FROM every WHERE {few} LIMIT {many}), rare AS ({rare}),
 {further} newest AS MATERIALIZED ({newest}), rest AS ({rest})
SELECT * FROM glance WHERE {full} UNION ALL SELECT * FROM rare
UNION ALL SELECT * FROM newest WHERE {enough} UNION ALL SELECT * FROM rest ORDER BY id {way}"""
FULL = "((SELECT count(*) FROM glance) >= %(limit)s{exhausted})"
FEW = "NOT {full} AND (SELECT count(*) FROM glance) < {some}"
RARE = "{few} AND (SELECT count(*) FROM hits) < {many}"
COMMON = "NOT {full} AND NOT ({rare})"
ENOUGH = "{common} AND ((SELECT count(*) FROM newest) >= %(limit)s{exhausted})"
EXHAUSTED = " OR (SELECT count(*) FROM {ids}) < {tried}"  # there were no more
# Each looked up on its own (OFFSET 0 says so): the planner would else join with the whole register.
LOOKED_UP = "{ids} ids CROSS JOIN LATERAL (SELECT * FROM documents_document p WHERE p.id = ids.id OFFSET 0) d"
# The newest of what was given to him, in one order whoever it was given to.
OWN = """{name} AS MATERIALIZED (
SELECT DISTINCT g.subject_pk AS id FROM unnest(%(mine)s::text[]) AS own (principal) CROSS JOIN LATERAL (
  SELECT DISTINCT g.subject_pk FROM workflow_task g
   WHERE g.holder = own.principal AND g.subject_kind = 'document' AND NOT g.revoked AND {covered} {bound} AND {when}
   ORDER BY g.subject_pk {way} LIMIT {tried}) g
 ORDER BY 1 {way} LIMIT {tried}),"""


def by_words(ask: Asked, broad: bool) -> str:
    """The statement of a page. `broad`: for who reads the whole register."""
    if not ask.by_id:
        return ask.all(finding.indexed(ask.typed).text)
    beside = finding.beside(ask.typed).text
    full = FULL.format(exhausted="" if broad else EXHAUSTED.format(ids="first", tried=GLANCE))
    few = FEW.format(full=full, some=SOME)
    rare = RARE.format(few=few, many=MANY)
    common = COMMON.format(full=full, rare=rare)
    exhausted = "" if broad else EXHAUSTED.format(ids="further", tried=TRIED)
    enough = ENOUGH.format(common=common, exhausted=exhausted)
    return WORDS.format(
        first="" if broad else _own(ask, "first", GLANCE, "true"),
        glance=_among(ask, _newest(ask, GLANCE, "true") if broad else LOOKED_UP.format(ids="first"), beside),
        indexed=finding.indexed(ask.typed).text,
        few=few,
        many=MANY,
        rare=ask.all(f" AND {rare}", LOOKED_UP.format(ids="hits")),
        further="" if broad else _own(ask, "further", TRIED, common),
        newest=_among(ask, _newest(ask, TRIED, common) if broad else LOOKED_UP.format(ids="further"), beside),
        rest=ask.all(f" AND {common} AND NOT ({enough})", LOOKED_UP.format(ids="every")),
        full=full,
        enough=enough,
        way=ask.way,
    )


def _own(ask: Asked, name: str, tried: int, when: str) -> str:
    """Ids of the newest papers given to him, so many; none unless `when`."""
    bound = ask.bound("g.subject_pk")
    return OWN.format(name=name, way=ask.way, tried=tried, when=when, bound=bound, covered=ask.covered)


def _newest(ask: Asked, tried: int, when: str) -> str:
    """The newest papers of the register, so many; none unless `when`."""
    return f"""(SELECT * FROM documents_document d WHERE {MAY_SEE} {ask.bound()} AND {when}
      ORDER BY d.id {ask.way} LIMIT {tried}) d"""  # noqa: S608 - constants of this room


def _among(ask: Asked, papers: str, words: str) -> str:
    """Those of these papers that meet the conditions; read in their order, and no further than the page."""
    key = "ids.id" if " ids " in papers else "d.id"
    return f"""SELECT {ask.columns} FROM {papers} WHERE true {ask.others.text} {words}
      ORDER BY {key} {ask.way} LIMIT %(limit)s"""  # noqa: S608 - constants of this room
