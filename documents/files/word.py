"""What a Word copy is built of: faces by their Chinese names, cells with borders, pictures, page numbers.

Only text ever goes in as text: a formula or markup stays what was typed.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

# The faces an office has (GB/T 9704); Word itself takes another where one is missing.
FANG, HEI, KAI, SONG = "仿宋_GB2312", "黑体", "楷体", "方正小标宋简体"
RED, TINT, GREY = "C8161D", "FAF3F2", "5A5A5A"
ROOM = 45  # twentieths of a point: above and below what stands in a cell
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


def plain(text: str) -> str:
    """The text as XML can hold it: each character it forbids becomes the replacement character."""
    return FORBIDDEN.sub("\ufffd", text)


def write(
    paragraph: Paragraph,
    text: str,
    face: str = FANG,
    size: float = 12,
    *,
    bold: bool = False,
    colour: str = "",
) -> None:
    """Add a text in a face (`size` in points; `colour` as RRGGBB); a line break in it is one on paper."""
    from docx.shared import Pt, RGBColor

    if not text:
        return
    run = paragraph.add_run(plain(text))
    run.font.size, run.font.bold = Pt(size), bold or None
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    name(run._element.get_or_add_rPr(), face)


def name(properties: Any, face: str) -> None:
    """The face for Chinese and for everything else: without w:eastAsia Word takes its own for Chinese."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), face)


def tight(paragraph: Paragraph, *, above: float = 0, align: str = "left") -> Paragraph:
    """No space around a line but `above` (points)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    look, sides = paragraph.paragraph_format, WD_ALIGN_PARAGRAPH
    look.space_before, look.space_after, look.line_spacing = Pt(above), Pt(0), 1.0
    paragraph.alignment = {"left": sides.LEFT, "center": sides.CENTER, "right": sides.RIGHT}[align]
    return paragraph


def empty_cell(cell: _Cell) -> Paragraph:
    """The one line of a fresh cell, its content in the middle of its height."""
    from docx.enum.table import WD_ALIGN_VERTICAL

    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    return tight(cell.paragraphs[0])


def picture(paragraph: Paragraph, png: bytes, *, width: float, height: float, alt: str) -> None:
    """A picture in the line, in millimetres; `alt` is read out in its place."""
    from docx.shared import Mm

    drawn = paragraph.add_run().add_picture(io.BytesIO(png), Mm(width), Mm(height))
    drawn._inline.docPr.set("descr", alt)


def table(parent: Any, widths: list[float], *, border: str = RED) -> Table:
    """A table without rows, its columns in millimetres; `border` RRGGBB, empty for none."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    made: Table = parent.add_table(0, len(widths))
    made.autofit, made.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    if border:
        _borders(made, border)
    return made


def _borders(made: Table, colour: str) -> None:
    """Lines around every cell, and some room above and below what stands in it."""
    borders, room = _new("w:tblBorders"), _new("w:tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_new(f"w:{side}", val="single", sz="5", space="0", color=colour))
    for side in ("top", "bottom"):
        room.append(_new(f"w:{side}", w=str(ROOM), type="dxa"))
    layout = made._tbl.tblPr.find(_tag("w:tblLayout"))  # set with `autofit`; the order of all three is fixed
    layout.addprevious(borders)
    layout.addnext(room)


def row(made: Table, widths: list[float], height: float = 0, *, head: bool = False) -> list[_Cell]:
    """A row, at least `height` mm high; a `head` comes again on each page."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Mm

    line = made.add_row()
    if height:
        line.height_rule, line.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Mm(height)
    if head:
        line._tr.get_or_add_trPr().append(_new("w:tblHeader"))
    cells = list(line.cells)
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Mm(width)
    return cells


def shade(cell: _Cell, colour: str = TINT) -> None:
    shading = _new("w:shd", val="clear", color="auto", fill=colour)
    properties = cell._tc.get_or_add_tcPr()
    after = properties.find(_tag("w:vAlign"))
    after.addprevious(shading) if after is not None else properties.append(shading)


def number(paragraph: Paragraph, what: str, face: str, size: float) -> None:
    """A number that Word counts itself: PAGE or NUMPAGES."""
    from docx.shared import Pt

    text, shown = _new("w:instrText"), _new("w:t")
    text.text, shown.text = what, "1"
    begin, middle, end = (_new("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    for part in (begin, text, middle, shown, end):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        name(run._element.get_or_add_rPr(), face)
        run._element.append(part)


def usual(style: Any, face: str, size: float) -> None:
    """What holds where nothing else is said: the face, Chinese, no gap between Chinese and digits."""
    from docx.shared import Pt

    style.font.size = Pt(size)
    name(style.element.get_or_add_rPr(), face)
    style.element.get_or_add_rPr().append(_new("w:lang", val="en-US", eastAsia="zh-CN"))
    lines = style.element.get_or_add_pPr()
    for gap in ("w:autoSpaceDE", "w:autoSpaceDN"):
        lines.append(_new(gap, val="0"))


def _tag(prefixed: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(prefixed))


def _new(prefixed: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(prefixed)
    for key, value in attributes.items():
        made.set(_tag(f"w:{key}"), value)
    return made
