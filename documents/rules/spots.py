"""Where in the text that is shown a finding stands: the checker counts lines the text view does not show. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

_BLANK = re.compile(r"\s+")
TRIED = 200  # places at which the same sentence is looked for


class Spot(NamedTuple):
    """A line of the text as it is shown, through all its pages, and the column in it; both from 1."""

    line: int
    column: int


def lines_of(pages: Sequence[str]) -> list[str]:
    """The lines of a text that is shown page by page."""
    return [line for page in pages for line in page.split("\n")]


def spots(found: Iterable[Any], pages: Sequence[str]) -> list[Spot | None]:
    """For each finding (`checking.queries.proofing.Seen`) its place in the text of these pages; None where its sentence is
    not shown there, or it stands in no line. Of several alike the one nearest to the checker's line."""
    lines = lines_of(pages)
    bare = [_BLANK.sub("", line) for line in lines]
    starts, whole = [0, *accumulate(map(len, bare))], "".join(bare)
    before, made = Counter[tuple[int, str, str]](), list[Spot | None]()
    for one in found:
        key = (one.finding.line, _BLANK.sub("", one.sentence), _BLANK.sub("", one.finding.text))
        made.append(_spot(key, before[key], lines, starts, whole) if key[0] and key[1] else None)
        before[key] += 1
    return made


def _spot(
    key: tuple[int, str, str], nth: int, lines: Sequence[str], starts: Sequence[int], whole: str
) -> Spot | None:
    """`nth`: so many findings of the same words in the same sentence came before."""
    line, sentence, words = key
    at = min(_all(whole, sentence), key=lambda n: abs(bisect_right(starts, n) - line), default=-1)
    if at < 0:
        return None
    inside = list(_all(sentence, words)) if words else []
    at += inside[min(nth, len(inside) - 1)] if inside else 0
    row = bisect_right(starts, at)
    return Spot(row, _column(lines[row - 1], at - starts[row - 1]))


def _all(whole: str, words: str) -> Iterator[int]:
    at = whole.find(words)
    for _ in range(TRIED):
        if at < 0:
            return
        yield at
        at = whole.find(words, at + 1)


def _column(line: str, nth: int) -> int:
    """Of the character before which `nth` others stand, white space not counted."""
    marks = [n for n, char in enumerate(line, 1) if not char.isspace()]
    return marks[nth]
