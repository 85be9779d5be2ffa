"""What a PDF shows of its layout. What several settings could have given is a span, or stays unknown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from proofing.layout import Face, Layout, Span

from .pdflines import (
    BLACK_RULE,
    CELL,
    IMPRINT,
    LARGE,
    PITCH,
    Leaf,
    Made,
    Measure,
    blanks,
    is_centred,
)
from .pdfrows import POINT, Row, Stroke
from .wml import is_black, is_red

_HEADING = re.compile(
    r"^[\s\u3000]*([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.．]|（\d{1,2}）)"
)
_NUMBER = re.compile(r"^[\u4e00-\u9fffA-Za-z]{1,16}\s*[〔\[［【(（]\s*\d{2,4}")
_APART = 3.0  # millimetres: two rules nearer than that are one double rule
_MARK = 24.0  # points
FITTED = (15.5, 26.5)
_WIDE = 120.0  # millimetres: shorter red lines are no rule of a head


def layout_of(leaves: Sequence[Leaf], made: Sequence[Made], by: Measure) -> Layout:
    """Every fact that can be had."""
    first, last = leaves[0], leaves[-1]
    top, bottom = _top(leaves, by), _bottom(leaves, by)
    room = first.height - (37.0 if top is None else top) - (35.0 if bottom is None else bottom)
    red = [s for s in first.strokes if is_red(s.colour) and s.width > _WIDE]
    head = _head(first, red)
    return Layout(
        width=round(first.width, 1), height=round(first.height, 1),
        top=top, bottom=bottom,
        left=round(by.left, 1) if by.sure else None,
        right=_near(26.0, first.width - by.right - CELL, first.width - by.right) if by.sure else None,
        lines_per_page=_lines(room / by.pitch) if by.sure else None,
        chars_per_line=_chars(leaves, by),
        faces=(*_faces(made), *_foot_faces(leaves)),
        mark_top=_mark_top(first),
        rule_gap=_rule_gap(first, red),
        rule_width=red[0].width if red else None,
        rules=sum(n == 0 or s.y - red[n - 1].y > _APART for n, s in enumerate(red)) if red or head else None,
        blanks_before_title=_before_title(first, red),
        blanks_after_title=_after_title(first, by),
        body_on_first_page=_on_first_page(leaves, by),
        number_flush_right=_flush_right(first, red, by),
        page_number=_page_number(leaves),
        page_number_gap=_number_gap(leaves, bottom),
        page_number_sides=_sides(leaves),
        page_number_first=first.foot is not None,
        imprint_rules=_imprint_rules(last, made),
        imprint_end=_imprint_end(last, made, bottom),
        colours=tuple(_colours(made)),
    )  # fmt: skip


def _lines(count: float) -> float | None:
    """A paper that is laid out may have been fitted so that its signature does not stand alone (7.3.5.5): that many lines
    say nothing of how it was meant."""
    return None if FITTED[0] <= count <= FITTED[1] else count


def _near(wanted: float, low: float, high: float) -> float:
    """The value between these that is nearest to what is wanted."""
    return round(min(max(wanted, low), high), 1)


def _text_rows(leaf: Leaf) -> list[Row]:
    return [row for row in leaf.rows if row.size <= LARGE and len(row.chars) >= 15]


def _top(leaves: Sequence[Leaf], by: Measure) -> float | None:
    """Of a page in the middle of the text: its first characters, or as much above them as a line leaves free."""
    tops = [leaf.rows[0] for leaf in leaves[1:] if len(_text_rows(leaf)) >= 10 and leaf.rows]
    if not tops:
        return None
    em = min(row.base - 0.88 * row.size * POINT for row in tops)
    return _near(37.0, em - max(0.0, by.pitch - tops[0].size * POINT), em)


def _bottom(leaves: Sequence[Leaf], by: Measure) -> float | None:
    """Text that stands lower than it may says so; that it ends higher says nothing."""
    ends = [leaf.height - max(r.base for r in rows) for leaf in leaves if (rows := _text_rows(leaf))]
    if not ends or not by.sure:
        return None
    free = min(ends) - 0.12 * 16 * POINT
    return round(free, 1) if free < 34.0 else 35.0


def _chars(leaves: Sequence[Leaf], by: Measure) -> float | None:
    """As many as most full rows have."""
    full = [
        len(row.chars)
        for leaf in leaves
        for row in leaf.rows
        if abs(row.left - by.left) < 1
        and row.right > by.right - CELL
        and not any(c.text.isascii() for c in row.chars)
    ]
    return float(Counter(full).most_common(1)[0][0]) if len(full) >= 3 else None


def _faces(made: Sequence[Made]) -> Iterable[Face]:
    for n, line in enumerate(made, 1):
        if not line.rows:
            continue
        chars = [char for row in line.rows for char in row.chars]
        if _HEADING.match(line.text):
            end = next((k for k, char in enumerate(chars) if char.text == "。"), len(chars))
            chars = chars[: end + 1]
        whole = Row(line.rows[0].page, chars)
        yield Face(n, "", whole.font, whole.size, whole.colour, line.centred, line.text)


def _foot_faces(leaves: Sequence[Leaf]) -> Iterable[Face]:
    foot = next((leaf.foot for leaf in leaves if leaf.foot is not None), None)
    if foot is not None:
        yield Face(0, "page_number", foot.font, foot.size, "", None, foot.text)


def _colours(made: Sequence[Made]) -> Iterable[tuple[int, str, str]]:
    for n, line in enumerate(made, 1):
        odd = [c for row in line.rows for c in row.chars if c.colour and not is_black(c.colour)]
        if odd:
            colour = Counter(char.colour for char in odd).most_common(1)[0][0]
            yield n, colour, "".join(char.text for char in odd if char.colour == colour)[:60]


def _mark(leaf: Leaf) -> Row | None:
    return next((row for row in leaf.rows if row.size >= _MARK and is_red(row.colour)), None)


def _mark_top(leaf: Leaf) -> Span | None:
    mark = _mark(leaf)
    return None if mark is None else Span(mark.top, mark.top)


def _head(leaf: Leaf, red: Sequence[Stroke]) -> bool:
    """Is there a head at all, in which a rule could be missing?"""
    return bool(red) or _mark(leaf) is not None


def _rule_gap(leaf: Leaf, red: Sequence[Stroke]) -> Span | None:
    above = [row for row in leaf.rows if red and row.base < red[0].y]
    if not above or not _NUMBER.match(above[-1].text):
        return None
    edge = red[0].y - red[0].weight / 2
    return Span(max(0.0, edge - above[-1].bottom - 0.3), edge - above[-1].base)


def _title(leaf: Leaf) -> list[Row]:
    """The large black rows of the first page."""
    return [row for row in leaf.rows if row.size >= LARGE and not is_red(row.colour)]


def _before_title(leaf: Leaf, red: Sequence[Stroke]) -> int | None:
    title = _title(leaf)
    if not title or not red:
        return None
    between = [row for row in leaf.rows if red[0].y < row.base < title[0].base]
    start = max(row.base + 0.12 * row.size * POINT for row in between) if between else red[0].y
    return int((title[0].top - start) / PITCH + 0.25)


def _after_title(leaf: Leaf, by: Measure) -> int | None:
    title = _title(leaf)
    below = [row for row in leaf.rows if title and row.base > title[-1].base]
    return blanks(title[-1], below[0], by) if below else None


def _on_first_page(leaves: Sequence[Leaf], by: Measure) -> bool | None:
    """The text begins at the first row that stands two characters in, below the title."""
    title = _title(leaves[0])
    if not title or not by.sure:
        return None
    for leaf in leaves:
        for row in leaf.rows:
            below = leaf.number > 0 or row.base > title[-1].base
            if below and abs((row.left - by.left) / CELL - 2) < 0.3 and not is_centred(row, by, leaf.width):
                return leaf.number == 0
    return None


def _flush_right(leaf: Leaf, red: Sequence[Stroke], by: Measure) -> bool | None:
    below = [row for row in leaf.rows if red and row.base > red[0].y]
    number = next((row for row in below[:3] if _NUMBER.match(row.text)), None)
    return None if number is None or not by.sure else abs(number.right - by.right) < CELL


def _page_number(leaves: Sequence[Leaf]) -> str | None:
    found = next((leaf.foot.text for leaf in leaves if leaf.foot is not None), "")
    return found.strip("\u3000 ")


def _number_gap(leaves: Sequence[Leaf], bottom: float | None) -> Span | None:
    """From the type area to the dash."""
    foot = next(((leaf, leaf.foot) for leaf in leaves if leaf.foot is not None), None)
    if foot is None:
        return None
    edge = foot[0].height - (35.0 if bottom is None else bottom)
    dash = next((char for char in foot[1].chars if char.text in "—―－–-"), foot[1].chars[0])
    return Span(dash.top - edge - 0.5, dash.bottom - edge + 0.5)


def _sides(leaves: Sequence[Leaf]) -> bool | None:
    """Odd pages at the right, even ones at the left."""
    found = [(leaf.number + 1, leaf.foot, leaf.width) for leaf in leaves if leaf.foot is not None]
    if not found:
        return None
    return all(
        (foot.left > width / 2) if page % 2 else (foot.right < width / 2) for page, foot, width in found
    )


def _imprint_strokes(leaf: Leaf, made: Sequence[Made]) -> list[Stroke] | None:
    ends = [row for row in leaf.rows if IMPRINT.search(row.text)]
    if not ends:
        return None
    shown = sum(line.text == BLACK_RULE for line in made)
    return [s for s in leaf.strokes if not is_red(s.colour)][-shown:] if shown else []


def _imprint_rules(leaf: Leaf, made: Sequence[Made]) -> tuple[float, ...] | None:
    strokes = _imprint_strokes(leaf, made)
    return None if strokes is None else tuple(round(stroke.weight, 2) for stroke in strokes)


def _imprint_end(leaf: Leaf, made: Sequence[Made], bottom: float | None) -> float | None:
    strokes = _imprint_strokes(leaf, made)
    if not strokes:
        return None
    return round(leaf.height - (35.0 if bottom is None else bottom) - strokes[-1].y, 1)
