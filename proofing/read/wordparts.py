"""The paragraphs, tables and drawings of a DOCX in order, as they read with every tracked change accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .numbers import Numbers
from .wml import A, Look, Setting, Styles, W, attr, blocks, borders_of, child, is_on, is_red, local

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EMU = 25.4 / 914400  # millimetres
NEW_PAGE, NEW_LINE = "\f", "\n"
_GONE = {"del", "moveFrom"}
_NO_TEXT = {"pPr", "rPr", "instrText", "delText", "delInstrText", "rt", "sectPr", "Fallback"}
_DASHES = {"noBreakHyphen": "-", "cr": NEW_LINE}


@dataclass(frozen=True)
class Piece:
    """Characters set alike; a new page or line stands as a character of its own."""

    text: str
    look: Look


@dataclass(frozen=True)
class Drawn:
    """A drawing beside the text: a line of this width (mm), or a box with paragraphs; where it hangs, in mm, if known."""

    kind: str  # line, box, other
    width: float | None = None
    colour: str = ""
    weight: float | None = None  # points
    down: float | None = None
    down_from: str = ""
    across: str = ""  # an alignment by name: center, outside, …
    inside: tuple[Para, ...] = ()


@dataclass
class Para:
    """One paragraph."""

    pieces: list[Piece] = field(default_factory=list)
    setting: Setting = field(default_factory=Setting)
    label: str = ""
    drawn: list[Drawn] = field(default_factory=list)
    section: Any = None  # the section it ends
    broken: bool = False  # a page ended before or in it when it was last laid out
    look: Look = field(default_factory=Look)  # of its mark: what an empty line has

    @property
    def text(self) -> str:
        return self.label + "".join(piece.text for piece in self.pieces)


@dataclass
class Table:
    """A table as rows of cells' words; `rules` are its horizontal lines from above, 0 where there is none."""

    rows: list[list[str]] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    red: bool = False
    size: float | None = None
    looks: list[Piece] = field(default_factory=list)


