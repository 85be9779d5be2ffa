"""Everything that still keeps a paper from being closed, as sentences (domain.md §2.10, guard 3).

Shown on the page from the start, on the forms of closing, and asked again by the acts under the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from documents.models import Document
from documents.rules.copies import query, said
from documents.rules.gates import asks_reply
from documents.words import Handed

# Order, kind of matter, item, words, role (of copies: the holder), how many, names, and what it hangs on: a part, a
# task or an instruction.
ROWS = """
SELECT 1 AS rank, 'part' AS what, item, unit_name AS name, role::text AS role, 1::bigint AS n, '{}'::text[] AS names, id AS key
  FROM documents_assignment
 WHERE document_id = %(doc)s AND round = %(round)s AND status IN ('given', 'accepted')
UNION ALL
SELECT 2, 'back', a.item, a.unit_name, a.role, 1, ARRAY[t.holder_name], t.id
  FROM workflow_task t JOIN documents_assignment a ON a.id = t.assignment_id
 WHERE t.subject_kind = 'document' AND t.subject_pk = %(doc)s AND t.kind = 'assign' AND t.status = 'open'
UNION ALL
SELECT 2, 'unassigned', 0, holder_name, '', 1, '{}', id
  FROM workflow_task
 WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND kind = 'assign' AND status = 'open'
   AND assignment_id IS NULL AND %(state)s = 'handling'
UNION ALL
SELECT 3, 'extension', a.item, a.unit_name, '', 1, '{}', a.id
  FROM documents_extension e JOIN documents_assignment a ON a.id = e.assignment_id
 WHERE a.document_id = %(doc)s AND e.granted IS NULL
UNION ALL
SELECT 4, kind, 0, holder_name, '', 1, '{}', id
  FROM workflow_task
 WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND lane = 'main'
   AND kind IN ('instruct', 'countersign') AND status IN ('open', 'waiting')
UNION ALL
SELECT 5, what, number, leader_name, '', 1, '{}', number
  FROM documents_instruction i, LATERAL (VALUES
       ('feedback', i.needs_feedback AND NOT EXISTS (
            SELECT 1 FROM documents_assignment a
             WHERE a.instruction_id = i.id AND a.status NOT IN ('misdirected', 'withdrawn'))),
       ('oral', i.unconfirmed),
       ('scan', i.scan_pending AND NOT i.unconfirmed)) AS matter (what, is_open)
 WHERE i.document_id = %(doc)s AND i.round = %(round)s AND matter.is_open
UNION ALL
SELECT 6, 'readers', count(*) FILTER (WHERE status = 'open' AND opened_at IS NULL), '', '', count(*),
       (array_agg(holder_name ORDER BY id))[1:5], 0
  FROM workflow_task
 WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND lane = 'circulation'
   AND status IN ('open', 'waiting')
HAVING count(*) > 0
UNION ALL
SELECT 7, 'copies', 0, c.holder_name, c.holder, count(*), (array_agg(c.number::text ORDER BY c.number))[1:500], min(c.id)
  FROM documents_copy c JOIN documents_document d ON d.id = c.document_id
 WHERE c.document_id = %(doc)s AND c.status = 'given' AND (d.work_secret OR c.number = 0)
 GROUP BY c.holder, c.holder_name
"""
ORDER = "rank, item, role DESC, name, key"
SQL = f"SELECT what, item, name, role, n, names, key FROM ({ROWS}) m ORDER BY {ORDER}"  # noqa: S608 - constants
# The same as rows of the document page.
MATTER = f"""
SELECT 'matter', row_number() OVER (ORDER BY {ORDER}), jsonb_build_array(what, item, name, role, n, names, key)
  FROM ({ROWS}) m
"""  # noqa: S608 - constants


class Matter(NamedTuple):
    """`what` it is and what it hangs on (`key`), for the verb that settles it; `words` in the active language.

    `about`: what the link to that verb asks for, where the key does not say it."""

    what: str
    key: int
    words: str
    about: str = ""


def open_matters(doc: Document) -> list[str]:
    """Sentences in the active language, in the order they are worked off; empty when nothing is open.

    One query. The columns of `doc` are read as they are, so an act may pass its locked row.
    """
    return [matter.words for matter in matters(doc)]


def matters(doc: Document) -> list[Matter]:
    """The same with what settles each. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"doc": doc.pk, "round": doc.round, "state": doc.state})
        return as_matters(doc, cursor.fetchall())


def as_matters(doc: Document, rows: Iterable[Sequence[Any]]) -> list[Matter]:
    """From the rows of the statement; with the reply that is still wanting."""
    found = [Matter(what, key, _SAY[what](*row), _about(what, *row)) for what, *row, key in rows]
    if lacks_reply(doc):
        found.append(Matter("reply", 0, _("复文未关联，也没有说明无需答复的理由。")))
    return found


def lacks_reply(doc: Document) -> bool:
    return asks_reply(doc) and not (doc.reply_to_id or doc.reply_note or doc.no_reply_reason)


def _about(what: str, item: int, name: str, role: str, count: int, names: list[str]) -> str:
    """Of copies: these very ones are to be taken back, from this holder."""
    if what != "copies":
        return ""
    return query(Handed.BACK, role, [int(n) for n in names] if count == len(names) else None)


def _named(count: int, names: list[str]) -> str:
    shown = "、".join(names)
    return _("%(names)s等") % {"names": shown} if count > len(names) else shown


def _part(item: int, name: str, role: str, count: int, names: list[str]) -> str:
    if role == "lead":
        return _("第 %(n)s 项主办单位%(unit)s未报结。") % {"n": item, "unit": name}
    return _("第 %(n)s 项协办单位%(unit)s未报结。") % {"n": item, "unit": name}


def _readers(item: int, name: str, role: str, count: int, names: list[str]) -> str:
    words = {"n": count, "who": _named(count, names), "shut": item}
    if item:
        return _("传阅未完（%(n)s人）：%(who)s；其中 %(shut)s 人尚未打开。") % words
    return _("传阅未完（%(n)s人）：%(who)s。") % words


def _copies(item: int, name: str, role: str, count: int, names: list[str]) -> str:
    words = {"no": said([int(n) for n in names]), "n": count, "who": name}
    if words["no"] == said([]):
        return _("纸质原件在%(who)s，尚未收回。") % words
    return _("份号 %(no)s（%(n)s 份）在%(who)s，尚未清退。") % words


_SAY: dict[str, Callable[[int, str, str, int, Any], str]] = {
    "part": _part,
    "back": lambda item, name, *rest: (
        _("第 %(n)s 项被%(unit)s退回，%(who)s尚未改交。") % {"n": item, "unit": name, "who": rest[-1][0]}
    ),
    "unassigned": lambda item, name, *_rest: _("有新的批示，%(who)s尚未交办。") % {"who": name},
    "extension": lambda item, name, *_rest: _("%(unit)s的延期申请未答复。") % {"unit": name},
    "instruct": lambda item, name, *_rest: _("%(who)s尚未批示。") % {"who": name},
    "countersign": lambda item, name, *_rest: _("%(who)s尚未会签。") % {"who": name},
    "feedback": lambda item, name, *_rest: _("%(who)s的批示要求反馈，尚未交办。") % {"who": name},
    "oral": lambda item, name, *_rest: _("%(who)s的口头批示未补书面确认。") % {"who": name},
    "scan": lambda item, name, *_rest: _("%(who)s的批示未补扫描件。") % {"who": name},
    "readers": _readers,
    "copies": _copies,
}
