"""Noting what was printed of outgoing papers: a row for each, written before the file goes out. It moves nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from documents.words import PrintAs
from outgoing.models import Outgoing, SheetPrint
from outgoing.words import SheetForm

log = logging.getLogger("documents.exports")


def note(
    papers: Iterable[Outgoing],
    *,
    by: Any,
    form: SheetForm,
    way: PrintAs,
    at: datetime,
    copy: int | None = None,
) -> None:
    """`by` got this form of each of the papers, with the copy number `copy` on it; `at` by the database's clock. One
    query."""
    rows = [
        SheetPrint(paper=paper, person=by, person_name=by.name, form=form, way=way, copy=copy, at=at)
        for paper in papers
    ]
    SheetPrint.objects.bulk_create(rows)
    refs = [row.paper.ref for row in rows]
    told = {"person": by.pk, "papers": refs, "form": form.value, "as": way.value, "copy": copy}
    log.info("form printed", extra=told)
