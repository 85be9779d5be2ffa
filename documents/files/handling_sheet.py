"""收文处理单 as PDF/A: what is printed of one paper, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from .codes import code128_svg, qr_svg
from .typeset import ARCHIVAL, typeset


@dataclass(frozen=True)
class Line:
    """One opinion: `about` which item, its words, what it `mark`s, whose, when, and what a reader has to know."""

    text: str
    who: str
    at: str
    about: str = ""
    mark: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the form. Empty it is `height` mm high, for handwriting; `after` stands below the opinions."""

    label: str
    height: int
    opinions: list[Line] = field(default_factory=list)
    after: str = ""


@dataclass(frozen=True)
class Head:
    """The fields above the opinions, as printed; `code` are the digits of the barcodes."""

    organ: str
    receipt_no: str
    code: str
    urgency: str
    work_secret: bool
    source: str
    number: str
    kind: str
    received: str
    dated: str
    due: str
    title: str


def handling_sheet_pdf(head: Head, rows: Sequence[Row], *, printed_by: str, at: datetime) -> bytes:
    """The bytes. Text is data: nothing in it can act as markup. `at` is local."""
    words = {
        **asdict(head),
        "rows": [asdict(row) for row in rows],
        "bars": code128_svg(head.code),
        "qr": qr_svg(head.code),
        "printed_by": printed_by,
        "printed_at": f"{at:%Y-%m-%d %H:%M}",
    }
    return typeset("handling_sheet.typ", words, at.astimezone(UTC).replace(microsecond=0), standard=ARCHIVAL)
