"""Noting what was printed of the room: a row before the file goes out. It moves nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from documents.words import PrintAs
from seals.models import Handover, SealPrint
from seals.words import SealSheet

log = logging.getLogger("documents.exports")


def note(*, by: Any, form: SealSheet, ref: str, title: str, way: PrintAs, at: datetime) -> None:
    """`by` got this sheet; `at` by the database's clock. One query."""
    SealPrint.objects.create(
        form=form, ref=ref, title=title[:200], way=way, person=by, person_name=by.name, at=at
    )
    told = {"person": by.pk, "form": form.value, "ref": ref, "as": way.value}
    log.info("seal sheet printed", extra=told)


def note_all(rows: Iterable[Handover], *, by: Any, at: datetime) -> None:
    """The same for several sheets of handovers, from the print centre."""
    for row in rows:
        note(by=by, form=SealSheet.HANDOVER, ref=row.sheet, title=row.to_name, way=PrintAs.PDF, at=at)
