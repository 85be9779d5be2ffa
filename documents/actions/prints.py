"""Noting what was printed: a row for each paper, written before the file goes out. It moves nothing of the paper."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from documents.models import Document, FormPrint
from documents.words import FormKind, PrintAs

log = logging.getLogger("documents.exports")


def note(docs: Iterable[Document], *, by: Any, form: FormKind, way: PrintAs, at: datetime) -> None:
    """`by` got this form of each of the papers; `at` by the database's clock. One query."""
    rows = [
        FormPrint(document=doc, person=by, person_name=by.name, form=form, way=way, at=at) for doc in docs
    ]
    FormPrint.objects.bulk_create(rows)
    refs = [row.document.ref for row in rows]
    log.info("form printed", extra={"person": by.pk, "papers": refs, "form": form.value, "as": way.value})
