"""Words in instructions and opinions: the second half of a search. An opinion is the text of an entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from documents.queries import quick
from documents.queries.search import Word, like, pairs, words
from documents.queries.visible import COVERED, MAY_SEE, may_see
from documents.rules.marks import mark

SIZE = 20


class Said(NamedTuple):
    """One opinion, and the paper it stands on."""

    id: int
    ref: str
    receipt_no: str
    title: str
    urgency: str
    who: str
    behalf: str
    at: datetime
    kind: str
    text: str
    verb: str
    outcome: str

    @property
    def mark(self) -> str:
        """同意, 不同意, 退回 …: what it decides, where its kind alone does not say it."""
        return mark(self.verb, self.outcome)[0]


COLUMNS = """e.id, d.ref, d.receipt_no, d.title, d.urgency, e.actor_name, e.behalf_name, e.at, e.opinion_kind,
  e.opinion, e.verb, coalesce(jsonb_path_query_first(e.data, '$.tasks[*] ? (@[0] == "close")[2]') #>> '{}', '')"""
ABOUT = "e.subject_kind = 'document' AND e.opinion <> ''"
# A common word fills the page from the newest side; what that leaves to find is rare, and quick by its index.
SQL = """
WITH {newest}, hits AS MATERIALIZED (SELECT 1 FROM workflow_entry e WHERE {about} AND {indexed} LIMIT 2000),
whole AS (
  SELECT {columns} FROM workflow_entry e JOIN documents_document d ON d.id = e.subject_pk
   WHERE {about} AND {indexed} AND {may_see} AND {rare} ORDER BY e.id DESC LIMIT %(limit)s)
SELECT * FROM newest WHERE NOT ({rare}) UNION ALL SELECT * FROM whole ORDER BY id DESC LIMIT %(limit)s
"""
FEW = "(SELECT count(*) FROM newest) < %(limit)s"
# The register's people: among the newest opinions of all.
NEWEST = """
newest AS MATERIALIZED (
  SELECT {columns} FROM (SELECT * FROM workflow_entry e ORDER BY e.id DESC LIMIT 2000) e
    JOIN documents_document d ON d.id = e.subject_pk
   WHERE {about} AND {literal} AND {may_see} ORDER BY e.id DESC LIMIT %(limit)s)
"""
# Others: on their newest papers; a word common among all is not looked for beyond them.
NEWEST_GIVEN = """
own AS MATERIALIZED (
  SELECT DISTINCT id FROM unnest(%(mine)s::text[]) AS own (principal) CROSS JOIN LATERAL (
    SELECT DISTINCT g.subject_pk AS id FROM workflow_task g
     WHERE g.holder = own.principal AND g.subject_kind = 'document' AND NOT g.revoked AND {covered}
     ORDER BY id DESC LIMIT 200) g ORDER BY id DESC LIMIT 200),
newest AS MATERIALIZED (
  SELECT {columns} FROM own JOIN documents_document d ON d.id = own.id
    CROSS JOIN LATERAL (SELECT * FROM workflow_entry e WHERE e.subject_pk = own.id AND {about} AND {literal} OFFSET 0) e
   ORDER BY e.id DESC LIMIT %(limit)s)
"""
RARE_GIVEN = """(SELECT count(*) FROM newest) < %(limit)s AND (SELECT count(*) FROM own) = 200
  AND (SELECT count(*) FROM hits) < 2000"""


def opinions(person: Any, typed: str, size: int = SIZE) -> list[Said]:
    """The newest opinions with every typed word, on papers this person may see; `size` + 1 when there are more."""
    asked = words(typed)
    if not asked:
        return []
    literal, values = _conditions(asked)
    seen = may_see(person.hats)
    parts = {
        "columns": COLUMNS,
        "about": ABOUT,
        "literal": literal,
        "indexed": f"workflow_pairs(e.opinion) @> %(pairs)s::text[] AND {literal}",
        "may_see": MAY_SEE,
        "covered": COVERED if seen["partly"] else "true",
    }
    newest, rare = (NEWEST, FEW) if person.hats.reads_register else (NEWEST_GIVEN, RARE_GIVEN)
    sql = SQL.format(newest=newest.format(**parts), rare=rare, **parts)
    values |= {**seen, "limit": size + 1}
    return [Said(*row) for row in quick.rows(sql, values)]


def _conditions(asked: list[Word]) -> tuple[str, dict[str, Any]]:
    named = {f"o{i}": like(word.typed) for i, word in enumerate(asked)}
    found = sorted({pair for word in asked for pair in pairs(word.folded)})
    return " AND ".join(f"e.opinion ILIKE %({name})s" for name in named), {**named, "pairs": found}
