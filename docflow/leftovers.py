"""What the night sweeps up: drafts nobody came back to, files that no paper and no draft has."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.db.models import Exists, OuterRef

from documents.actions.uploads import SALT, Sent, drop
from documents.files import store
from documents.models import Attachment, Blob, Draft
from workflow.clock import database_now

DAY = 24 * 3600  # seconds: a form may stay open that long
KEPT = timedelta(weeks=6)  # a draft that nobody went on with


def sweep_drafts() -> int:
    """Forget drafts that have lain untouched for weeks; answers how many."""
    return Draft.objects.filter(updated_at__lt=database_now() - KEPT).delete()[0]


def sweep_files() -> int:
    """Forget files older than a day that nothing names; answers how many."""
    return _rows() + _strays() + _half_received()


def _rows() -> int:
    """Files of forms that were never sent."""
    old = Blob.objects.filter(created_at__lt=database_now() - timedelta(seconds=DAY))
    unused = old.exclude(Exists(Attachment.objects.filter(blob=OuterRef("pk"))))
    drafted, count = _drafted(), 0
    for blob in unused.iterator():
        if blob.sha256 not in drafted and not _recent(store.path_of(blob.sha256)):
            drop([Sent(blob, "", "")])
            count += 1
    return count


def _drafted() -> set[str]:
    """The files that drafts name."""
    found = set()
    for data in Draft.objects.values_list("data", flat=True).iterator():
        for token in data.get("files", ()):
            try:
                found.add(signing.loads(token, salt=SALT)[1])
            except (signing.BadSignature, ValueError, TypeError, IndexError):
                continue
    return found


def _strays() -> int:
    """Files without a row: the act that took them in was rolled back."""
    count = 0
    for folder in Path(settings.BLOB_ROOT).glob("[0-9a-f][0-9a-f]"):
        old = [path for path in folder.glob("[0-9a-f][0-9a-f]/*") if not _recent(path)]
        for batch in _batches(old):
            known = set(Blob.objects.filter(sha256__in=batch).values_list("sha256", flat=True))
            for sha256 in set(batch) - known:
                store.erase(sha256)
                count += 1
    return count


def _batches(paths: list[Path], size: int = 1000) -> Iterator[list[str]]:
    names = [path.name for path in paths if len(path.name) == 64]
    for start in range(0, len(names), size):
        yield names[start : start + size]


def _half_received() -> int:
    """Uploads that broke off."""
    old = [p for p in (Path(settings.BLOB_ROOT) / "tmp").glob("in-*") if not _recent(p)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _recent(path: Path) -> bool:
    """Sent in, or sent in again, within a day."""
    try:
        return time.time() - path.stat().st_mtime < DAY
    except FileNotFoundError:
        return False
