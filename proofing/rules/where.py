"""Where an element's words stand: in the lines of the paper, or in a field of the register that will be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from proofing.draft import Draft, Line, Spot
from proofing.finding import Hit
from proofing.meta import Meta

_SENTENCE = re.compile(r"[^。！？；]{1,2000}[。！？；]?[”’）]?")


@dataclass(frozen=True)
class Words:
    """The words of an element, joined where it runs over several lines; `pieces` are (where in `text`, line, column)."""

    text: str
    pieces: tuple[tuple[int, int, int], ...]
    field: str = ""

    def hit(self, start: int = 0, end: int | None = None, fix: str | None = None, note: str = "") -> Hit:
        """The words from `start` to `end`, on the line where they begin; a fix holds only where they end there too."""
        at = max(n for n, piece in enumerate(self.pieces) if piece[0] <= max(start, 0))
        begin, line, column = self.pieces[at]
        stop = self.pieces[at + 1][0] if at + 1 < len(self.pieces) else len(self.text)
        end = len(self.text) if end is None else end
        here = self.text[start : min(end, stop)]
        return Hit(line, column + start - begin, here, fix if end <= stop else None, self.field, note)


def words_of(lines: tuple[Line, ...]) -> Words:
    """Lines joined without the white space at their ends."""
    text, pieces = "", []
    for line in lines:
        pieces.append((len(text), line.n, len(line.text) - len(line.text.lstrip()) + 1))
        text += line.text.strip()
    return Words(text, tuple(pieces))


def of_field(name: str, text: str) -> Words:
    return Words(text, ((0, 0, 1),), name)


def title(draft: Draft, meta: Meta) -> Words | None:
    if meta.printed and meta.title.strip():
        return of_field("title", meta.title.strip())
    return words_of(draft.title_lines) if draft.title else None


def number(draft: Draft, meta: Meta) -> Words | None:
    if meta.printed and meta.number.strip():
        return of_field("number", meta.number.strip())
    spot = draft.number
    return Words(spot.text, ((0, spot.line, spot.column),)) if spot else None


def addressee(draft: Draft, meta: Meta) -> Words | None:
    """With its last mark, as it stands; from the register the names alone."""
    if meta.printed and meta.recipients:
        return of_field("main_to", "、".join(organ.name for organ in meta.recipients))
    return words_of(lines_of(draft, draft.addressee)) if draft.addressee else None


def lines_of(draft: Draft, spot: Spot) -> tuple[Line, ...]:
    """The lines of an element that may go on in further lines: from its first, until all its words are there."""
    found: list[Line] = []
    left = len(spot.text)
    for line in draft.lines[spot.line - 1 :]:
        if left <= 0:
            break
        if line:
            found.append(line)
            left -= len(line.text.strip())
    return tuple(found)


def copies(draft: Draft, meta: Meta) -> Words | None:
    """抄送, from the register the names alone."""
    if meta.printed and meta.cc:
        return of_field("cc", "，".join(organ.name for organ in meta.cc))
    return words_of(lines_of(draft, draft.cc)) if draft.cc else None


def letterhead(draft: Draft, note: str = "") -> Hit:
    """Told at its first line where it has several."""
    spot = draft.letterhead
    words = draft.lines[spot.line - 1].text.strip()
    return Hit(spot.line, spot.column, words, note=note)


def topmost(draft: Draft) -> Hit | None:
    """Where something is told that is missing in the head: at the number, else at what is next to it."""
    if draft.number:
        return Hit(draft.number.line, draft.number.column, draft.number.text)
    if draft.letterhead:
        return letterhead(draft)
    if draft.title:
        return words_of(draft.title_lines[:1]).hit()
    return Hit(draft.rule, 1, draft.lines[draft.rule - 1].text.strip()) if draft.rule else None


def sentences(line: Line) -> Iterator[tuple[int, str, str]]:
    """Each sentence of a line: where it begins (from 0), as it stands, and masked."""
    for match in _SENTENCE.finditer(line.masked):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield start, line.text[start : match.end()].rstrip(), line.masked[start : match.end()].rstrip()


def body_text(draft: Draft) -> str:
    """The body in one string, masked."""
    return "\n".join(line.masked for line in draft.body)