class Reader:
    """Walks through the parts; counts numbers as it goes."""

    def __init__(self, styles: Styles, numbers: Numbers) -> None:
        self.styles, self.numbers = styles, numbers

    def blocks(self, root: Any) -> Iterator[Para | Table]:
        """A paragraph whose mark is deleted goes on in the next one, whose mark and number hold for both."""
        held: Para | None = None
        for block in blocks(root):
            if local(block) != "p":
                yield from [held] if held else []
                held = None
                yield self.table(block)
                continue
            unended = _is_unended(block)
            made = self.paragraph(block, counted=not unended)
            made = _joined(held, made) if held else made
            held = made if unended else None
            if not unended:
                yield made
        yield from [held] if held else []

    def paragraph(self, element: Any, *, counted: bool = True) -> Para:
        setting = self.styles.setting(element)
        made = Para(setting=setting, label=self.numbers.before(setting.numbered) if counted else "")
        made.section = child(element, "pPr", "sectPr")
        made.look = self.styles.look(element, child(element, "pPr"))
        self._runs(element, element, made)
        return made

    def _runs(self, paragraph: Any, parent: Any, made: Para) -> None:
        for element in parent:
            name = local(element)
            if name in _GONE or name in _NO_TEXT:
                continue
            if name == "r":
                self._run(paragraph, element, made)
            elif name in (
                "hyperlink",
                "ins",
                "moveTo",
                "smartTag",
                "sdt",
                "sdtContent",
                "fldSimple",
                "customXml",
            ):
                self._runs(paragraph, element, made)

    def _run(self, paragraph: Any, run: Any, made: Para) -> None:
        if is_on(child(run, "rPr", "vanish")):
            return
        look = self.styles.look(paragraph, run)
        for element in run:
            name = local(element)
            if name == "t":
                made.pieces.append(Piece(element.text or "", look))
            elif name == "tab":
                made.pieces.append(Piece("\t", look))
            elif name == "br":
                page = attr(element, "type") in ("page", "column")
                made.pieces.append(Piece(NEW_PAGE if page else NEW_LINE, look))
            elif name in _DASHES:
                made.pieces.append(Piece(_DASHES[name], look))
            elif name == "lastRenderedPageBreak":
                made.broken = True
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                made.drawn += self._drawn(element)

    def _drawn(self, element: Any) -> list[Drawn]:
        """What is drawn here; of a drawing written for newer and older programs, the newer one."""
        name = local(element)
        if name == "AlternateContent":
            chosen = next((one for one in element if local(one) in ("Choice", "Fallback")), ())
            return [drawn for one in chosen for drawn in self._drawn(one)]
        if name == "drawing":
            return [self._drawing(one) for one in element if local(one) in ("anchor", "inline")]
        return [self._vml(element)]

    def _drawing(self, anchor: Any) -> Drawn:
        extent = anchor.find(WP + "extent")
        vertical, across = anchor.find(WP + "positionV"), anchor.find(WP + "positionH")
        offset = vertical.find(WP + "posOffset") if vertical is not None else None
        aligned = across.find(WP + "align") if across is not None else None
        placed = Drawn(
            "other",
            width=int(extent.get("cx", 0)) * EMU if extent is not None else None,
            down=int(offset.text or 0) * EMU if offset is not None else None,
            down_from=vertical.get("relativeFrom", "") if vertical is not None else "",
            across=(aligned.text or "") if aligned is not None else "",
        )
        box = next(anchor.iter(W + "txbxContent"), None)
        if box is not None:
            return replace(placed, kind="box", inside=self._within(box))
        shapes = {one.get("prst", "") for one in anchor.iter(A + "prstGeom")}
        if not shapes & {"line", "straightConnector1"}:
            return placed
        stroke = next(anchor.iter(A + "ln"), None)
        fill = next(stroke.iter(A + "srgbClr"), None) if stroke is not None else None
        colour = fill.get("val", "").upper() if fill is not None else ""
        weight = int(stroke.get("w", 9525)) / 12700 if stroke is not None else None
        return replace(placed, kind="line", colour=colour, weight=weight)

    def _vml(self, element: Any) -> Drawn:
        box = next(element.iter(W + "txbxContent"), None)
        if box is not None:
            return Drawn("box", inside=self._within(box))
        line = next((one for one in element.iter() if local(one) == "line"), None)
        if line is not None:
            return Drawn("line", colour=line.get("strokecolor", "").lstrip("#").upper()[:6])
        return Drawn("other")

    def _within(self, box: Any) -> tuple[Para, ...]:
        return tuple(self.paragraph(p) for p in blocks(box) if local(p) == "p")

    def table(self, element: Any) -> Table:
        made = Table()
        style = attr(child(element, "tblPr", "tblStyle"), "val")
        lines: dict[str, tuple[float, str, float]] = {}
        for one in [*self.styles.chain(style), element]:
            borders = child(one, "tblPr", "tblBorders")
            lines = {**lines, **(borders_of(borders) if borders is not None else {})}
        rows = [row for row in _direct(element, "tr") if not _is_deleted(row)]
        for n, row in enumerate(rows):
            cells = list(_direct(row, "tc"))
            said = [[self.paragraph(p) for p in blocks(cell) if local(p) == "p"] for cell in cells]
            made.rows.append(["".join(p.text for p in paragraphs).strip() for paragraphs in said])
            made.looks += [piece for paragraphs in said for p in paragraphs for piece in p.pieces]
            above = [_cell(cell, "top", lines.get("top" if n == 0 else "insideH")) for cell in cells]
            below = [
                _cell(cell, "bottom", lines.get("bottom" if n == len(rows) - 1 else "insideH"))
                for cell in cells
            ]
            made.rules += [max(above, default=0.0)] if n == 0 else []
            if n:
                made.rules[-1] = max(made.rules[-1], max(above, default=0.0))
            made.rules.append(max(below, default=0.0))
            made.red = made.red or any(is_red(_colour(cell, lines)) for cell in cells)
        return made


def _is_unended(paragraph: Any) -> bool:
    mark = child(paragraph, "pPr", "rPr")
    return mark is not None and any(child(mark, name) is not None for name in _GONE)


def _joined(first: Para, then: Para) -> Para:
    """The words of both, set as the second is."""
    first.pieces += then.pieces
    first.drawn += then.drawn
    broken = first.broken or then.broken
    section = then.section if then.section is not None else first.section
    return replace(then, pieces=first.pieces, drawn=first.drawn, broken=broken, section=section)


def _direct(element: Any, name: str) -> Iterator[Any]:
    """Rows of a table, cells of a row: its own, not those of a table within."""
    for one in element:
        if local(one) == name:
            yield one
        elif local(one) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _direct(one, name)


def _cell(cell: Any, side: str, usual: tuple[float, str, float] | None) -> float:
    """The width in points of a cell's line on this side."""
    own = child(cell, "tcPr", "tcBorders")
    said = borders_of(own).get(side) if own is not None else None
    return (said or usual or (0.0, "", 0.0))[0]


def _colour(cell: Any, lines: dict[str, tuple[float, str, float]]) -> str:
    own = child(cell, "tcPr", "tcBorders")
    said = borders_of(own) if own is not None else {}
    return (said.get("bottom") or said.get("top") or lines.get("bottom") or (0.0, "", 0.0))[1]


def _is_deleted(row: Any) -> bool:
    return child(row, "trPr", "del") is not None
