"""Numbers of copies as a clerk writes them, 1-20、25, read and written back. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

MOST = 10_000  # numbers in one go
BETWEEN = re.compile(r"[、,;\s]+")
DASH = re.compile(r"[-~—–－～至到]+")
DIGITS = re.compile(r"[0-9]{1,6}")  # 份号 has six digits (GB/T 9704-2012 7.2.1)


class BadRange(ValueError):
    """`str()` is a sentence: which part cannot be read, and why."""


def parse(text: str) -> list[int]:
    """The numbers that `1-20、25` names, each once, in order; leading zeros and full-width digits are read, too.

    Nothing gives an empty list. Raises `BadRange` for anything else than numbers of one to six digits from 1 on, for a
    range that runs backwards, and for more than 10,000 numbers.
    """
    found: set[int] = set()
    plain = re.sub(rf"\s*({DASH.pattern})\s*", r"\1", unicodedata.normalize("NFKC", text))
    for part in BETWEEN.split(plain):
        if part:
            first, last = _ends(part)
            if last - first >= MOST or len(found) + last - first >= MOST:
                raise BadRange(_("一次最多 %(n)s 份。") % {"n": f"{MOST:,}"})
            found.update(range(first, last + 1))
    return sorted(found)


def _ends(part: str) -> tuple[int, int]:
    ends = DASH.split(part)
    if len(ends) > 2 or not all(DIGITS.fullmatch(end) for end in ends):
        raise BadRange(_("看不懂「%(part)s」，请写成 1-20、25 这样的份号。") % {"part": part[:30]})
    first, last = int(ends[0]), int(ends[-1])
    if first < 1:
        raise BadRange(_("份号从 1 开始。"))
    if last < first:
        raise BadRange(_("「%(part)s」前大后小，请改正。") % {"part": part[:30]})
    return first, last


def written(numbers: Iterable[int], width: int = 0) -> str:
    """1-20、25: the shortest text that `parse` reads back to the same numbers; `width` 6 as they stand on paper."""
    runs: list[list[int]] = []
    for n in sorted(set(numbers)):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    ends = ((f"{a:0{width}}", f"{b:0{width}}") for a, b in runs)
    return "、".join(a if a == b else f"{a}-{b}" for a, b in ends)
