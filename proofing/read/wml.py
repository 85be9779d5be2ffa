"""WordprocessingML: names and lengths, and what holds for a run or a paragraph once styles are counted in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DEEPEST = 20  # styles based on one another
MM = 25.4 / 1440  # of a twip
PT = 1 / 20
BODY_SIZE = 16.0


def local(element: Any) -> str:
    """The name without its namespace; of a comment or processing instruction, nothing."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def child(element: Any, *names: str) -> Any:
    """The first element down this path of names, None where there is none."""
    for name in names:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def attr(element: Any, name: str, default: str = "") -> str:
    return default if element is None else str(element.get(W + name) or default)


def number(text: str) -> float | None:
    """A number of twips, half points, …: also 12pt and 3.7cm, as the strict kind of file writes them."""
    units = {"pt": 20.0, "cm": 567.0, "mm": 56.7, "in": 1440.0}
    unit = units.get(text[-2:], 1.0)
    try:
        return float(text[:-2] if text[-2:] in units else text) * unit
    except ValueError:
        return None


def is_on(element: Any) -> bool | None:
    """Of a switch like w:pageBreakBefore: None where it is not there."""
    if element is None:
        return None
    return attr(element, "val", "1") not in ("0", "false", "off", "none")


@dataclass(frozen=True)
class Look:
    """How characters are set."""

    font: str = ""  # of Chinese characters
    latin: str = ""
    size: float = 10.0
    colour: str = ""  # RRGGBB; empty: automatic


@dataclass
class Setting:
    """How a paragraph is set; lengths in points, indents as they come out at the first line."""

    align: str = ""
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    first_chars: float | None = None
    left_chars: float | None = None
    above: float = 0.0
    below: float = 0.0
    line: float | None = None
    line_rule: str = "auto"
    fresh: bool = False
    snap: bool = True
    borders: dict[str, tuple[float, str, float]] = field(default_factory=dict)  # side: width, colour, space
    numbered: tuple[str, int] | None = None


class Styles:
    """What a style, a theme and the defaults say."""

    def __init__(self, styles: Any, theme: Any) -> None:
        self.root, self.theme = styles, theme
        self._looks: dict[str, Look] = {}  # of each paragraph style, with the defaults
        self._settings: dict[str, Setting] = {}

    @cached_property
    def _by_id(self) -> Mapping[str, Any]:
        return {attr(s, "styleId"): s for s in self.root.iter(W + "style")} if self.root is not None else {}

    @cached_property
    def usual(self) -> str:
        """The paragraph style of a paragraph that names none."""
        found = (
            name
            for name, s in self._by_id.items()
            if attr(s, "type") == "paragraph" and attr(s, "default") in ("1", "true")
        )
        return next(found, "")

    def chain(self, name: str) -> list[Any]:
        """The style and what it is based on, the base first."""
        found: list[Any] = []
        while name in self._by_id and len(found) < DEEPEST and self._by_id[name] not in found:
            found.append(self._by_id[name])
            name = attr(child(found[-1], "basedOn"), "val")
        return found[::-1]

    def _defaults(self, kind: str) -> list[Any]:
        found = child(self.root, "docDefaults", f"{kind}Default", kind) if self.root is not None else None
        return [] if found is None else [found]

    def look(self, paragraph: Any, run: Any) -> Look:
        """Of a run of a paragraph: defaults, paragraph style, character style, the run itself."""
        name = attr(child(paragraph, "pPr", "pStyle"), "val") or self.usual
        if name not in self._looks:
            self._looks[name] = self._looked(Look(), [*self._defaults("rPr"), *self._said(name, "rPr")])
        own = child(run, "rPr")
        if own is None:
            return self._looks[name]
        return self._looked(self._looks[name], [*self._said(attr(child(own, "rStyle"), "val"), "rPr"), own])

    def _said(self, style: str, kind: str) -> list[Any]:
        return [p for s in self.chain(style) if (p := child(s, kind)) is not None]

    def _looked(self, before: Look, said: list[Any]) -> Look:
        font, latin, size, colour = before.font, before.latin, before.size, before.colour
        for one in said:
            fonts = child(one, "rFonts")
            font = self._font(fonts, "eastAsia") or font
            latin = self._font(fonts, "ascii") or latin
            size = (number(attr(child(one, "sz"), "val")) or size * 2) / 2
            if (said_colour := child(one, "color")) is not None:
                colour = self._colour(said_colour)
        return Look(font, latin, size, colour)

    def _font(self, fonts: Any, which: str) -> str:
        if fonts is None:
            return ""
        theme = attr(fonts, f"{which}Theme")
        return (self._of_theme(theme) if theme else "") or attr(fonts, which)

    def _of_theme(self, name: str) -> str:
        """minorEastAsia and the like: the theme's face for Chinese, or for Latin letters."""
        if self.theme is None:
            return ""
        group = next(self.theme.iter(A + ("majorFont" if name.startswith("major") else "minorFont")), None)
        if group is None:
            return ""
        if not name.endswith("EastAsia"):
            return str(getattr(group.find(A + "latin"), "attrib", {}).get("typeface", ""))
        named = str(getattr(group.find(A + "ea"), "attrib", {}).get("typeface", ""))
        scripts = (f.get("typeface", "") for f in group.iter(A + "font") if f.get("script") == "Hans")
        return named or str(next(scripts, ""))

    @staticmethod
    def _colour(element: Any) -> str:
        value = attr(element, "val").upper()
        return value if len(value) == 6 and value != "AUTO" else ""

    def setting(self, paragraph: Any) -> Setting:
        """Of a paragraph: defaults, its style, itself."""
        own = child(paragraph, "pPr")
        name = attr(child(own, "pStyle"), "val") or self.usual
        if name not in self._settings:
            self._settings[name] = Setting()
            for one in [*self._defaults("pPr"), *self._said(name, "pPr")]:
                _set(self._settings[name], one)
        made = replace(self._settings[name])
        if own is not None:
            _set(made, own)
        return made


