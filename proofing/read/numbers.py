"""Numbers that Word sets before paragraphs by itself, made visible: 一、, （一）, 1., （1）."""

from __future__ import annotations

import re
from typing import Any

from .wml import W, attr, child, number

_DIGITS = "〇一二三四五六七八九"
_PART = re.compile(r"%([1-9])")


def chinese(n: int) -> str:
    """一 to 九十九 as offices count; beyond that, digits."""
    if not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def roman(n: int) -> str:
    made = ""
    for value, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                           (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):  # fmt: skip
        made, n = made + letters * (n // value), n % value
    return made


def _said(n: int, style: str) -> str:
    if style.startswith(
        ("chinese", "japaneseCounting", "ideographDigital", "taiwaneseCounting", "ideographTraditional")
    ):
        return chinese(n)
    if style in ("upperRoman", "lowerRoman") and 0 < n < 4000:
        return roman(n) if style == "upperRoman" else roman(n).lower()
    if style in ("upperLetter", "lowerLetter") and n > 0:
        letter = chr(ord("A") + (n - 1) % 26)
        return letter if style == "upperLetter" else letter.lower()
    if style == "decimalEnclosedCircle" and 0 < n <= 20:
        return chr(0x2460 + n - 1)
    if style == "decimalFullWidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(n))
    return str(n)


class Numbers:
    """Counts through the paper: `before` in the order of the paragraphs."""

    def __init__(self, root: Any) -> None:
        self.lists: dict[str, Any] = {}
        self.shapes: dict[str, Any] = {}
        self.counted: dict[str, dict[int, int]] = {}
        if root is not None:
            self.shapes = {attr(a, "abstractNumId"): a for a in root.iter(W + "abstractNum")}
            self.lists = {attr(n, "numId"): n for n in root.iter(W + "num")}

    def before(self, listed: tuple[str, int] | None) -> str:
        """What stands before this paragraph; empty where it has no number, or a bullet."""
        if listed is None or listed[0] not in self.lists:
            return ""
        name, depth = listed
        shape = attr(child(self.lists[name], "abstractNumId"), "val")
        level = self._level(name, depth)
        if level is None:
            return ""
        counts = self.counted.setdefault(shape, {})
        start = int(number(attr(child(level, "start"), "val")) or 1)
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if attr(child(level, "numFmt"), "val") in ("bullet", "none"):
            return ""
        return _PART.sub(
            lambda found: self._part(name, counts, int(found[1]) - 1), attr(child(level, "lvlText"), "val")
        )

    def _part(self, name: str, counts: dict[int, int], depth: int) -> str:
        level = self._level(name, depth)
        style = attr(child(level, "numFmt"), "val") if level is not None else "decimal"
        return _said(counts.get(depth, 1), style)

    def _level(self, name: str, depth: int) -> Any:
        """The level as this list overrides it, else as its shape has it."""
        for override in self.lists[name].iter(W + "lvlOverride"):
            if attr(override, "ilvl") == str(depth) and (own := child(override, "lvl")) is not None:
                return own
        shape = self.shapes.get(attr(child(self.lists[name], "abstractNumId"), "val"))
        if shape is None:
            return None
        return next((one for one in shape.iter(W + "lvl") if attr(one, "ilvl") == str(depth)), None)
