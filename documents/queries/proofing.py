"""核稿 of an incoming paper: which file is looked at, what was found in it, and which papers wait to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_noop

from checking.models import ProofRun
from checking.queries.proofing import Proofed, fields_hash, proofed, severities
from checking.rules.version import catalogue
from documents.files.proofing import KINDS
from documents.models import Attachment, Document
from documents.rules.as_meta import CHINESE, as_meta, is_checked
from documents.rules.proofing import LOOKED_AT
from people.models import Unit
from proofing.meta import Meta

SIDE = Document.subject_kind
MOST = 2_000  # papers in work of which one tick asks


class File(NamedTuple):
    """The main file: its content's hash, its kind."""

    sha256: str
    ext: str


def main_file(doc: Document) -> File | None:
    """The newest version of the paper's first file that can be read; None where it has none such."""
    rows = Attachment.objects.filter(document=doc, role=Attachment.Role.BODY, latest=True)
    row = rows.filter(blob__ext__in=KINDS).order_by("number").values_list("blob__sha256", "blob__ext").first()
    return File(*row) if row else None


def main_of(files: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The same among the files of a page that is drawn (`documents.queries.page`)."""
    rows = [f for f in files if f["role"] == Attachment.Role.BODY and f["latest"] and f["ext"] in KINDS]
    return min(rows, key=lambda f: f["number"], default=None)


def ours() -> str:
    """Our own organ's name."""
    if settings.OFFICE_NAME:
        return str(settings.OFFICE_NAME)
    return Unit.objects.filter(kind=Unit.Kind.OFFICE).values_list("name", flat=True).first() or ""


def meta_of(doc: Document) -> Meta:
    return as_meta(doc, ours())


def found_in(doc: Document) -> Proofed:
    """What was found in its main file as it is registered now, with the answers that hold. Without a run nothing was
    looked at yet."""
    file = main_file(doc)
    if file is None or not is_checked(doc.kind):
        return Proofed()
    wanted = fields_hash(meta_of(doc), severities())
    return proofed(
        newest(ProofRun.objects.filter(side=SIDE, subject_pk=doc.pk, text_hash=file.sha256), wanted)
    )


def newest(runs: Any, wanted: str) -> ProofRun | None:
    """Of the runs of one file the one for the fields as they are now, by the newest rules; else the last."""
    rows: list[ProofRun] = sorted(runs, key=lambda run: run.pk)
    rows = [run for run in rows if run.fields_hash == wanted] or rows
    return rows[-1] if rows else None


def why_never(doc: Document, file: File | None) -> str:
    """Why no file of this paper is ever looked at, in the words of the source; empty where one is."""
    if not is_checked(doc.kind):
        return gettext_noop("文种为“其他”，没有法定格式，不核稿。")
    if file is not None:
        return ""
    return gettext_noop("没有可以核稿的文件（只核 DOCX 和带文字的 PDF），请人工核对。")


def waiting(most: int) -> list[tuple[Document, File]]:
    """Papers whose main file was not looked at yet, or not as they are registered now; the newest first. Four
    statements, however many papers there are."""
    body = Attachment.objects.filter(
        document=OuterRef("pk"), role=Attachment.Role.BODY, latest=True, blob__ext__in=KINDS
    ).order_by("number")
    papers = list(
        Document.objects.filter(state__in=LOOKED_AT, kind__in=CHINESE)
        .annotate(sha=Subquery(body.values("blob__sha256")[:1]), ext=Subquery(body.values("blob__ext")[:1]))
        .filter(sha__isnull=False)
        .order_by("-id")[:MOST]
    )
    if not papers:
        return []
    known = set(
        ProofRun.objects.filter(
            side=SIDE, subject_pk__in=[p.pk for p in papers], catalogue=catalogue()
        ).values_list("subject_pk", "text_hash", "fields_hash")
    )
    name, own = ours(), severities()
    lacking = (p for p in papers if (p.pk, p.sha, fields_hash(as_meta(p, name), own)) not in known)
    return [(p, File(p.sha, p.ext)) for p, _ in zip(lacking, range(most), strict=False)]
