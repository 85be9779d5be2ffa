"""The lines of a DOCX as GW-TXT/1 has them, each with the paragraph it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .wml import BODY_SIZE, Setting, attr, child, is_red
from .wordparts import NEW_LINE, NEW_PAGE, Drawn, Para, Piece, Table

RED_RULE, BLACK_RULE, PAGE = "━" * 28, "─" * 28, "［分页］"
WIDE = "\u3000"
ROW = 28  # characters of a line
IMPRINT = re.compile(r"^[\s\u3000]*(抄[送报]|主送)[：:]|印\s*发[\s\u3000]*$")
HEAD = 14  # paragraphs that may belong to the head
ENDS = 14  # and to the imprint


@dataclass
class Row:
    """A line; `para` is None for a mark (rule, new page). `part`: 0 for a paragraph's first line, then 1, 2, …"""

    text: str
    para: Para | None = None
    pieces: Sequence[Piece] = ()
    part: int = 0
    rule: tuple[float, str, float] | None = None  # of a red rule: width, colour, distance
    drawn: Drawn | None = None
    table: Table | None = None


def rows_of(blocks: Sequence[Para | Table]) -> list[Row]:
    """Every line in order."""
    made: list[Row] = []
    below = _imprint_from(blocks)
    headed = False
    for n, block in enumerate(blocks):
        if isinstance(block, Table):
            headed = _table(made, block, head=n < HEAD and not headed, imprint=n >= below) or headed
            continue
        around = [blocks[n - 1] if n else None, blocks[n + 1] if n + 1 < len(blocks) else None]
        above, under = _rules(block, around)
        _rule(made, block, above, imprint=n >= below)
        if n < HEAD and not headed:
            for drawn in block.drawn:
                boxed = [row for para in drawn.inside for row in _lines(para)]
                made += [replace(row, drawn=drawn) for row in boxed]
        made += _lines(block)
        for drawn in block.drawn:
            if drawn.kind == "line" and is_red(drawn.colour):
                made.append(Row(RED_RULE, drawn=drawn))
            elif drawn.kind == "line" and n >= below:
                made.append(Row(BLACK_RULE))
        _rule(made, block, under, imprint=n >= below)
        headed = headed or any(row.text == RED_RULE for row in made[-3:])
        if block.section is not None and attr(child(block.section, "type"), "val") != "continuous":
            made.append(Row(PAGE))
    return made


def _imprint_from(blocks: Sequence[Para | Table]) -> int:
    """Where the imprint may begin: the first of the last blocks that reads like one."""
    start = max(0, len(blocks) - ENDS)
    for n in range(start, len(blocks)):
        block = blocks[n]
        words = [block.text] if isinstance(block, Para) else [cell for row in block.rows for cell in row]
        if any(IMPRINT.search(word) for word in words):
            return n
    return len(blocks)


def _rules(para: Para, around: Sequence[Para | Table | None]) -> tuple[str, str]:
    """Which of its sides shows a line above and below; neighbours with the same lines share one box."""
    borders = para.setting.borders
    before, after = (
        isinstance(one, Para) and bool(borders) and one.setting.borders == borders for one in around
    )
    shown = {side for side, (width, _c, _s) in borders.items() if width}
    above = "top" if "top" in shown and not before else ""
    below = "between" if after else "bottom"
    return above, below if below in shown else ""


def _rule(made: list[Row], para: Para, side: str, *, imprint: bool) -> None:
    if not side:
        return
    border = para.setting.borders[side]
    if is_red(border[1]):
        made.append(Row(RED_RULE, para, rule=border, part=2 if side + "+" in para.setting.borders else 1))
    elif imprint:
        made.append(Row(BLACK_RULE, rule=border))


def _table(made: list[Row], table: Table, *, head: bool, imprint: bool) -> bool:
    """A table in the head or the imprint gives lines; any other keeps its words to itself. Was there a red rule?"""
    if imprint:
        for n, row in enumerate(table.rows):
            made += [Row(BLACK_RULE, rule=(table.rules[n], "", 0.0))] if table.rules[n] else []
            made.append(Row(_spread(row), table=table))
        if table.rules and table.rules[-1]:
            made.append(Row(BLACK_RULE, rule=(table.rules[-1], "", 0.0)))
        return False
    if head and (table.red or len(table.rows) <= 2):
        made += [Row(_spread(row), table=table) for row in table.rows]
        if table.red:
            made.append(Row(RED_RULE, rule=(table.rules[-1], "FF0000", 0.0), table=table))
        return table.red
    made.append(Row("", table=table))
    return False


def _spread(cells: Sequence[str]) -> str:
    return (WIDE * 4).join(cell.replace(NEW_LINE, "").replace(NEW_PAGE, "") for cell in cells if cell)


def _lines(para: Para) -> list[Row]:
    """The lines of a paragraph, a new one where it breaks."""
    found = [Row(PAGE)] if para.setting.fresh else []
    pieces = [Piece(para.label, para.pieces[0].look if para.pieces else para.look)] if para.label else []
    lines: list[list[Piece]] = [[]]
    marks: list[int] = []  # a page ends before this line
    for piece in (*pieces, *para.pieces):
        for n, part in enumerate(re.split(r"([\n\f])", piece.text)):
            if n % 2 == 0:
                lines[-1] += [Piece(part, piece.look)] if part else []
                continue
            lines.append([])
            if part == NEW_PAGE:
                marks.append(len(lines) - 1)
    for n, line in enumerate(lines):
        found += [Row(PAGE)] if n in marks else []
        text = "".join(piece.text for piece in line)
        if not text and n in (*marks, *(mark - 1 for mark in marks)) and len(lines) > 1:
            continue  # the paragraph held nothing there but the break
        found.append(Row(_led(text, para.setting, line, first=n == 0), para, line, n))
    return found


def _led(text: str, setting: Setting, pieces: Sequence[Piece], *, first: bool) -> str:
    """The line with its indent as ideographic spaces; one set at the right begins far from the left."""
    text = text.rstrip().replace("\t", WIDE * 4) if text.strip() else ""
    if not text or setting.align == "center":
        return text.strip(" ") if setting.align == "center" else text
    if setting.align in ("right", "end"):
        after = round(setting.right / BODY_SIZE)
        return WIDE * max(5, ROW - len(text) - after) + text.lstrip()
    return WIDE * indent(setting, pieces, first=first) + text


def indent(setting: Setting, pieces: Sequence[Piece], *, first: bool) -> int:
    """Whole characters that the line begins from the left."""
    size = pieces[0].look.size if pieces else BODY_SIZE
    left = setting.left_chars if setting.left_chars is not None else setting.left / size
    if not first:
        return max(0, round(left))
    begins = setting.first_chars if setting.first_chars is not None else setting.first / size
    return max(0, round(left + begins))
