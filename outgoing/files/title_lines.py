"""The lines of a title (GB/T 9704-2012 7.3.1): complete in their words, symmetrical, a trapezoid or a diamond. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from unicodedata import east_asian_width

from .title_words import words_of

ROOM = 20.0  # characters of 2号 in 156 mm
_NARROW = 0.62  # a digit or Latin letter beside a Chinese character, rounded up
_FULL = 19.0  # a line longer than this touches both edges

_NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕”’％%…—·,.;:?!)]}的")
_NEVER_LAST = frozenset("（《〈「『【〔“‘([{")
_PLACES = frozenset("省市县区州")
_JOINING = frozenset("和与及或暨")
_SUFFIX = frozenset("省市县区州盟旗乡镇村厅局委办部署处院所站校会性化率度者员类型级等号项个年月日")
_PAIRS = (("《》", 2.5), ("“”", 4.0), ("（）", 3.5), ("〔〕", 9.0), ("〈〉", 2.5))
# An organ's name after its place: 市|人力资源和社会保障局, 省|人民政府办公厅.
_ORGAN = re.compile(
    r"(?<=[省市县区州])[^，、。《》“”关]{1,12}?(?:委员会|政府(?:办公[厅室])?|办公[厅室]|[局厅])(?!长)"
)
_RUN = re.compile(r"[0-9A-Za-z.%/\-]+")

_IMPOSSIBLE = 1000.0


def title_lines(title: str, room: float = ROOM) -> list[str]:
    """`title` in lines of at most `room` full-width characters; joined they give the title again (white space at the
    breaks aside). [] for an empty title. A line never starts with a mark or 的 nor ends with an opening bracket, as
    long as there is any other way to fit."""
    text = " ".join(title.split())
    if not text:
        return []
    cutter = _Cutter(text, room)
    fewest = max(1, -int(-cutter.total // room))
    tries = [cutter.cut(count) for count in range(fewest, fewest + 3)]
    best = min(tries, key=lambda found: found.cost)
    edges = [0, *best.breaks, len(text)]
    return [text[a:b].strip() for a, b in zip(edges, edges[1:], strict=False)]


def width(text: str) -> float:
    """Its width in full-width characters, never less than it prints."""
    return sum(1.0 if east_asian_width(c) in "WFA" else _NARROW for c in text)


@dataclass(frozen=True)
class _Cut:
    cost: float
    breaks: tuple[int, ...]


class _Cutter:
    """All ways to cut one text, each with what it costs; the cheapest for a number of lines."""

    def __init__(self, text: str, room: float) -> None:
        self.text, self.room = text, room
        self.places = [0.0]
        for c in text:
            self.places.append(self.places[-1] + width(c))
        self.total = self.places[-1]
        self.at = _break_costs(text, room)

    def cut(self, count: int) -> _Cut:
        """The cheapest cut into `count` lines. More lines than needed cost something, too."""
        size, mean = len(self.text), self.total / count
        extra = 3.0 * (count - max(1, -int(-self.total // self.room)))

        @cache
        def rest(before: int, start: int, left: int, falling: bool) -> _Cut:
            """The cheapest cut of text[start:] into `left` lines, after the line text[before:start]."""
            best = _Cut(_IMPOSSIBLE * 99, ())
            ends = [size] if left == 1 else range(start + 1, size - left + 2)
            for end in ends:
                wide = self.places[end] - self.places[start]
                if wide > self.room and end > start + 1:
                    break
                if end < size and (
                    wide < mean * 0.45 or self.places[size] - self.places[end] > self.room * (left - 1)
                ):
                    continue  # too short to be looked at, or what is left does not fit
                shape, down = self._shape(before, start, wide, falling)
                cost = shape + self._line(wide, mean, count) + (self.at[end] if end < size else 0.0)
                if cost - 2.0 * left >= best.cost:  # what follows may be worth a little, never that much
                    continue
                more = rest(start, end, left - 1, down) if left > 1 else _Cut(0.0, ())
                here = (end,) if end < size else ()
                best = min(best, _Cut(cost + more.cost, here + more.breaks), key=lambda cut: cut.cost)
            return best

        found = rest(0, 0, count, False)
        return _Cut(found.cost + extra, found.breaks)

    def _shape(self, before: int, start: int, wide: float, falling: bool) -> tuple[float, bool]:
        """What the line's width costs after the one before it, and whether lines get shorter now. A middle that is
        shorter than what is above and below it (an hourglass) is what the standard rules out."""
        if start == 0:
            return 0.0, False
        step = wide - (self.places[start] - self.places[before])
        if abs(step) < 0.9:  # two lines alike are a rectangle
            return (3.6 if before == 0 else 1.2), falling
        if step > 0:
            return (12.0 if falling else 0.0), falling
        return 0.0, True

    def _line(self, wide: float, mean: float, count: int) -> float:
        """What a line of this width costs by itself: far from the others, nearly empty, or from edge to edge."""
        if wide > self.room:
            return _IMPOSSIBLE
        away = ((wide - mean) / mean) ** 2 * 9
        short = 30.0 if count > 1 and wide < 2.5 else 4.0 if count > 1 and wide < 4.5 else 0.0
        return away + short + (1.0 if wide > _FULL else 0.0)


def _break_costs(text: str, room: float) -> list[float]:
    """What a line's end before each character costs (index 0 and the last are no breaks)."""
    costs = [0.0] * (len(text) + 1)
    _word_costs(text, costs)
    for n in range(1, len(text)):
        costs[n] += _marks(text, n)
    for pair, cost in _PAIRS:
        for found in re.finditer(rf"{pair[0]}[^{pair}]*{pair[1]}", text):
            inside = cost if width(found.group()) <= room else cost / 4
            for n in range(found.start() + 1, found.end()):
                costs[n] += inside
    for found in _ORGAN.finditer(text):
        for n in range(found.start(), found.end()):
            costs[n] += 3.5
    return costs


def _word_costs(text: str, costs: list[float]) -> None:
    """Inside a word a break is bad; between two characters of no known word it may be inside a name."""
    at, single = 0, False
    for word in words_of(text):
        alone = len(word) == 1
        if alone and (single or word in _SUFFIX) and at:
            costs[at] += 3.0 if word in _SUFFIX else 0.8
        for n in range(at + 1, at + len(word)):
            costs[n] += 5.0
        at, single = at + len(word), alone


def _marks(text: str, n: int) -> float:
    """What the characters around a break say for or against it."""
    before, after = text[n - 1], text[n]
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return _IMPOSSIBLE
    if _RUN.fullmatch(before + after) or (before == "第" and _RUN.fullmatch(after)):
        return _IMPOSSIBLE / 2
    cost = 0.0
    if _RUN.fullmatch(before) and after not in "《“（ ":
        cost += 7.0  # a number and what it counts
    if before in _PLACES and after != "关":
        cost += 1.5  # 云川市|财政局
    if text[:n].endswith("关于") or before in _JOINING:
        cost += 6.0 if before == "于" else 1.5
    if text[n:].startswith("关于") or after == "《" or before in "》、，；： ":
        cost -= 1.5 if after == "关" else 0.7
    return cost
