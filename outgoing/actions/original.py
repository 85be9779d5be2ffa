"""The original is kept: the very file that was printed, by its hash."""

from __future__ import annotations

from django.core.files.base import ContentFile

from docflow.web.errors import Incomplete
from documents.files.errors import CannotShow
from documents.files.store import save
from documents.models import Blob
from outgoing.models import Outgoing
from outgoing.queries.original import original
from workflow.act import Act


def issue_original(a: Act) -> Blob:
    """Lay the paper out as it is and keep it. Raises `NoSpace`, or `Incomplete` where it cannot be laid out: then nothing
    is printed."""
    paper: Outgoing = a.subject
    try:
        made = original(paper, a.now)
    except CannotShow as error:
        raise Incomplete(error.reason) from error
    stored = save(ContentFile(made, name=f"{paper.ref}.pdf"))
    return Blob.objects.get_or_create(
        sha256=stored.sha256,
        defaults={
            "size": stored.size, "ext": stored.kind.ext, "mime": stored.kind.mime, "previewable": True,
            "uploaded_by_id": a.by.pk,
        },
    )[0]  # fmt: skip
