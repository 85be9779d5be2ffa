"""A ledger as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from .typeset import typeset


def ledger_pdf(
    *,
    organ: str,
    title: str,
    about: str,
    count: str,
    more: str,
    foot: str,
    page: str,
    heads: Sequence[tuple[str, int]],
    rows: Sequence[tuple[Sequence[str], bool]],
    at: datetime,
) -> bytes:
    """The bytes. `heads`: words and width in characters; `rows`: texts, and whether the row is void (grey).

    `about` and `count` stand over the table, `more` (that there are others) too when there is something to
    say; `foot` under each page, beside `page` with its {n} and {of}.
    """
    words = {
        "organ": organ,
        "title": title,
        "about": about,
        "count": count,
        "more": more,
        "foot": foot,
        "page": page,
        "heads": [{"label": label, "chars": chars} for label, chars in heads],
        "chars": sum(chars for _label, chars in heads),
        "rows": [{"texts": list(texts), "void": void} for texts, void in rows],
    }
    return typeset("ledger.typ", words, at.astimezone(UTC).replace(microsecond=0))
