"""Everything that still keeps a paper from being closed, as sentences (domain.md §2.10, guard 3).

Shown on the page from the start, on the forms of closing, and asked again by the acts under the lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from documents.models import Document
from documents.words import ASKS, Category, ToUs

# One statement: kind of matter, item, words, how many.
SQL = """
SELECT 1, 'part', item, unit_name, role::text, 1, '{}'::text[]
  FROM documents_assignment
 WHERE document_id = %(doc)s AND round = %(round)s AND status IN ('given', 'accepted')
UNION ALL
SELECT 2, 'back', a.item, a.unit_name, a.role, 1, ARRAY[t.holder_name]
  FROM workflow_task t JOIN documents_assignment a ON a.id = t.assignment_id
 WHERE t.subject_kind = 'document' AND t.subject_pk = %(doc)s AND t.kind = 'assign' AND t.status = 'open'
UNION ALL
SELECT 2, 'unassigned', 0, holder_name, '', 1, '{}'
  FROM workflow_task
 WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND kind = 'assign' AND status = 'open'
   AND assignment_id IS NULL AND %(state)s = 'handling'
UNION ALL
SELECT 3, 'extension', a.item, a.unit_name, '', 1, '{}'
  FROM documents_extension e JOIN documents_assignment a ON a.id = e.assignment_id
 WHERE a.document_id = %(doc)s AND e.granted IS NULL
UNION ALL
SELECT 4, kind, 0, holder_name, '', 1, '{}'
  FROM workflow_task
 WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND lane = 'main'
   AND kind IN ('instruct', 'countersign') AND status IN ('open', 'waiting')
UNION ALL
SELECT 5, what, number, leader_name, '', 1, '{}'
  FROM documents_instruction i, LATERAL (VALUES
       ('feedback', i.needs_feedback AND NOT EXISTS (
            SELECT 1 FROM documents_assignment a
             WHERE a.instruction_id = i.id AND a.status NOT IN ('misdirected', 'withdrawn'))),
       ('oral', i.unconfirmed),
       ('scan', i.scan_pending AND NOT i.unconfirmed)) AS matter (what, is_open)
 WHERE i.document_id = %(doc)s AND i.round = %(round)s AND matter.is_open
UNION ALL
SELECT 6, 'readers', 0, '', '', count(*), (array_agg(holder_name ORDER BY id))[1:5]
  FROM workflow_task
 WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND lane = 'circulation'
   AND status IN ('open', 'waiting')
HAVING count(*) > 0
UNION ALL
SELECT 7, 'unopened', 0, '', '', count(*), (array_agg(holder_name ORDER BY id))[1:5]
  FROM workflow_task
 WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND lane = 'circulation'
   AND status = 'open' AND opened_at IS NULL
HAVING count(*) > 0
 ORDER BY 1, 3, 5 DESC, 4
"""


def open_matters(doc: Document) -> list[str]:
    """Sentences in the active language, in the order they are worked off; empty when nothing is open.

    One query. The columns of `doc` are read as they are, so an act may pass its locked row.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"doc": doc.pk, "round": doc.round, "state": doc.state})
        rows = cursor.fetchall()
    found = [
        _SAY[what](item, name, role, count, names) for _rank, what, item, name, role, count, names in rows
    ]
    if lacks_reply(doc):
        found.append(_("复文未关联，也没有说明无需答复的理由。"))
    return found


def asks_reply(doc: Document) -> bool:
    """A paper addressed to us whose kind asks for an answer (请示、意见、函、议案)."""
    return doc.kind in ASKS and doc.category == Category.ACTION and doc.to_us == ToUs.MAIN


def lacks_reply(doc: Document) -> bool:
    return asks_reply(doc) and not (doc.reply_to_id or doc.reply_note or doc.no_reply_reason)


def _named(count: int, names: list[str]) -> str:
    shown = "、".join(names)
    return _("%(names)s等") % {"names": shown} if count > len(names) else shown


def _part(item: int, name: str, role: str, count: int, names: list[str]) -> str:
    if role == "lead":
        return _("第 %(n)s 项主办单位%(unit)s未报结。") % {"n": item, "unit": name}
    return _("第 %(n)s 项协办单位%(unit)s未报结。") % {"n": item, "unit": name}


def _readers(item: int, name: str, role: str, count: int, names: list[str]) -> str:
    return _("传阅未完（%(n)s人）：%(who)s。") % {"n": count, "who": _named(count, names)}


def _unopened(item: int, name: str, role: str, count: int, names: list[str]) -> str:
    return _("其中尚未打开（%(n)s人）：%(who)s。") % {"n": count, "who": _named(count, names)}


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
    "unopened": _unopened,
}
