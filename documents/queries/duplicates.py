"""Is this paper registered already? Same sender and number, or same sender and title within 60 days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from docflow.web.prepared import fetch
from documents.models import Document
from documents.queries.visible import visible_to
from documents.rules.keys import number_key, title_key
from documents.words import State

WINDOW = timedelta(days=60)
LONGEST_KEY = 600  # characters: an index row of PostgreSQL holds 2,704 bytes
SHOWN = 5


# One index each; by hand, for the union through the ORM costs more to compose than to run.
SQL = f"""
SELECT id, receipt_no, number_key FROM documents_document
 WHERE number_key = %(number)s AND number_key <> '' AND source_id = %(source)s AND state <> %(voided)s
UNION
SELECT id, receipt_no, number_key FROM documents_document
 WHERE source_id = %(source)s AND title_key = %(title)s AND title_key <> '' AND state <> %(voided)s
   AND received_at BETWEEN %(from)s AND %(to)s
 ORDER BY id LIMIT {SHOWN}
"""  # noqa: S608 - a constant
# A statement of its own, before the question: what was registered while one waited is seen.
HOLD = """SELECT pg_advisory_xact_lock(k) FROM
  (SELECT DISTINCT hashtextextended(n, 7) AS k FROM unnest(%(held)s::text[]) n ORDER BY 1) locks"""


def keys(number: str, title: str) -> tuple[str, str]:
    """The folded number and title, as they stand in the rows."""
    return number_key(number), title_key(title)[:LONGEST_KEY]


def twins(doc: Document, *, hold: bool = False) -> list[Document]:
    """Papers of the same sender that look like this unsaved one, oldest first: id, number and key alone.

    A voided paper does not count. `hold`: until the transaction ends nobody else registers a paper of this sender
    with this number or title.
    """
    if doc.source_id is None:
        return []
    number, title = keys(doc.source_doc_number, doc.title)
    came = doc.received_at or timezone.now()
    words = {"source": doc.source_id, "number": number, "title": title, "voided": State.VOIDED.value,
             "from": came - WINDOW, "to": came + WINDOW,
             "held": [f"{doc.source_id}{kind}{key}" for kind, key in (("n", number), ("t", title)) if key]}  # fmt: skip
    rows = fetch(SQL, words, first=HOLD if hold else "") if number or title else []
    return [Document.from_db(connection.alias, ["id", "receipt_no", "number_key"], row) for row in rows]


def mark(found: Sequence[Document]) -> str:
    """A seal over these twins: tells whether the clerk decided about just these, and names none of them."""
    if not found:
        return ""
    return salted_hmac("documents.twins", ",".join(str(d.pk) for d in found)).hexdigest()[:32]


def shown_to(person: Any, doc: Document, found: Sequence[Document]) -> list[dict[str, Any]]:
    """What the box may say of each twin: `why` is number or title, `doc` only where this person may see it."""
    visible = {
        d.pk: d for d in visible_to(person).filter(pk__in=[d.pk for d in found]).select_related("registrar")
    }
    number = keys(doc.source_doc_number, doc.title)[0]
    return [
        {"doc": visible.get(d.pk), "why": "number" if number and d.number_key == number else "title"}
        for d in found
    ]
