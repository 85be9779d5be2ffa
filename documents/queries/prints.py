"""What was printed about papers this person may see: the log of the print centre."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count

from docflow.web.prepared import fetch
from documents.models import Document, FormPrint
from documents.queries.visible import MAY_SEE, may_see

RECENT, PAGE = 20, 50  # lines of each group; of a page of the whole log

# How many times the same form of the same paper had been printed by then, whoever did it.
LINES = f"""SELECT f.id, d.ref, d.receipt_no, d.title, f.form, f.way, f.person_name, f.at, f.person_id = %(me)s,
    (SELECT count(*) FROM documents_formprint e
      WHERE e.document_id = f.document_id AND e.form = f.form AND e.id <= f.id)
  FROM documents_formprint f JOIN documents_document d ON d.id = f.document_id
 WHERE <which> AND {MAY_SEE}
 ORDER BY f.id DESC LIMIT <limit>"""  # noqa: S608 - constants
MINE = LINES.replace("<which>", "f.person_id = %(me)s").replace("<limit>", str(RECENT))
OTHERS = LINES.replace("<which>", "f.person_id <> %(me)s").replace("<limit>", str(RECENT))
ALL = LINES.replace("<which>", "f.id < %(before)s").replace("<limit>", str(PAGE + 1))
BOTH = f"SELECT * FROM (({MINE}) UNION ALL ({OTHERS})) p ORDER BY 9 DESC, 1 DESC"  # noqa: S608 - constants
LARGEST = 2**63 - 1


class Printed(NamedTuple):
    """One printing; `times`: the how many-th of this form of this paper."""

    id: int
    ref: str
    receipt_no: str
    title: str
    form: str
    way: str
    who: str
    at: datetime
    own: bool
    times: int


def recent(person: Any) -> list[Printed]:
    """The last ones of his own, then the last ones of others. One query."""
    values = {**may_see(person.hats), "me": person.pk}
    return [Printed(*row) for row in fetch(BOTH, values)]


def page(person: Any, before: int | None) -> tuple[list[Printed], bool]:
    """Everybody's, the newest first, from the one `before`; are there older ones? One query."""
    values = {**may_see(person.hats), "me": person.pk, "before": before or LARGEST}
    found = [Printed(*row) for row in fetch(ALL, values)]
    return found[:PAGE], len(found) > PAGE


def times(doc: Document) -> dict[str, int]:
    """How often each form of this paper was printed. One query."""
    rows = FormPrint.objects.filter(document=doc).order_by("form").values("form").annotate(n=Count("pk"))
    return {row["form"]: row["n"] for row in rows}
