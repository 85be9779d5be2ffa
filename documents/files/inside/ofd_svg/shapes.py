"""Path objects (clause 9) and clips (clause 8.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element

from .canvas import Canvas, Value, element, moved, transform
from .style import Style, area
from .values import box, child, children, matrix, number, shown, yes

MAX_DATA = 4_000_000  # characters of one path
MAX_CLIPS = 20
_TOKEN = re.compile(r"[A-Za-z]+|[^\sA-Za-z,]+(?:[eE][-+]?\d+)?")
# Clause 9.3: letter → (SVG's letter, how many numbers).
_COMMANDS = {
    "S": ("M", 2),
    "M": ("M", 2),
    "L": ("L", 2),
    "Q": ("Q", 4),
    "B": ("C", 6),
    "A": ("A", 7),
    "C": ("Z", 0),
}


def draw_path(canvas: Canvas, said: Element, style: Style) -> None:
    """Draw a PathObject; the canvas is in its coordinates already."""
    data = path_data(said)
    if not data:
        return
    filled, stroked = yes(said.get("Fill"), False), yes(said.get("Stroke"), True)
    paint: dict[str, Value] = area(style.fill if filled else None)
    if filled and said.get("Rule") == "Even-Odd":
        paint["fill_rule"] = "evenodd"
    if stroked:
        paint |= style.lines()
    if stroked or (filled and style.fill):
        canvas.mark("path", d=data, **paint)


def path_data(said: Element) -> str | None:
    """AbbreviatedData as SVG's path data; None where any of it cannot be read (half a figure would mislead)."""
    found = child(said, "AbbreviatedData")
    text = (found.text or "") if found is not None else ""
    if not text.strip() or len(text) > MAX_DATA:
        return None
    bits: list[str] = []
    try:
        for letter, values in _commands(text):
            bits.append(letter + " ".join(map(shown, values)))
    except ValueError:
        return None
    return "".join(bits) if bits and bits[0].startswith("M") else None


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    tokens = (match.group() for match in _TOKEN.finditer(text))
    letter, count = "", -1
    for token in tokens:
        if token in _COMMANDS:
            letter, count = _COMMANDS[token]
            words = list(islice(tokens, count))
        elif count > 0:  # numbers without a letter go on with the command before
            letter = "L" if letter == "M" else letter
            words = [token, *islice(tokens, count - 1)]
        else:
            raise ValueError(token)
        values = [value for word in words if (value := number(word)) is not None]
        if len(values) != count:
            raise ValueError(letter)
        if letter == "A":
            values = [abs(values[0]), abs(values[1]), values[2], values[3] != 0, values[4] != 0, *values[5:]]
        yield letter, values


def clips(canvas: Canvas, said: Element) -> list[str]:
    """The ids of the clips of an object, innermost last; text as a clip is not cut out."""
    found: list[str] = []
    for clip in islice(children(child(said, "Clips"), "Clip"), MAX_CLIPS):
        shapes = "".join(filter(None, (_clip_area(area_) for area_ in children(clip, "Area"))))
        if shapes:
            key = ("clip", id(canvas), len(found), id(clip))
            found.append(canvas.keep(key, f'<clipPath id="{{id}}">{shapes}</clipPath>'))
    return found


def _clip_area(said: Element) -> str | None:
    shape = child(said, "Path")
    data = path_data(shape) if shape is not None else None
    if shape is None or not data:
        return None
    place = box(shape.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    outer = matrix(said.get("CTM"))
    by = transform(moved(place[0], place[1], matrix(shape.get("CTM"))))
    return element("path", d=data, transform=f"{transform(outer)} {by}" if outer else by)


def clip_box(canvas: Canvas, key: object, x: float, y: float, width: float, height: float) -> str:
    """The id of a rectangle as a clip."""
    inner = element("rect", x=x, y=y, width=width, height=height)
    return canvas.keep(("box", key), f'<clipPath id="{{id}}">{inner}</clipPath>')


def frame(canvas: Canvas, width: float, height: float) -> None:
    """A dashed frame where something cannot be shown: its place is not passed over in silence."""
    dash = Style(width=0.2, dash=(1.0, 1.0), stroke=("#888888", 1.0))
    canvas.mark("rect", width=width, height=height, **area(None), **dash.lines())
