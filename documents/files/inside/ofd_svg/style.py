"""Colours (clause 8.3) and drawing parameters (clause 8.2) as SVG attributes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from .canvas import Value
from .resources import Resources
from .values import child, children, local, number, shown, steps

_CAPS = {"Butt": "butt", "Round": "round", "Square": "square"}
_JOINS = {"Miter": "miter", "Round": "round", "Bevel": "bevel"}
_DEEP = 8  # drawing parameters that refer to others

Colour = tuple[str, float]  # "#rrggbb", opacity 0 to 1
BLACK: Colour = ("#000000", 1.0)


@dataclass(frozen=True)
class Style:
    """How lines and areas look unless the object says otherwise. Widths in millimetres."""

    width: float = 0.353
    cap: str = "butt"
    join: str = "miter"
    miter: float = 3.528
    dash: tuple[float, ...] = ()
    dash_from: float = 0.0
    fill: Colour | None = None
    stroke: Colour | None = None

    def under(self, element: Element, resources: Resources) -> Style:
        """This style, changed by the drawing parameters an object or a layer names, then by what it says itself."""
        style = self
        for params in reversed(_chain(element.get("DrawParam"), resources)):
            style = style._with(params, resources)
        return style._with(element, resources)

    def _with(self, said: Element, resources: Resources) -> Style:
        dash = steps(said.get("DashPattern"))
        fill, stroke = child(said, "FillColor"), child(said, "StrokeColor")
        return replace(
            self,
            width=number(said.get("LineWidth"), self.width),
            cap=_CAPS.get(said.get("Cap", ""), self.cap),
            join=_JOINS.get(said.get("Join", ""), self.join),
            miter=number(said.get("MiterLimit"), self.miter),
            dash=tuple(dash[:20]) if dash and min(dash) >= 0 < max(dash) else self.dash,
            dash_from=number(said.get("DashOffset"), self.dash_from),
            fill=self.fill if fill is None else colour(fill, resources),
            stroke=self.stroke if stroke is None else colour(stroke, resources),
        )

    def lines(self) -> dict[str, Value]:
        """The attributes of a stroke; without a colour of its own it is black."""
        hue, opacity = self.stroke or BLACK
        return {
            "stroke": hue,
            "stroke_opacity": None if opacity == 1 else opacity,
            "stroke_width": max(self.width, 0.0),
            "stroke_linecap": None if self.cap == "butt" else self.cap,
            "stroke_linejoin": None if self.join == "miter" else self.join,
            "stroke_miterlimit": max(self.miter, 1.0),
            "stroke_dasharray": " ".join(map(shown, self.dash)) or None,
            "stroke_dashoffset": self.dash_from or None,
        }


def area(paint: Colour | None) -> dict[str, Value]:
    """The attributes of a filled area."""
    if paint is None:
        return {"fill": "none"}
    return {"fill": paint[0], "fill_opacity": None if paint[1] == 1 else paint[1]}


def _chain(key: str | None, resources: Resources) -> list[Element]:
    found: list[Element] = []
    while key and len(found) < _DEEP and (one := resources.get("DrawParam", key)) is not None:
        found.append(one)
        key = one.get("Relative")
    return found


def colour(said: Element, resources: Resources) -> Colour | None:
    """The colour of an element; a gradient by its first colour, a pattern not at all (None)."""
    for shading in said:
        if local(shading) == "Pattern":
            return None
        for segment in children(shading, "Segment", "Point"):
            first = child(segment, "Color")
            return _flat(first, resources) if first is not None else BLACK
    return _flat(said, resources)


def _flat(said: Element, resources: Resources) -> Colour:
    space = resources.get("ColorSpace", said.get("ColorSpace"))
    values = _values(said.get("Value")) or _from_palette(said.get("Index"), space)
    opacity = min(max(number(said.get("Alpha"), 255.0), 0.0), 255.0) / 255
    return _hue(values, space), opacity


def _values(text: str | None) -> list[float]:
    """Channels from 0 to 255, written in decimals or as #ff."""
    found = []
    for word in (text or "").replace(",", " ").split(None, 5)[:4]:
        try:
            value = float(int(word[1:], 16)) if word.startswith("#") else number(word)
        except ValueError:
            value = None
        found.append(min(max(value or 0.0, 0.0), 255.0))
    return found


def _from_palette(index: str | None, space: Element | None) -> list[float]:
    at = number(index)
    if at is None or at < 0:
        return []
    for i, entry in enumerate(children(child(space, "Palette"), "CV")):
        if i == int(at):
            return _values(entry.text)
    return []


def _hue(values: list[float], space: Element | None) -> str:
    kind = (space.get("Type") or "").upper() if space is not None else ""
    if len(values) == 4 and kind in ("", "CMYK"):
        c, m, y, k = (value / 255 for value in values)
        values = [255 * (1 - one) * (1 - k) for one in (c, m, y)]
    elif values and (len(values) < 3 or kind == "GRAY"):
        values = [values[0]] * 3
    red, green, blue = (round(value) for value in (values or [0.0, 0.0, 0.0])[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"
