"""Noting what was printed of an outgoing paper: a row, written before the file goes out. It moves nothing."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from documents.words import PrintAs
from outgoing.models import Outgoing, SheetPrint
from outgoing.words import SheetForm

log = logging.getLogger("documents.exports")


def note(paper: Outgoing, *, by: Any, form: SheetForm, way: PrintAs, at: datetime) -> None:
    """`by` got this form of the paper; `at` by the database's clock."""
    SheetPrint.objects.create(paper=paper, person=by, person_name=by.name, form=form, way=way, at=at)
    log.info(
        "form printed",
        extra={"person": by.pk, "papers": [paper.ref], "form": form.value, "as": way.value},
    )
