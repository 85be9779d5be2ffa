"""Embedded fonts (clause 11.1) as outlines by fontTools: a glyph becomes a path, no font reaches the browser."""

from __future__ import annotations

from io import BytesIO

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from documents.files.inside.limits import BadFile

from .canvas import Canvas, element
from .parts import Parts
from .values import shown

MAX_FONT = 40_000_000
MAX_OUTLINE = 200_000  # characters of one glyph's path


class Face:
    """One embedded font. Every method answers None or nothing where the font is silent or broken there."""

    def __init__(self, content: bytes) -> None:
        font = TTFont(BytesIO(content), lazy=True, fontNumber=0)
        self.em = float(font["head"].unitsPerEm or 1000)
        self._glyphs = font.getGlyphSet()
        self._order: list[str] = font.getGlyphOrder()
        self._chars: dict[int, str] = (font.getBestCmap() or {}) if "cmap" in font else {}

    def by_char(self, char: str) -> str | None:
        return self._chars.get(ord(char))

    def by_number(self, number: int) -> str | None:
        return self._order[number] if 0 <= number < len(self._order) else None

    def advance(self, name: str) -> float:
        """Width in parts of the font size."""
        try:
            return float(self._glyphs[name].width) / self.em
        except Exception:  # noqa: BLE001 - a broken table of a foreign font
            return 1.0

    def outline(self, name: str) -> str | None:
        """The path in font units, y upwards; "" for a blank such as the space, None where it cannot be read."""
        pen = SVGPathPen(self._glyphs, ntos=shown)
        try:
            self._glyphs[name].draw(pen)
            path = str(pen.getCommands())
        except Exception:  # noqa: BLE001 - likewise: fontTools raises whatever the table broke
            return None
        return path if len(path) <= MAX_OUTLINE else None


class Faces:
    """The embedded fonts of one job, each opened once."""

    def __init__(self) -> None:
        self._opened: dict[tuple[int, str], Face | None] = {}

    def of(self, parts: Parts, name: str | None) -> Face | None:
        """The font in this part; None where there is none or it cannot be read (then the browser's fonts serve)."""
        if name is None:
            return None
        key = (id(parts), name)
        if key not in self._opened:
            self._opened[key] = _face(parts, name)
        return self._opened[key]


def _face(parts: Parts, name: str) -> Face | None:
    try:
        return Face(parts.read(name, MAX_FONT))
    except BadFile as error:
        if error.code == "too_large":
            raise
        return None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - fontTools raises whatever its tables raise
        return None


def kept_glyph(canvas: Canvas, face: Face, name: str) -> str | None:
    """The id of a glyph's outline on the canvas; "" for a blank, None where it has none."""
    key = (id(face), name)
    if found := canvas.kept(key):
        return found
    path = face.outline(name)
    if not path:
        return path
    return canvas.keep(key, element("path", id="{id}", d=path))
