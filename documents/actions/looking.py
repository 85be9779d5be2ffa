"""核稿 of incoming papers: what is found in a file is kept under its hash; the same file is looked at once."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from checking.models import ProofRun
from checking.queries.proofing import as_kept, fields_hash, seen, severities
from checking.rules.version import catalogue
from documents.files import proofing as files
from documents.files.errors import BlobMissing
from documents.models import Document
from documents.queries.proofing import SIDE, File, main_file, meta_of, waiting
from documents.rules.as_meta import is_checked

log = logging.getLogger("documents.proofing")


def look(doc: Document, now: datetime, file: File | None = None) -> bool:
    """Look at the main file as the paper is registered now, where that was not done yet. Is it known now what is in it?"""
    file = file or main_file(doc)
    if file is None or not is_checked(doc.kind):
        return False
    meta, own = meta_of(doc), severities()
    key = {
        "side": SIDE, "subject_pk": doc.pk, "text_hash": file.sha256, "fields_hash": fields_hash(meta, own),
        "catalogue": catalogue(),
    }  # fmt: skip
    if ProofRun.objects.filter(**key).exists():
        return True
    try:
        looked = files.look(file.sha256, file.ext, meta, own)
    except BlobMissing:
        log.warning("proofing: a file is not there", extra={"document": doc.ref})
        looked = files.Looked(trouble=gettext_noop("原件不在文件库中，不能核稿，请告诉系统管理员。"))
    if looked is None:
        return False
    run = ProofRun(
        **key, findings=[as_kept(one) for one in seen(looked.findings, looked.lines)], errors=looked.errors,
        warns=looked.warns, length=sum(map(len, looked.lines)), trouble=looked.trouble[:200], checked_at=now,
    )  # fmt: skip
    with transaction.atomic():
        ProofRun.objects.bulk_create(
            [run], ignore_conflicts=True
        )  # another may have looked at the same moment
    return True


def look_at_waiting(now: datetime, most: int = 20) -> int:
    """Each paper that waits for it, the newest first; how many were looked at."""
    return sum(look(doc, now, file) for doc, file in waiting(most))
