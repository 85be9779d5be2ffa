"""Rows of a PDF put together to the lines of a paper: paragraphs joined, blank lines and rules where they show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from .pdfrows import POINT, WIDE, Row, Stroke
from .wml import is_red

RED_RULE, BLACK_RULE, PAGE = "━" * 28, "─" * 28, "［分页］"
CELL = 156 / 28  # a character's place
PITCH = 225 / 22
MOST_BLANKS = 5
LARGE = 18.0  # points: titles and letterheads are larger than text
ANNEX = re.compile(r"附件\d{0,2}[：:]?")
IMPRINT = re.compile(r"^(抄[送报]|主送)[：:]|印发$")
_LISTED = re.compile(r"[\s\u3000]*(附件[：:]|\d{1,2}[.．])")
_FOOT = re.compile(r"[—―－–\-·\s]*(第\s*)?\d{1,4}(\s*页)?[—―－–\-·\s]*(共\s*\d+\s*页)?")
_BELOW = 42.0  # millimetres: where a page number stands


@dataclass
class Leaf:
    """One page: its rows without the page number, which stands apart, and its rules."""

    number: int
    width: float
    height: float
    rows: list[Row]
    strokes: list[Stroke]
    foot: Row | None = None


@dataclass(frozen=True)
class Measure:
    """What the running text is measured by: its edges and its pitch."""

    left: float
    right: float
    pitch: float
    sure: bool = False  # enough rows agree


@dataclass
class Made:
    """A line with the rows it was put together from; none for a mark."""

    text: str
    rows: list[Row] = field(default_factory=list)
    centred: bool = False


def leaf(number: int, width: float, height: float, rows: Sequence[Row], strokes: Sequence[Stroke]) -> Leaf:
    """With the page number taken out; rows of a ruled table are out as well."""
    foot = next((r for r in rows if r.top > height - _BELOW and _FOOT.fullmatch(r.text.strip())), None)
    kept = [row for row in rows if row is not foot]
    black = [s for s in strokes if not is_red(s.colour)]
    ends = [row for row in kept if IMPRINT.search(row.text)]
    above = [s for s in black if not ends or s.y < ends[0].top - PITCH]
    if len(above) >= 3:
        kept = [row for row in kept if not above[0].y < row.base < above[-1].y]
    return Leaf(number, width, height, kept, list(strokes), foot)


def measured(leaves: Sequence[Leaf]) -> Measure:
    """The left edge where rows begin, the right edge where full ones end, and the distance of base lines."""
    rows = [row for leaf in leaves for row in leaf.rows if row.size <= LARGE and len(row.chars) >= 15]
    lefts = Counter(round(row.left * 2) / 2 for row in rows)
    if not lefts:
        return Measure(28.0, 184.0, PITCH)
    left = min(edge for edge, count in lefts.items() if count >= min(2, len(rows)))
    right = max(row.right for row in rows)
    full = [row for row in rows if row.right > right - CELL]
    steps = Counter[float]()
    for one in leaves:
        for a, b in zip(one.rows, one.rows[1:], strict=False):
            if a.size == b.size <= LARGE and len(a.chars) >= 15:
                steps[round(b.base - a.base, 1)] += 1
    pitch = steps.most_common(1)[0][0] if steps else PITCH
    return Measure(left, right, pitch if 4 < pitch < 20 else PITCH, len(full) >= 3 and len(rows) >= 5)


def lines_of(leaves: Sequence[Leaf], by: Measure) -> list[Made]:
    """Every line in order."""
    made: list[Made] = []
    before: Row | None = None
    ruled = False
    for one in leaves:
        strokes = _shown(one, last=one is leaves[-1], ruled=ruled)
        fresh = bool(one.rows) and one.number > 0 and bool(ANNEX.fullmatch(one.rows[0].text.strip()))
        for row in one.rows:
            while strokes and strokes[0][0] < row.base:
                made.append(Made(strokes.pop(0)[1]))
                ruled, before = True, None
            if fresh and row is one.rows[0]:
                made.append(Made(PAGE))
                before = None
            if before is not None and before.page == row.page:
                made += [Made("") for _ in range(blanks(before, row, by))]
            _add(made, row, before, by, one.width)
            before = row
        made += [Made(text) for _y, text in strokes]
    return made


def _shown(one: Leaf, *, last: bool, ruled: bool) -> list[tuple[float, str]]:
    """The rules that are lines of the text: the first red one, and those of the imprint."""
    red = [s.y for s in one.strokes if is_red(s.colour)]
    found = [(red[0], RED_RULE)] if red and one.number == 0 and not ruled else []
    ends = [row for row in one.rows if IMPRINT.search(row.text)]
    if last and ends:
        start = min(ends[0].top, ends[-1].top) - PITCH
        found += [(s.y, BLACK_RULE) for s in one.strokes if not is_red(s.colour) and s.y > start]
    return sorted(found)


def blanks(above: Row, below: Row, by: Measure) -> int:
    """Blank lines between two rows of a page, whatever size they have."""
    apart = middle(below) - middle(above) - half(above, by) - half(below, by)
    return max(0, min(MOST_BLANKS, round(apart / by.pitch)))


def middle(row: Row) -> float:
    return row.base - 0.38 * row.size * POINT


def half(row: Row, by: Measure) -> float:
    """Half of the height its line takes."""
    return 0.6 * PITCH if row.size > LARGE else by.pitch / 2


def is_centred(row: Row, by: Measure, width: float) -> bool:
    """In the middle, and no paragraph that only happens to be as long as that."""
    off = abs((row.left + row.right) / 2 - (by.left + by.right) / 2)
    if off > 3 and abs((row.left + row.right) / 2 - width / 2) > 3:
        return False
    begins = (row.left - by.left) / CELL
    return row.size > LARGE or (begins > 1 and abs(begins - 2) > 0.4)


def _add(made: list[Made], row: Row, before: Row | None, by: Measure, width: float) -> None:
    if before is not None and made and made[-1].rows and _goes_on(made[-1], before, row, by):
        made[-1].text += row.text
        made[-1].rows.append(row)
        return
    if is_centred(row, by, width):
        made.append(Made(row.text, [row], centred=True))
        return
    made.append(Made(WIDE * max(0, round((row.left - by.left) / CELL)) + row.text, [row]))


def _goes_on(line: Made, before: Row, row: Row, by: Measure) -> bool:
    """Is this row the paragraph's next?"""
    if abs(before.size - row.size) > 0.6 or row.size > LARGE or line.centred:
        return False
    if IMPRINT.search(before.text) and before.text.endswith(("，", "、", "；")):
        return True
    if before.right < by.right - 1.6 * CELL:
        return False
    flush = abs(row.left - by.left) < 1.0
    return flush or bool(_LISTED.match(line.text)) and row.left > by.left + 4 * CELL
