"""Text fit to be kept: bounded, and without what PostgreSQL or a page cannot hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from .limits import MAX_CHARACTERS

_KEPT = {"\n", "\t"}


def tidy(text: str) -> str:
    """`text` with \\n line ends, without control characters, surrogates and noncharacters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\u2028", "\n")
    # U+FFFE is what pdfium writes for a soft hyphen at a line's end.
    return "".join(
        c
        for c in text
        if c in _KEPT or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in "\ufffe\uffff")
    )


def shortened(pages: Iterable[str]) -> list[str]:
    """The pages, cut where the whole passes 200,000 characters; later pages stay, empty."""
    left, kept = MAX_CHARACTERS, []
    for page in pages:
        text = tidy(page[: left + 1])[:left] if left else ""
        kept.append(text)
        left -= len(text)
    return kept
