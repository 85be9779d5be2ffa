"""Pinyin initials, so that `ycsfz` finds 云川市发展和改革委员会. Pure."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin

PLACE = re.compile(r"[省市州盟县区旗]")


def initials(text: str) -> str:
    """First letters of each character's reading, lower case; letters and digits are kept, marks dropped."""
    letters = lazy_pinyin(
        text, style=Style.FIRST_LETTER, errors=lambda run: "".join(filter(str.isalnum, run))
    )
    return "".join(letters).lower()


def parts(name: str) -> set[str]:
    """Initials of a unit without its place: `slt` for 省水利厅, as it is called in its own town."""
    return {initials(name[place.end() :]) for place in PLACE.finditer(name) if len(name) - place.end() > 1}
