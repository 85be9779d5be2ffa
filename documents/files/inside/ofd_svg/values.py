"""Numbers, boxes and matrices as OFD writes them (GB/T 33190-2016 clauses 7.3 and 8.1), read without trust.

All lengths are millimetres, y runs downwards, as in SVG.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import overload
from xml.etree.ElementTree import Element

LARGEST = 1_000_000.0  # a page is at most a few metres; beyond this a number means nothing
MAX_LIST = 20_000  # steps of one text, dashes of one line

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]


def local(element: Element) -> str:
    """Tag without its namespace: producers write several of them, or none."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Direct children with one of these names."""
    for child in element if element is not None else ():
        if local(child) in names:
            yield child


def child(element: Element | None, *path: str) -> Element | None:
    """The first child by name, and on along `path`; None where one is missing."""
    for name in path:
        element = next(children(element, name), None)
    return element


@overload
def number(text: str | None) -> float | None: ...
@overload
def number(text: str | None, default: float) -> float: ...
def number(text: str | None, default: float | None = None) -> float | None:
    """A finite number of reasonable size, else `default`."""
    try:
        value = float(text or "")
    except ValueError:
        return default
    return value if math.isfinite(value) and abs(value) <= LARGEST else default


def numbers(text: str | None, count: int) -> list[float] | None:
    """Exactly `count` numbers, or None."""
    parts = (text or "").replace(",", " ").split(None, count)
    found = [value for part in parts if (value := number(part)) is not None]
    return found if len(parts) == len(found) == count else None


def box(text: str | None) -> Box | None:
    """x, y, width, height; None where it is none or has no area on either side below zero."""
    found = numbers(text, 4)
    if found is None or found[2] < 0 or found[3] < 0:
        return None
    return (found[0], found[1], found[2], found[3])


def matrix(text: str | None) -> Matrix | None:
    """The six numbers of a CTM, in the order SVG has them, too."""
    found = numbers(text, 6)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if found else None


def steps(text: str | None) -> list[float] | None:
    """A list of steps; `g 3 5` stands for three steps of 5 (clause 11.3). None where absent or unreadable."""
    words = (text or "").replace(",", " ").split(None, MAX_LIST)
    found: list[float] = []
    at = 0
    while at < len(words):
        run = words[at] in ("g", "G")
        if run and at + 2 >= len(words):
            return None
        times = number(words[at + 1]) if run else 1
        value = number(words[at + 2] if run else words[at])
        if times is None or value is None or not 0 <= times <= MAX_LIST - len(found):
            return None
        found += [value] * int(times)
        at += 3 if run else 1
    return found or None


def shown(value: float) -> str:
    """A number for SVG: at most five decimals (a hundredth of a micrometre), never an exponent."""
    text = f"{value:.5f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def yes(text: str | None, default: bool) -> bool:
    """An xs:boolean."""
    return default if text is None else text.strip().lower() in ("true", "1")
