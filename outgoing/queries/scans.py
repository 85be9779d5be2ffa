"""The scan of a signed sheet, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field

from documents.files import pages
from documents.files.errors import BlobMissing, CannotShow
from documents.files.kinds import KINDS
from outgoing.models import JointSheet


@dataclass(frozen=True)
class Scan:
    """What was written down, and the sizes of the pages of its scan: none where it cannot be shown, with the reason."""

    row: JointSheet
    pages: list[tuple[int, tuple[int, int]]] = field(default_factory=list)
    why: str = ""


def scan_of(row: JointSheet) -> Scan:
    try:
        sizes = pages.page_sizes(row.scan.sha256, KINDS[row.scan.ext])
    except (CannotShow, BlobMissing) as error:
        return Scan(row, why=str(getattr(error, "reason", "") or error))
    return Scan(row, list(enumerate(sizes, 1)))