def _set(made: Setting, said: Any) -> None:
    made.align = attr(child(said, "jc"), "val") or made.align
    _indents(made, child(said, "ind"))
    spacing = child(said, "spacing")
    made.above = _points(spacing, "before", made.above)
    made.below = _points(spacing, "after", made.below)
    if (line := number(attr(spacing, "line"))) is not None:
        made.line, made.line_rule = line, attr(spacing, "lineRule") or "auto"
    for name in ("beforeLines", "afterLines"):
        if (hundredths := number(attr(spacing, name))) is not None:
            setattr(made, "above" if name == "beforeLines" else "below", hundredths / 100 * 15.6)
    if (fresh := is_on(child(said, "pageBreakBefore"))) is not None:
        made.fresh = fresh
    if (snap := is_on(child(said, "snapToGrid"))) is not None:
        made.snap = snap
    if (borders := child(said, "pBdr")) is not None:
        made.borders = {**made.borders, **borders_of(borders)}
    if (listed := child(said, "numPr")) is not None:
        made.numbered = (
            attr(child(listed, "numId"), "val"),
            int(number(attr(child(listed, "ilvl"), "val")) or 0),
        )


def _indents(made: Setting, said: Any) -> None:
    if said is None:
        return
    made.left = _points(said, "left", _points(said, "start", made.left))
    made.right = _points(said, "right", _points(said, "end", made.right))
    if said.get(W + "hanging") is not None:
        made.first, made.first_chars = -_points(said, "hanging", 0.0), None
    elif said.get(W + "firstLine") is not None:
        made.first = _points(said, "firstLine", 0.0)
    chars = {name: number(attr(said, name)) for name in ("firstLineChars", "hangingChars", "leftChars")}
    if (first := chars["firstLineChars"]) is not None:
        made.first_chars = first / 100 if first else None
    if (hanging := chars["hangingChars"]) is not None and hanging:
        made.first_chars = -hanging / 100
    if (left := chars["leftChars"]) is not None:
        made.left_chars = left / 100 if left else None


def _points(element: Any, name: str, default: float) -> float:
    found = number(attr(element, name))
    return default if found is None else found * PT


def borders_of(element: Any) -> dict[str, tuple[float, str, float]]:
    """Each side that has a line: its width in points, its colour, its distance from the text in points. A double one is
    called `<side>+`, its second line there as well."""
    found: dict[str, tuple[float, str, float]] = {}
    for one in element:
        side, kind = local(one), attr(one, "val")
        if kind in ("", "nil", "none"):
            found[side] = (0.0, "", 0.0)
            continue
        width = (number(attr(one, "sz")) or 0.0) / 8
        found[side] = (width, attr(one, "color").upper(), number(attr(one, "space")) or 0.0)
        if kind.startswith(("double", "thick", "thin", "triple")) and kind != "thick":
            found[side + "+"] = found[side]
    return found


def is_red(colour: str) -> bool:
    """RRGGBB, more red than anything else."""
    try:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return False
    return red >= 0x90 and green <= 0x60 and blue <= 0x60


def is_black(colour: str) -> bool:
    """Black, or so dark that nobody sees another."""
    try:
        return max(int(colour[at : at + 2], 16) for at in (0, 2, 4)) <= 0x40
    except ValueError:
        return True


def blocks(root: Any) -> Iterator[Any]:
    """Paragraphs, tables and the like in order, those within content controls too."""
    for element in root:
        name = local(element)
        if name in ("p", "tbl"):
            yield element
        elif name == "sdt":
            content = child(element, "sdtContent")
            if content is not None:
                yield from blocks(content)
        elif name in ("customXml", "ins", "moveTo"):
            yield from blocks(element)
