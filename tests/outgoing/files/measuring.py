"""Where things stand on a printed page, in mm from its upper left corner, read back from the PDF itself."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from outgoing.files.original import Original, original_pdf

MM = 25.4 / 72
AT = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0  # 5.2.1
PITCH = 225 / 22
CELL = 156 / 28
ASCENT = 0.88  # of a Chinese character's square, above the line it stands on


@dataclass(frozen=True)
class Char:
    """A character's ink, and the line it stands on (`base`); `size` in points, `red` as its colour."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    red: bool

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def head(self) -> float:
        """The upper edge of its square: what the standard counts from, whatever ink the character has."""
        return self.base - ASCENT * self.size * MM

    @property
    def foot(self) -> float:
        """The lower edge of its square."""
        return self.base + (1 - ASCENT) * self.size * MM


@dataclass(frozen=True)
class Rule:
    """A drawn line: its ends, its middle's height, its weight."""

    left: float
    right: float
    y: float
    weight: float
    red: bool


@dataclass
class Page:
    chars: list[Char] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    width: float = 0
    height: float = 0

    @property
    def text(self) -> str:
        return "".join(c.text for c in self.chars)

    def rows(self) -> list[list[Char]]:
        """The characters by line, from top to bottom."""
        rows: list[list[Char]] = []
        for char in sorted(self.chars, key=lambda c: c.base):
            if rows and char.base - rows[-1][0].base < 1:
                rows[-1].append(char)
            else:
                rows.append([char])
        return [sorted(row, key=lambda c: c.left) for row in rows]

    def find(self, words: str) -> list[Char]:
        """The characters of `words` where they stand for the first time."""
        start = self.text.index(words)
        return self.chars[start : start + len(words)]


def printed(original: Original) -> list[Page]:
    """The pages of the original."""
    return pages_of(original_pdf(original, at=AT))


@cache
def pages_of(pdf: bytes) -> list[Page]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_page(page) for page in document]
    finally:
        document.close()


def _page(page: Any) -> Page:
    width, height = page.get_size()
    found = Page(width=width * MM, height=height * MM)
    words = page.get_textpage()
    for n in range(words.count_chars()):
        code = raw.FPDFText_GetUnicode(words, n)
        if chr(code).isspace() or not code:
            continue
        left, bottom, right, top = words.get_charbox(n)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(words, n, x, y)
        found.chars.append(
            Char(
                chr(code),
                left * MM,
                (height - top) * MM,
                right * MM,
                (height - bottom) * MM,
                (height - y.value) * MM,
                raw.FPDFText_GetFontSize(words, n),
                _red(lambda *c, n=n: raw.FPDFText_GetFillColor(words, n, *c)),
            )
        )
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        found.rules.append(_rule(thing, height))
    found.rules.sort(key=lambda rule: rule.y)
    words.close()
    page.close()
    return found


def _rule(thing: Any, height: float) -> Rule:
    """A horizontal line; pypdfium2's bounds are its weight wider at either end."""
    left, bottom, right, top = thing.get_bounds()
    weight = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(thing, weight)
    return Rule(
        (left + weight.value) * MM,
        (right - weight.value) * MM,
        (height - (top + bottom) / 2) * MM,
        weight.value * MM,
        _red(lambda *c: raw.FPDFPageObj_GetStrokeColor(thing, *c)),
    )


def _red(ask: Callable[..., Any]) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    ask(*parts)
    r, g, b, _ = (part.value for part in parts)
    return r > 180 and g < 60 and b < 60
