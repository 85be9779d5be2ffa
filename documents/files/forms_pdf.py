"""The office's forms about one paper as PDF/A: what is printed on them, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from .codes import code128_svg, qr_svg
from .typeset import typeset


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


@dataclass(frozen=True)
class Reader:
    """A line of the circulation sheet; times as printed, empty where it has not come to that."""

    name: str
    given: str
    opened: str
    read: str
    answer: str


@dataclass(frozen=True)
class Field:
    """A field of a notice. `wide`: over the whole line, at least `height` mm high; `words`: somebody's own."""

    label: str
    value: str
    wide: bool = False
    height: int = 0
    words: bool = False


def handling_sheet_pdf(head: Head, rows: Sequence[Row], *, printed_by: str, at: datetime) -> bytes:
    """收文处理单. Text is data: nothing in it can act as markup. `at` is local."""
    return _form("handling_sheet.typ", head, printed_by, at, rows=[asdict(row) for row in rows])


def circulation_sheet_pdf(
    head: Head,
    proposal: str,
    readers: Sequence[Reader],
    *,
    blank: int,
    more: str,
    printed_by: str,
    at: datetime,
) -> bytes:
    """传阅单, with so many `blank` lines at its end for names by hand; `more`: that there are others."""
    lines = [asdict(reader) for reader in readers]
    return _form(
        "circulation_sheet.typ",
        head,
        printed_by,
        at,
        proposal=proposal,
        readers=lines,
        blank=blank,
        more=more,
    )


def notices_pdf(
    head: Head, name: str, notices: Sequence[Sequence[Field]], *, printed_by: str, at: datetime
) -> bytes:
    """交办单 or 催办单 (its `name`): a page for each of the notices, at least one."""
    pages = [[asdict(field) for field in notice] for notice in notices]
    return _form("notice.typ", head, printed_by, at, name=name, notices=pages)


def _form(template: str, head: Head, printed_by: str, at: datetime, **words: Any) -> bytes:
    beside = {
        "bars": code128_svg(head.code),
        "qr": qr_svg(head.code),
        "printed_by": printed_by,
        "printed_at": f"{at:%Y-%m-%d %H:%M}",
    }
    moment = at.astimezone(UTC).replace(microsecond=0)
    return typeset(template, {**asdict(head), **words, **beside}, moment, archival=True)
