"""The SVG under work. The only place that writes markup: tags and attributes by code, every value escaped."""

from __future__ import annotations

from html import escape

from documents.files.inside.limits import BadFile
from documents.files.inside.words import tidy

from .values import Matrix, shown

MAX_SVG = 12_000_000  # characters of one page, its images in base64 included
MAX_OBJECTS = 60_000  # of one page, with its templates, seals and notes

Value = str | float | None


class Canvas:
    """Collects the markup of one page. BadFile("too_large") where it becomes more than anybody can look at."""

    def __init__(self) -> None:
        self._body: list[str] = []
        self._kept: list[str] = []
        self._size = 0
        self._objects = 0
        self._ids: dict[object, str] = {}
        self.drawn = 0  # marks on the paper: what can be seen

    def count(self, more: int = 1) -> None:
        """Called for every object, drawn or not."""
        self._objects += more
        if self._objects > MAX_OBJECTS:
            raise BadFile("too_large")

    def open(self, tag: str, /, **attributes: Value) -> None:
        self._add(self._body, f"<{tag}{_written(attributes)}>")

    def close(self, tag: str) -> None:
        self._add(self._body, f"</{tag}>")

    def mark(self, tag: str, text: str = "", /, **attributes: Value) -> None:
        """One element that can be seen."""
        self.drawn += 1
        inner = escape(tidy(text))
        self._add(self._body, f"<{tag}{_written(attributes)}>{inner}</{tag}>")

    def keep(self, key: object, markup: str) -> str:
        """Keep a piece that is drawn several times (a glyph, an image); gives its id. `markup` has {id} inside."""
        name = self._ids[key] = f"k{len(self._ids)}"
        self._add(self._kept, markup.replace("{id}", name, 1))
        return name

    def kept(self, key: object) -> str | None:
        """The id of a piece kept before."""
        return self._ids.get(key)

    def _add(self, to: list[str], markup: str) -> None:
        self._size += len(markup)
        if self._size > MAX_SVG:
            raise BadFile("too_large")
        to.append(markup)

    def svg(self, width: float, height: float, pixels: tuple[int, int]) -> str:
        """The whole picture, `width` by `height` millimetres on white paper, shown at `pixels`."""
        w, h = shown(width), shown(height)
        defs = f"<defs>{''.join(self._kept)}</defs>" if self._kept else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{pixels[0]}" height="{pixels[1]}" '
            f'viewBox="0 0 {w} {h}" preserveAspectRatio="none"><rect width="{w}" height="{h}" fill="#fff"/>'
            f"{defs}{''.join(self._body)}</svg>"
        )


def element(tag: str, /, **attributes: Value) -> str:
    """One empty element, for `Canvas.keep`."""
    return f"<{tag}{_written(attributes)}/>"


def transform(by: Matrix) -> str:
    return f"matrix({' '.join(map(shown, by))})"


def moved(x: float, y: float, by: Matrix | None) -> Matrix:
    """`by`, then moved: how an object lies in its boundary (clause 8.5)."""
    a, b, c, d, e, f = by or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (a, b, c, d, e + x, f + y)


def _written(attributes: dict[str, Value]) -> str:
    bits = []
    for name, value in attributes.items():
        if value is not None:
            said = value if isinstance(value, str) else shown(value)
            bits.append(f' {name.rstrip("_").replace("_", "-")}="{escape(said)}"')
    return "".join(bits)
