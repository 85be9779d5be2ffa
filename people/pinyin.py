"""Pinyin initials, so that `ycsfz` finds 云川市发展和改革委员会. Pure."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def initials(text: str) -> str:
    """First letters of each character's reading, lower case; letters and digits are kept, marks dropped."""
    letters = lazy_pinyin(
        text, style=Style.FIRST_LETTER, errors=lambda run: "".join(filter(str.isalnum, run))
    )
    return "".join(letters).lower()
