"""Which words a rule reads, and how it says where: shared by the rules over text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from re import Match, Pattern
from typing import NamedTuple

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.meta import Meta

BLANK = " \t\u3000\u00a0\u202f" + "".join(map(chr, range(0x2000, 0x200B)))  # and what a web page pastes
HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_AROUND = 3  # characters left and right of a mark, so that it can be told from its like
_WORD = re.compile(r"\w")
_REACH = 60  # a fix changes so much at once; what is farther along the line comes with the next look


class Place(NamedTuple):
    """A line of the file; or, as line 0, a field of the register."""

    line: Line
    field: str = ""


class Mend(NamedTuple):
    """From where to where in the line, and what takes its place; None where nobody can know."""

    start: int
    end: int
    new: str | None = None


def prose(draft: Draft) -> Iterator[Line]:
    """The paragraphs and headings of the text, without the addressee."""
    for line in draft.body:
        if line.n != draft.addressee.line:
            yield line


def titled(draft: Draft, meta: Meta) -> Iterator[Place]:
    """The title, as it will be printed."""
    if meta.printed and meta.title:
        yield Place(Line(0, meta.title, meta.title), "title")
    else:
        yield from (Place(line) for line in draft.title_lines)


def written(draft: Draft, meta: Meta) -> Iterator[Place]:
    """Title, text and the names under 附件."""
    yield from titled(draft, meta)
    yield from (Place(line) for line in prose(draft))
    yield from (Place(line) for line in draft.attachment_lines)


def title_of(draft: Draft, meta: Meta) -> str:
    return meta.title if meta.printed and meta.title else draft.title.text


def line_at(draft: Draft, number: int) -> Line:
    """The line with this number in the file."""
    return draft.lines[number - 1]


def mended(place: Place, mends: Iterable[Mend]) -> Iterator[Hit]:
    """One hit for a line, or none: all that can be put right near its first place, in one stretch of words; else that place
    alone."""
    wrong = list(mends)
    if not wrong:
        return
    sure = wrong[0].new is not None
    wrong = [m for m in wrong if sure and m.new is not None and m.end <= wrong[0].end + _REACH] or wrong[:1]
    text = place.line.text
    start, end = _shown(text, wrong[0].start, wrong[-1].end)
    fix, at = "", start
    for mend in wrong:
        fix += text[at : mend.start] + (mend.new or "")
        at = mend.end
    yield Hit(place.line.n, start + 1, text[start:end], fix + text[at:end] if sure else None, place.field)


def _shown(text: str, start: int, end: int) -> tuple[int, int]:
    """The words themselves; marks with what stands around them."""
    if _WORD.search(text, start, end):
        return start, end
    before = text[max(0, start - _AROUND) : start]
    return start - len(before.lstrip(BLANK)), min(len(text), end + _AROUND)


def found(
    place: Place,
    pattern: Pattern[str],
    new: Callable[[Match[str]], str | None] | str | None = None,
    *,
    having: str = "",
    raw: bool = False,
    unless: Callable[[Match[str]], bool] | None = None,
) -> Iterator[Hit]:
    """One hit for all matches of a line; `raw`: also inside what is quoted or cited. `having`: characters of which every
    match has one, so that most lines need no search."""
    text = place.line.text if raw else place.line.masked
    if having and not any(char in text for char in having):
        return
    matches = pattern.finditer(text)
    yield from mended(
        place,
        (
            Mend(m.start(), m.end(), new(m) if callable(new) else new)
            for m in matches
            if unless is None or not unless(m)
        ),
    )


def exactly(line: Line, start: int, end: int, fix: str | None = None, note: str = "") -> Hit:
    """A hit with no words around it."""
    return Hit(line.n, start + 1, line.text[start:end], fix, note=note)
