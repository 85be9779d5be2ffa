"""What a DOCX says of its layout without being laid out. Where Word would decide, the fact is a span or stays unknown."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from proofing.layout import Face, Layout, Span

from .wml import BODY_SIZE, MM, PT, Styles, attr, child, is_black, is_red, number
from .wordfoot import footers
from .wordlines import BLACK_RULE, HEAD, IMPRINT, PAGE, RED_RULE, WIDE, Row
from .wordparts import Para, Piece, Table

POINT = 25.4 / 72  # millimetres
MARK_SIZE = 18.0  # points: a letterhead is larger than anything else above the rule
USUAL_PITCH = 225 / 22 / POINT
_HEADING = re.compile(
    r"^[\s\u3000]*([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．]|（\d{1,2}）)"
)
_NUMBER = re.compile(r"^[\s\u3000]*([\u4e00-\u9fffA-Za-z]{1,16}\s*[〔\[［【(（]\s*\d{2,4}|\d{6}$|特急|加急)")
_HAN = re.compile(r"[\u3400-\u9fff]")


def layout_of(file: Any, blocks: Sequence[Para | Table], rows: Sequence[Row], styles: Styles) -> Layout:
    """Every fact that can be had."""
    page = Page(file.sections[0]._sectPr) if len(file.sections) else Page(None)
    rule = next((n for n, row in enumerate(rows) if row.text == RED_RULE), None)
    before, after, body = _title(rows, rule, page)
    facts = footers(file, styles, page.bottom)
    return Layout(
        width=page.width, height=page.height, top=page.top, left=page.left, right=page.right, bottom=page.bottom,
        lines_per_page=_lines_per_page(page, rows),
        chars_per_line=page.chars,
        faces=(*_faces(rows), *facts.faces),
        mark_top=_mark_top(page, rows, rule),
        rule_gap=_rule_gap(page, rows, rule),
        rule_width=_rule_width(page, rows, rule),
        rules=_rules(blocks, rows, facts.red_rules),
        blanks_before_title=before,
        blanks_after_title=after,
        body_on_first_page=_on_first_page(rows, body),
        number_flush_right=_flush_right(rows, rule),
        page_number=facts.page_number,
        page_number_gap=facts.gap,
        page_number_sides=facts.sides,
        page_number_first=facts.first,
        imprint_rules=_imprint_rules(rows),
        colours=tuple(_colours(rows)),
    )  # fmt: skip


class Page:
    """The first section: lengths in millimetres, the grid in points."""

    def __init__(self, section: Any) -> None:
        size, margin = child(section, "pgSz"), child(section, "pgMar")
        self.width, self.height = _mm(size, "w"), _mm(size, "h")
        self.top, self.bottom = _mm(margin, "top"), _mm(margin, "bottom")
        self.right = _mm(margin, "right")
        left, gutter = _mm(margin, "left"), _mm(margin, "gutter") or 0.0
        self.left = None if left is None else left + gutter
        grid = child(section, "docGrid")
        kind = attr(grid, "type")
        pitch = number(attr(grid, "linePitch"))
        self.pitch = pitch * PT if pitch and kind in ("lines", "linesAndChars", "snapToChars") else None
        space = number(attr(grid, "charSpace"))
        chars = kind in ("linesAndChars", "snapToChars")
        cell = BODY_SIZE + (space or 0.0) / 4096
        self.chars = self.room / POINT / cell if chars and self.room and cell > 1 else None

    @property
    def room(self) -> float | None:
        """How wide the type area is."""
        if self.width is None or self.left is None or self.right is None:
            return None
        return self.width - self.left - self.right

    def line(self, para: Para, pieces: Sequence[Piece] = ()) -> Span:
        """How high a line of this paragraph is, in points."""
        size = max(
            (piece.look.size for piece in pieces or para.pieces if piece.text.strip()), default=para.look.size
        )
        setting = para.setting
        if setting.line_rule == "exact" and setting.line:
            return Span(setting.line * PT, setting.line * PT)
        if setting.line_rule == "atLeast" and setting.line:
            return Span(max(setting.line * PT, size), max(setting.line * PT, 1.8 * size))
        times = (setting.line or 240) / 240
        if self.pitch and setting.snap:
            low, high = (math.ceil(n * size / self.pitch) * self.pitch * times for n in (1.15, 1.4))
            return Span(low, high)
        return Span(size * times, 1.8 * size * times)

    def size(self, para: Para, pieces: Sequence[Piece] = ()) -> float:
        return max((p.look.size for p in pieces or para.pieces if p.text.strip()), default=para.look.size)


def _mm(element: Any, name: str) -> float | None:
    found = number(attr(element, name))
    return None if found is None else round(abs(found) * MM, 2)


def _body_rows(rows: Sequence[Row]) -> list[Row]:
    """Lines long enough to be running text."""
    return [row for row in rows if row.para and row.para.setting.align != "center" and len(row.text) >= 28]


def _lines_per_page(page: Page, rows: Sequence[Row]) -> float | None:
    if page.height is None or page.top is None or page.bottom is None:
        return None
    heights = Counter[float]()
    for row in _body_rows(rows):
        if row.para is not None:
            span = page.line(row.para)
            heights[round(span.low, 2) if span.high - span.low < 0.5 else 0.0] += len(row.text)
    pitch = heights.most_common(1)[0][0] if heights else page.pitch
    return (page.height - page.top - page.bottom) / POINT / pitch if pitch else None


def _faces(rows: Sequence[Row]) -> Iterable[Face]:
    tables: dict[int, Face | None] = {}  # one look at each, however many lines it gives
    for n, row in enumerate(rows, 1):
        if not row.text.strip(WIDE + " "):
            continue
        if row.table is not None:
            key = id(row.table)
            if key not in tables:
                tables[key] = _face(row, row.table.looks)
            face = tables[key]
        else:
            face = _face(row, row.pieces)
        if face is not None:
            yield replace(face, line=n, text=row.text)


def _face(row: Row, pieces: Sequence[Piece]) -> Face | None:
    """Of a line, its number left open: what most of its characters have."""
    if not pieces:
        return None
    if row.para is not None and _HEADING.match(row.text):
        pieces = _first_sentence(pieces)
    fonts, sizes, colours = Counter[str](), Counter[float](), Counter[str]()
    for piece in pieces:
        count = len(piece.text.strip())
        fonts[piece.look.font] += len(_HAN.findall(piece.text))
        sizes[piece.look.size] += count
        colours[piece.look.colour] += count
    font, size = fonts.most_common(1)[0][0], sizes.most_common(1)[0][0]
    colour = colours.most_common(1)[0][0]
    centred = row.para.setting.align == "center" if row.para is not None else None
    return Face(0, "", font, size, colour, centred)


def _first_sentence(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        head, stop, _rest = piece.text.partition("。")
        found.append(Piece(head + stop, piece.look))
        if stop:
            break
    return found


def _colours(rows: Sequence[Row]) -> Iterable[tuple[int, str, str]]:
    for n, row in enumerate(rows, 1):
        for piece in row.pieces:
            if piece.text.strip() and piece.look.colour and not is_black(piece.look.colour):
                yield n, piece.look.colour, piece.text.strip()
                break


def _mark(rows: Sequence[Row], rule: int | None) -> int | None:
    """The letterhead: the first large red line above the rule."""
    for n, row in enumerate(rows[: rule if rule is not None else HEAD]):
        if any(is_red(p.look.colour) and p.look.size >= MARK_SIZE and p.text.strip() for p in row.pieces):
            return n
    return None


def _mark_top(page: Page, rows: Sequence[Row], rule: int | None) -> Span | None:
    at = _mark(rows, rule)
    if at is None or page.top is None:
        return None
    mark = rows[at]
    if mark.drawn is not None:
        return _boxed(page, mark)
    if any(row.table is not None or row.drawn is not None or row.para is None for row in rows[: at + 1]):
        return None
    low = high = below = 0.0
    for n, row in enumerate(rows[: at + 1]):
        assert row.para is not None
        setting = row.para.setting
        above = setting.above if row.part == 0 else 0.0
        low, high = low + max(above, below), high + above + below
        below = setting.below
        if n < at:
            line = page.line(row.para, row.pieces)
            low, high = low + line.low, high + line.high
    play = (
        max(0.0, page.line(mark.para, mark.pieces).high - page.size(mark.para, mark.pieces))
        if mark.para
        else 0.0
    )
    high += play + 0.1 * page.size(mark.para, mark.pieces) if mark.para else 0.0
    return Span(page.top + low * POINT, page.top + high * POINT)


def _boxed(page: Page, mark: Row) -> Span | None:
    drawn = mark.drawn
    if drawn is None or mark.para is None or drawn.down is None or page.top is None:
        return None
    start = {"page": 0.0, "margin": page.top, "topMargin": 0.0}.get(drawn.down_from)
    if start is None:
        return None
    size = page.size(mark.para, mark.pieces)
    play = (
        max(0.0, page.line(mark.para, mark.pieces).high - size) + 0.1 * size + 3.6 + mark.para.setting.above
    )
    return Span(start + drawn.down, start + drawn.down + play * POINT)


def _rule_gap(page: Page, rows: Sequence[Row], rule: int | None) -> Span | None:
    """From the characters of the line above down to the rule."""
    if rule is None:
        return None
    row = rows[rule]
    above = next((r for r in reversed(rows[:rule]) if r.text.strip()), None)
    if above is None or above.para is None:
        return None
    size, line = page.size(above.para, above.pieces), page.line(above.para, above.pieces)
    if row.drawn is not None:
        if row.drawn.down is None or row.drawn.down_from not in ("paragraph", "line"):
            return None
        return Span(max(0.0, row.drawn.down - line.high * POINT), max(0.0, row.drawn.down - size * POINT))
    if row.rule is None or row.para is None:
        return None
    low = high = row.rule[2]
    high += max(0.0, line.high - size)
    if row.para is not above.para:
        between = page.line(row.para)
        low += max(above.para.setting.below, row.para.setting.above)
        high += above.para.setting.below + row.para.setting.above
        low, high = (low, high) if row.para.text.strip() else (low + between.low, high + between.high)
    return Span(low * POINT, high * POINT)


def _rule_width(page: Page, rows: Sequence[Row], rule: int | None) -> float | None:
    if rule is None:
        return None
    row = rows[rule]
    if row.drawn is not None:
        return row.drawn.width
    if row.para is None or row.table is not None or page.room is None:
        return None
    return page.room - (row.para.setting.left + row.para.setting.right) * POINT


def _rules(blocks: Sequence[Para | Table], rows: Sequence[Row], footed: int) -> int | None:
    found = sum(row.text == RED_RULE for row in rows)
    unclear = any(
        drawn.kind in ("other", "box") or (drawn.kind == "line" and not drawn.colour)
        for block in blocks[:HEAD]
        if isinstance(block, Para)
        for drawn in block.drawn
    )
    return None if not found and unclear else found + footed


def _flush_right(rows: Sequence[Row], rule: int | None) -> bool | None:
    """Of the number below the rule, as a letter has it."""
    after = next((row for row in rows[rule + 1 :] if row.text.strip()), None) if rule is not None else None
    if after is None or after.para is None or not _NUMBER.match(after.text):
        return None
    return after.para.setting.align in ("right", "end") and abs(after.para.setting.right) < 1


def _title(rows: Sequence[Row], rule: int | None, page: Page) -> tuple[int | None, int | None, int | None]:
    """Blank lines above and below the title, and the row where the text begins."""
    if rule is None:
        return None, None, None
    start = rule
    for n in range(rule + 1, min(rule + 4, len(rows))):
        if rows[n].text.strip() and _NUMBER.match(rows[n].text.strip(WIDE + " ")):
            start = n
    first = _next_words(rows, start)
    if first is None:
        return None, None, None
    last = first
    while last + 1 < len(rows) and _titled(rows[last + 1]):
        last += 1
    then = _next_words(rows, last)
    if then is None:
        return _blanks(rows, start, first, page), None, None
    body = then
    while body + 1 < len(rows) and (
        not rows[body].text.strip() or rows[body].text.endswith(("：", ":", PAGE))
    ):
        body += 1
    return _blanks(rows, start, first, page), _blanks(rows, last, then, page), body


def _titled(row: Row) -> bool:
    """May this line belong to the title that began above it?"""
    text = row.text.strip(WIDE + " ")
    if not text or row.text in (PAGE, RED_RULE) or text.endswith(("：", ":", "。")):
        return False
    return row.para is not None and row.para.setting.align == "center"


def _next_words(rows: Sequence[Row], after: int) -> int | None:
    return next(
        (n for n in range(after + 1, len(rows)) if rows[n].text.strip() and rows[n].text != PAGE), None
    )


def _blanks(rows: Sequence[Row], above: int, below: int, page: Page) -> int | None:
    """How many lines are free between two: empty ones and what space paragraphs keep."""
    pitch = page.pitch or USUAL_PITCH
    free = 0.0
    for row in rows[above + 1 : below]:
        if row.table is not None:
            return None
        line = page.line(row.para) if row.para is not None else Span(0, 0)
        free += line.low / pitch if line.high - line.low < 0.5 else 1.0
    paras = [row.para for row in rows[above : below + 1] if row.para is not None]
    space = sum(
        a.setting.below + b.setting.above for a, b in zip(paras, paras[1:], strict=False) if a is not b
    )
    return round(free + space / pitch)


def _on_first_page(rows: Sequence[Row], body: int | None) -> bool | None:
    if body is None:
        return None
    for n, row in enumerate(rows):
        ends = row.text == PAGE or (row.para is not None and row.para.broken)
        if ends and n == body:
            return None
        if ends:
            return n > body
    return None


def _imprint_rules(rows: Sequence[Row]) -> tuple[float, ...] | None:
    ends = rows[-2 * HEAD :]
    if not any(IMPRINT.search(row.text) for row in ends if row.text not in (RED_RULE, BLACK_RULE)):
        return None
    drawn = [row.rule for row in ends if row.text == BLACK_RULE]
    if any(rule is None for rule in drawn):
        return None
    return tuple(round(rule[0] * POINT, 2) for rule in drawn if rule is not None)
