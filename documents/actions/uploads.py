"""Files on their way into a form: kept by hash, signed for the person who sent them, dropped when refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from documents.files import store
from documents.files.intake import take_in
from documents.files.kinds import ACCEPTED
from documents.files.reading import Reading
from documents.models import Attachment, Blob

SALT = "documents.upload"
ROLES = (Attachment.Role.BODY, Attachment.Role.ANNEX)


@dataclass
class Sent:
    """A file of a form being filled in. `token` proves that this person sent it; `role` is body or annex."""

    blob: Blob
    name: str
    token: str
    role: str = ""
    reading: Reading | None = None


def keep(upload: Any, by: Any, accepted: str = ACCEPTED) -> Sent:
    """Check, keep and read one upload; `accepted` says what is taken where it is asked for. Raises `Refused`, `SecretMarking`, `NoSpace`; then nothing is kept."""
    got = take_in(upload, accepted)
    kind = got.stored.kind
    blob = Blob.objects.get_or_create(
        sha256=got.stored.sha256,
        defaults={
            "size": got.stored.size, "ext": kind.ext, "mime": kind.mime, "previewable": got.pages > 0,
            "why_not": got.why_not[:200], "pages": got.pages, "text": got.pages_text, "uploaded_by_id": by.pk,
        },
    )[0]  # fmt: skip
    return Sent(blob, got.stored.name, token(blob, got.stored.name, by), reading=got.reading)


def token(blob: Blob, name: str, by: Any) -> str:
    return signing.dumps([by.pk, blob.sha256, name], salt=SALT, compress=True)


def sent_by(person: Any, tokens: Sequence[str]) -> list[Sent]:
    """The files these tokens name, each once, in order. `BadInput` when one was not sent by this person or is gone."""
    wanted: dict[str, tuple[str, str]] = {}
    for text in tokens[:40]:
        try:
            owner, sha, name = signing.loads(text, salt=SALT)
        except (signing.BadSignature, ValueError) as error:
            raise BadInput(_("有文件不是您在本页上传的，请重新上传。"), "file") from error
        if owner != person.pk:
            raise BadInput(_("有文件不是您在本页上传的，请重新上传。"), "file")
        wanted.setdefault(sha, (name, text))
    blobs = {b.sha256: b for b in Blob.objects.filter(sha256__in=wanted)} if wanted else {}
    if len(blobs) < len(wanted):
        raise BadInput(_("有文件已不在，请重新上传。"), "file")
    return [Sent(blobs[sha], name, text) for sha, (name, text) in wanted.items()]


def drop(sent: Iterable[Sent]) -> None:
    """Forget files that no paper has: row, bytes, pictures and text."""
    for one in sent:
        if Attachment.objects.filter(blob_id=one.blob.pk).exists():
            continue
        try:
            with transaction.atomic():
                Blob.objects.filter(pk=one.blob.pk).delete()
        except (ProtectedError, IntegrityError):  # a paper has just taken it
            continue
        store.erase(one.blob.sha256)
