"""The two papers of an issued pack are kept: the very files, by their hashes."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from bulletins.files.pack_docx import pack_docx
from bulletins.files.pack_pdf import pack_pdf
from bulletins.models import Pack, PackFigure
from bulletins.queries.counting import Taken
from bulletins.queries.pack_sheet import sheet
from bulletins.queries.packs import hashed
from bulletins.rules.sections import whole
from docflow.web.errors import Incomplete
from documents.files.errors import CannotShow
from documents.files.store import save
from documents.models import Blob


@dataclass(frozen=True)
class Papers:
    """Both papers of a pack, with the hash that stands on them: it covers all that they say."""

    hash: str
    pdf: Blob
    docx: Blob


def prepare(pack: Pack, taken: Sequence[Taken], at: datetime, number: str, by: Any) -> Papers:
    """The papers as they will be if this number is the next one and nobody writes meanwhile: laid out before anything is
    locked, for that takes a second or two."""
    ready = copy(pack)
    ready.number, ready.counted_at, ready.sections = number, at, whole(pack.sections)
    figures = [PackFigure(pack=ready, **one.as_fields()) for one in taken]
    ready.hash = hashed(ready, figures)
    return keep_papers(ready, figures, by)


def keep_papers(pack: Pack, figures: Sequence[PackFigure], by: Any) -> Papers:
    """PDF and Word copy of what the pack says now. `NoSpace`, or `Incomplete` where it cannot be laid out: then nothing is
    issued."""
    words = sheet(pack, figures)
    try:
        pdf = pack_pdf(words, pack.counted_at)
    except CannotShow as error:
        raise Incomplete(error.reason) from error
    docx = pack_docx(words, pack.counted_at)
    return Papers(pack.hash, _kept(pdf, f"{pack.ref}.pdf", by), _kept(docx, f"{pack.ref}.docx", by))


def _kept(data: bytes, name: str, by: Any) -> Blob:
    stored = save(ContentFile(data, name=name))
    return Blob.objects.get_or_create(
        sha256=stored.sha256,
        defaults={
            "size": stored.size, "ext": stored.kind.ext, "mime": stored.kind.mime, "previewable": stored.kind.ext == "pdf",
            "uploaded_by_id": by.pk,
        },
    )[0]  # fmt: skip
