"""交换清单 as PDF: what the courier takes along and whoever receives signs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from documents.files.typeset import typeset


def exchange_list_pdf(
    *,
    organ: str,
    title: str,
    number: str,
    about: Sequence[str],
    more: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    signs: Sequence[str],
    foot: str,
    page: str,
    at: datetime,
) -> bytes:
    """The bytes. `about`: two columns of words above the table; `rows` as wide as `heads` (seven); `signs` are the lines
    to be signed below; `page` has {n} and {of}; `at` (aware) is the file's date. Text is data, never markup."""
    words = {
        "organ": organ, "title": title, "number": number, "about": list(about), "more": more, "heads": list(heads),
        "rows": [list(row) for row in rows], "signs": list(signs), "foot": foot, "page": page,
    }  # fmt: skip
    return typeset("exchange_list.typ", words, at.astimezone(UTC).replace(microsecond=0))
