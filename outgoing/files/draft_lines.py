"""The lines of a draft: their words, how they stand, and the marks of a text file (red rule, imprint rule, new page)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARKS = (
    ("head", re.compile(r"[━═]{8,}")),
    ("imprint", re.compile(r"[─]{8,}|[—]{8,}|-{8,}|_{8,}")),
    ("page", re.compile(r"[［\[]分页[］\]]")),
)
_LEVELS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"[（(][一二三四五六七八九十百]+[）)]"),
    re.compile(r"\d{1,3}[.．](?!\d)"),
    re.compile(r"[（(]\d{1,3}[）)]"),
)
_ANNEX = re.compile(r"附\s*件\s*[0-9０-９一二三四五六七八九十]{0,3}[：:]?")
_INDENT = 2  # characters of white space that make a paragraph's first line


@dataclass(frozen=True)
class Line:
    """`text` without white space at its ends ('' for a blank line or a mark); `deep`: so many characters in from the
    left; `mark`: 'head' or 'imprint' for a rule, 'page' for a new page, else ''."""

    text: str
    deep: int = 0
    mark: str = ""

    @property
    def indented(self) -> bool:
        return self.deep >= _INDENT


def lines_of(paragraphs: Sequence[str]) -> list[Line]:
    """A line for each line of each paragraph. A form feed is a new page."""
    lines: list[Line] = []
    for paragraph in paragraphs:
        pages = paragraph.split("\f")
        for n, page in enumerate(pages):
            if n:
                lines.append(Line("", mark="page"))
            lines += [_line(raw) for raw in page.splitlines() or [""]]
    return lines


def level_of(text: str) -> int:
    """GB/T 9704-2012 7.3.3: 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 0 for text."""
    return next((n for n, shape in enumerate(_LEVELS, 1) if shape.match(text)), 0)


def is_annex_heading(text: str) -> bool:
    """附件 or 附件1 on a line of its own (7.3.7)."""
    return bool(_ANNEX.fullmatch(text))


def _line(raw: str) -> Line:
    text = raw.strip()
    for mark, shape in _MARKS:
        if shape.fullmatch(text):
            return Line("", mark=mark)
    lead = raw[: len(raw) - len(raw.lstrip())]
    return Line(text, deep=sum(4 if c == "\t" else 2 if c == "\u3000" else 1 for c in lead) // 2)
