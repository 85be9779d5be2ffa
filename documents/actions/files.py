"""Files of a paper: added, or followed by a new version; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from documents.actions.guard import allow
from documents.models import Attachment, Blob
from workflow.act import Act
from workflow.spine import act, faster


def attach(
    a: Act, blobs: Sequence[tuple[Blob, str, str]], *, replaces: Attachment | None = None
) -> list[Attachment]:
    """Link blobs (blob, shown name, role) to the act's paper; `replaces` makes the first a new version.

    Raises `Faster` when `replaces` has got a newer version meanwhile.
    """
    if replaces is not None and not _is_latest(a, replaces):
        raise faster(a.subject)
    made = []
    for blob, name, role in blobs:
        number, version = _place(a, role, replaces)
        if replaces is not None:
            role = replaces.role
            Attachment.objects.filter(pk=replaces.pk).update(latest=False)
            replaces = None
        made.append(
            Attachment.objects.create(
                document_id=a.subject.pk,
                blob=blob,
                role=role,
                name=name[:200],
                number=number,
                version=version,
                added_by_id=a.by.pk,
                added_by_name=a.by.name,
                added_at=a.now,
            )
        )
    if made:
        a.data["files"] = [[f.role, f.name, f.blob.sha256] for f in made]
    return made


def _is_latest(a: Act, row: Attachment) -> bool:
    return Attachment.objects.filter(pk=row.pk, document_id=a.subject.pk, latest=True).exists()


def _place(a: Act, role: str, replaces: Attachment | None) -> tuple[int, int]:
    if replaces is not None:
        return replaces.number, replaces.version + 1
    last = Attachment.objects.filter(document_id=a.subject.pk, role=role).order_by("-number").first()
    return (last.number + 1 if last else 1), 1


@act("add_file", exclusive=False)
def add_file(a: Act, *, blobs: Sequence[tuple[Blob, str, str]], replaces: Attachment | None = None) -> str:
    """Add files to a paper in work, or a new version of one (`replaces`)."""
    allow(a, "add_file")
    made = attach(a, blobs, replaces=replaces)
    return _("已补 %(n)s 个文件。") % {"n": len(made)}
