"""The two papers of an issued pack are kept: the very files, by their hashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile

from bulletins.files.pack_docx import pack_docx
from bulletins.files.pack_pdf import pack_pdf
from bulletins.models import Pack, PackFigure
from bulletins.queries.pack_sheet import sheet
from docflow.web.errors import Incomplete
from documents.files.errors import CannotShow
from documents.files.store import save
from documents.models import Blob


def keep_papers(pack: Pack, figures: Sequence[PackFigure], by: Any) -> tuple[Blob, Blob]:
    """PDF and Word copy of what the pack says now. `NoSpace`, or `Incomplete` where it cannot be laid out: then nothing is
    issued."""
    words = sheet(pack, figures)
    try:
        pdf = pack_pdf(words, pack.counted_at)
    except CannotShow as error:
        raise Incomplete(error.reason) from error
    return _kept(pdf, f"{pack.ref}.pdf", by), _kept(pack_docx(words, pack.counted_at), f"{pack.ref}.docx", by)


def _kept(data: bytes, name: str, by: Any) -> Blob:
    stored = save(ContentFile(data, name=name))
    return Blob.objects.get_or_create(
        sha256=stored.sha256,
        defaults={
            "size": stored.size, "ext": stored.kind.ext, "mime": stored.kind.mime, "previewable": stored.kind.ext == "pdf",
            "uploaded_by_id": by.pk,
        },
    )[0]  # fmt: skip
