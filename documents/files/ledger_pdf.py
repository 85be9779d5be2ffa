"""A ledger as PDF, laid out by typst. Text is data: nothing in it can act as markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typst

from .fonts import fonts, has_bold_song, roles

_FOLDER = Path(__file__).resolve().parent / "typst"
_TEMPLATE = _FOLDER / "ledger.typ"


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
        "fonts": roles(),
        "bold": has_bold_song(),
    }
    pdf = typst.compile(
        str(_TEMPLATE),
        root=str(_FOLDER),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(words, ensure_ascii=False)},
        timestamp=at.astimezone(UTC).replace(microsecond=0),
        format="pdf",
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf
