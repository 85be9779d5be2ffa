"""Characters and rules of a PDF's page put into rows: text, where it stands, how it is set. Lengths in millimetres from the
page's upper left corner, sizes in points."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2.raw as raw

POINT = 25.4 / 72
MOST = 40_000  # characters of a page
WIDE = "\u3000"
GAP = 0.75  # of a character: what is further apart stands apart
_SKIP = {0, 0xFFFE, 0xFEFF}


@dataclass(frozen=True)
class Char:
    """One character: its box as the font has it (left, right), its ink (top, bottom), how it is set."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    base: float
    size: float
    font: str
    colour: str


@dataclass(frozen=True)
class Stroke:
    """A horizontal rule: where it is, how wide, how heavy, its colour as RRGGBB."""

    y: float
    left: float
    right: float
    weight: float
    colour: str

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass
class Row:
    """Characters on one base line, from the left."""

    page: int
    chars: list[Char]

    @cached_property
    def left(self) -> float:
        return self.chars[0].left

    @cached_property
    def right(self) -> float:
        return self.chars[-1].right

    @cached_property
    def top(self) -> float:
        return min(c.top for c in self.chars)

    @cached_property
    def bottom(self) -> float:
        return max(c.bottom for c in self.chars)

    @cached_property
    def base(self) -> float:
        return sorted(c.base for c in self.chars)[len(self.chars) // 2]

    @cached_property
    def size(self) -> float:
        """What most of it is set in, in points."""
        return Counter(round(c.size, 1) for c in self.chars).most_common(1)[0][0]

    @cached_property
    def font(self) -> str:
        han = [c.font for c in self.chars if "\u3400" <= c.text <= "\u9fff"]
        return Counter(han or [c.font for c in self.chars]).most_common(1)[0][0]

    @cached_property
    def colour(self) -> str:
        return Counter(c.colour for c in self.chars).most_common(1)[0][0]

    @cached_property
    def text(self) -> str:
        """With ideographic spaces where characters stand apart."""
        made, before = "", None
        for char in self.chars:
            if before is not None:
                free = (char.left - before.right) / POINT / max(1.0, before.size)
                ascii_ = before.text.isascii() and char.text.isascii()
                made += WIDE * round(free) if free > GAP else " " if ascii_ and free > 0.2 else ""
            made, before = made + char.text, char
        return made


def chars_of(page: Any, words: Any) -> list[Char]:
    """The characters of a page that stand upright."""
    found = []
    box, height = _Boxes(), page.get_height()
    for at in range(min(raw.FPDFText_CountChars(words), MOST)):
        code = raw.FPDFText_GetUnicode(words, at)
        if code in _SKIP or not 0x20 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF or chr(code).isspace():
            continue
        if abs(raw.FPDFText_GetCharAngle(words, at)) > 0.1:
            continue
        loose, ink = box.loose(words, at), box.ink(words, at)
        if loose is None or ink is None:
            continue
        size = (loose[3] - loose[2]) if raw.FPDFText_GetFontSize(words, at) <= 1 else box.size(words, at)
        found.append(
            Char(
                chr(code), loose[0] * POINT, loose[1] * POINT,
                (height - ink[3]) * POINT, (height - ink[2]) * POINT,
                (height - box.base(words, at)) * POINT, size, box.font(words, at), box.colour(words, at),
            )
        )  # fmt: skip
    return found


class _Boxes:
    """Places where pdfium puts its answers."""

    def __init__(self) -> None:
        self.numbers = [ctypes.c_double() for _ in range(4)]
        self.rect = raw.FS_RECTF()
        self.matrix = raw.FS_MATRIX()
        self.parts = [ctypes.c_uint() for _ in range(4)]
        self.name = ctypes.create_string_buffer(200)
        self.flags = ctypes.c_int()

    def loose(self, words: Any, at: int) -> tuple[float, float, float, float] | None:
        """Left, right, bottom, top."""
        if not raw.FPDFText_GetLooseCharBox(words, at, self.rect):
            return None
        return self.rect.left, self.rect.right, self.rect.bottom, self.rect.top

    def ink(self, words: Any, at: int) -> tuple[float, float, float, float] | None:
        if not raw.FPDFText_GetCharBox(words, at, *self.numbers):
            return None
        return tuple(number.value for number in self.numbers)  # type: ignore[return-value]

    def base(self, words: Any, at: int) -> float:
        raw.FPDFText_GetCharOrigin(words, at, self.numbers[0], self.numbers[1])
        return self.numbers[1].value

    def size(self, words: Any, at: int) -> float:
        """The font's size as it comes out on the page."""
        size = raw.FPDFText_GetFontSize(words, at)
        scaled = abs(self.matrix.d) if raw.FPDFText_GetMatrix(words, at, self.matrix) else 1.0
        return float(size * scaled) if scaled > 0 else float(size)

    def font(self, words: Any, at: int) -> str:
        length = raw.FPDFText_GetFontInfo(words, at, self.name, 200, self.flags)
        return self.name.raw[: max(0, length - 1)].decode("utf-8", "replace") if 0 < length <= 200 else ""

    def colour(self, words: Any, at: int) -> str:
        if not raw.FPDFText_GetFillColor(words, at, *self.parts):
            return ""
        return "".join(f"{part.value:02X}" for part in self.parts[:3])


def rows_of(chars: Sequence[Char], page: int) -> list[Row]:
    """Rows from above; characters whose base lines are nearer than a third of their size share one."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (c.base, c.left)):
        near = rows and abs(rows[-1][0].base - char.base) < max(1.0, 0.33 * char.size * POINT)
        if near:
            rows[-1].append(char)
        else:
            rows.append([char])
    return [Row(page, sorted(row, key=lambda c: c.left)) for row in rows]


def strokes_of(page: Any) -> list[Stroke]:
    """Horizontal rules longer than a hand's breadth, lines and thin boxes alike, from above."""
    height, found = page.get_height(), []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        left, bottom, right, top = thing.get_bounds()
        if right - left < 200 or top - bottom > 8:
            continue
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(thing.raw, filled, stroked)
        parts = [ctypes.c_uint() for _ in range(4)]
        ask = raw.FPDFPageObj_GetStrokeColor if stroked.value else raw.FPDFPageObj_GetFillColor
        ask(thing.raw, *parts)
        colour = "".join(f"{part.value:02X}" for part in parts[:3])
        weight = ctypes.c_float()
        if stroked.value and raw.FPDFPageObj_GetStrokeWidth(thing.raw, weight):
            heavy = weight.value
        else:
            heavy = top - bottom
        over = heavy if stroked.value else 0.0  # pdfium's box of a stroked path reaches beyond its ends
        ends = (left + over) * POINT, (right - over) * POINT
        found.append(Stroke((height - (top + bottom) / 2) * POINT, *ends, heavy * POINT, colour))
    return sorted(found, key=lambda stroke: stroke.y)
