"""The kept original, page by page: the very file that was printed."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from documents.files.errors import BlobMissing, CannotShow
from documents.files.kinds import KINDS
from documents.files.pages import page_sizes, render_pages
from documents.files.store import existing, verify
from documents.models import Blob
from outgoing.files.numbered import numbered as with_number
from outgoing.models import Outgoing
from outgoing.rules.verbs import ISSUED
from outgoing.words import Layout

PDF = KINDS["pdf"]


def printed(paper: Outgoing) -> Blob | None:
    """What was printed, while it is what the paper says: before it is issued a changed text is yet to be printed."""
    if paper.original is None or paper.is_stale and paper.state not in ISSUED:
        return None
    return paper.original


def sizes(blob: Blob) -> list[tuple[int, int]]:
    """Width and height of each page picture. `CannotShow` with a sentence."""
    try:
        return page_sizes(blob.sha256, PDF)
    except BlobMissing as error:
        raise CannotShow(_("正本文件不在文件库中，请告知管理员。"), "missing") from error


def picture(blob: Blob, number: int, *, thumb: bool = False) -> Path | None:
    """The picture of page `number` (from 1); None where there is no such page. `CannotShow` as above."""
    try:
        found = render_pages(blob.sha256, PDF, number, 1, thumbs=thumb) if number >= 1 else []
    except BlobMissing as error:
        raise CannotShow(_("正本文件不在文件库中，请告知管理员。"), "missing") from error
    return found[0] if found else None


def numbered(paper: Outgoing, number: str) -> bytes:
    """The printed file with this 份号 on it, and nothing else changed. `CannotShow` with a sentence: nothing is printed
    that still holds, the file is gone, or it is not what was printed."""
    blob = printed(paper)
    if blob is None:
        raise CannotShow(_("正本还没有印制，不能按份号印；请先登记印数。"), "not_printed")
    try:
        kept = existing(blob.sha256)
    except BlobMissing as error:
        raise CannotShow(_("正本文件不在文件库中，请告知管理员。"), "missing") from error
    if not verify(blob.sha256):
        raise CannotShow(_("文件库中的正本与印制时不一致，不能按份号印，请告知管理员。"), "altered")
    return with_number(kept, number, letter=paper.layout == Layout.LETTER)
