"""Numbers of sheets as people write them: 101–120、125. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

Range = tuple[int, int]
BETWEEN = re.compile(r"[、,，;；\s]+")
SPAN = re.compile(r"([0-9]{1,9})(?:[-–—~～至到]([0-9]{1,9}))?", re.ASCII)
WIDE = {ord("０") + n: str(n) for n in range(10)} | {ord("－"): "-"}
MOST = 5000  # sheets at once


class BadRange(ValueError):
    """`piece` is what could not be read; `why`: unreadable, backwards, twice, many."""

    def __init__(self, why: str, piece: str = "") -> None:
        super().__init__(why)
        self.why, self.piece = why, piece


def parse(text: str, prefix: str = "") -> list[int]:
    """The numbers, each once, in order. `prefix` may stand before each of them. Raises `BadRange`."""
    found: list[int] = []
    for piece in BETWEEN.split(text.translate(WIDE).strip()):
        if not piece:
            continue
        match = SPAN.fullmatch(piece.replace(prefix, "") if prefix else piece)
        if match is None:
            raise BadRange("unreadable", piece[:40])
        low = int(match[1])
        high = int(match[2]) if match[2] else low
        if high < low:
            raise BadRange("backwards", piece[:40])
        if len(found) + high - low + 1 > MOST:
            raise BadRange("many", piece[:40])
        found += range(low, high + 1)
    if not found:
        raise BadRange("unreadable")
    once = sorted(set(found))
    if len(once) < len(found):
        raise BadRange("twice", str(next(n for n in once if found.count(n) > 1)))
    return once


def ranges(numbers: Iterable[int]) -> list[Range]:
    """Sorted numbers, each once, as first and last of each run."""
    found: list[Range] = []
    for n in numbers:
        if found and n == found[-1][1] + 1:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return found


def left(first: int, last: int, gone: Iterable[int]) -> list[Range]:
    """What is left between first and last, without what is gone (sorted, each once)."""
    found, at = [], first
    for n in gone:
        if n > at:
            found.append((at, n - 1))
        at = n + 1
    if at <= last:
        found.append((at, last))
    return found


def size(runs: Iterable[Range]) -> int:
    return sum(high - low + 1 for low, high in runs)


def said(runs: Iterable[Range], prefix: str = "") -> str:
    """101–120、125"""
    return "、".join(f"{prefix}{a}" if a == b else f"{prefix}{a}–{prefix}{b}" for a, b in runs)
