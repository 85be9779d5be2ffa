"""Headings and their numbers: 一、（一）1.（1） (SEQ)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from proofing.draft import Draft, Line
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check

from .numerals import ORDINAL, value
from .numerals import written as chinese
from .parts import BLANK, Place, exactly, found, prose

_LEVELS = (
    re.compile(rf"({ORDINAL})(?:[ ]?、(?![一二三四五六七八九十]{{1,3}}[、级类等季产])|[.．，,](?!\d))"),
    re.compile(rf"[（(]({ORDINAL})[）)][、，．.,]?"),
    re.compile(r"([0-9０-９]{1,2})[.．、](?![0-9０-９])"),
    re.compile(r"[（(]([0-9０-９]{1,2})[）)][、，．.,]?"),
)
_END = {1: "、", 2: "）)", 3: ".", 4: "）)"}
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_PERHAPS = re.compile(r"[0-9]{1,2}[.．、][0-9]")  # 2.2026年… is the second; 2.5亿元 is none: nobody can tell
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]{1,5}条[\s\u3000]")
_PART = re.compile(r"(?:第[一二三四五六七八九十百]{1,5}(?:[章节编篇]|部分)|[上中下]篇)(?:[\s\u3000：]|$)")
_BARE = re.compile(r"[^。；！？：，、.;!?:,…]{2,30}")  # 2026年工作安排, 【存在问题】
_FIRST = re.compile(r"(?:(?<=[。；：，！？\s\u3000])|^)(第[一二三四五六七八九十]{1,2}|首先|其次|再次|最后|[一二三四五六七八九十]是)、(?!第?[一二三四五六七八九十]|其次|最后)")  # fmt: skip


@dataclass(frozen=True)
class Ordinal:
    """The number a line begins with: its level from 1, what it counts, where it stands."""

    line: Line
    level: int
    number: int
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def mark(self) -> str:
        """As the level writes it: the third is 3."""
        shape = ("%s、", "（%s）", "%s.", "（%s）")[self.level - 1]
        return shape % (chinese(self.number) if self.level < 3 else self.number)


def ordinal_of(line: Line) -> Ordinal | None:
    start = len(line.text) - len(line.text.lstrip(BLANK))
    for level, shape in enumerate(_LEVELS, 1):
        if match := shape.match(line.text, start):
            number = value(match[1]) if level < 3 else int(match[1])
            return Ordinal(line, level, number, start, match.end()) if number else None
    return None


@dataclass
class _Walk:
    """Open lists, outermost first, as (level, numbers that the last one may count as)."""

    open: list[tuple[int, tuple[int, ...]]]
    after: str = ""  # the line before, where it bears no number
    crossed: frozenset[tuple[int, int]] = frozenset()
    perhaps: bool = False  # a line that may have been the number before
    last: dict[int, tuple[int, ...]] = field(default_factory=dict)  # of each level, open or not

    def step(self, here: Ordinal) -> tuple[bool, int]:
        """Whether it lies within a list of a deeper level, and the number it should have."""
        known = [n for n, (level, _) in enumerate(self.open) if level == here.level]
        if known and not (here.number == 1 and self._new_list(known[-1])):
            at = known[-1]
            wanted = _nearest(here.number, [n + 1 for n in self.open[at][1]])
            del self.open[at:]
        else:
            # 7.3.3 asks for no new count in each section: （一）（二）…二、（三） is as usual as （一） again.
            wanted = _nearest(here.number, [1, *(n + 1 for n in self.last.get(here.level, ()))])
            if known and not self._inside_out():
                del self.open[known[-1] :]
        pair = (self.open[-1][0] if self.open else 0, here.level)
        inside = pair[0] > here.level and pair not in self.crossed
        self.crossed |= {pair} if inside else set()
        # After a slip the next may go on from what stands there or from what should: 一、三、三、 is one slip.
        self.last[here.level] = tuple({here.number, wanted})
        self.open.append((here.level, self.last[here.level]))
        return inside, wanted

    def _inside_out(self) -> bool:
        return len(self.open) > 1 and self.open[-1][0] < self.open[-2][0]

    def _new_list(self, at: int) -> bool:
        """May 1 stand here again? After a line that announces a list, below headings without a number (above 一、 such a
        heading bears no mark: a report's 存在问题), and where levels have been mixed up already."""
        if 1 in self.open[at][1] and not self.after:
            return False
        announced = self.after.endswith(("：", ":")) or bool(_BARE.fullmatch(self.after))
        return announced or (self.open[at][0] > 1 and bool(self.after)) or self._inside_out()


def _nearest(number: int, wanted: list[int]) -> int:
    return min(wanted, key=lambda n: abs(n - number))


def _walked(draft: Draft) -> Iterator[tuple[Ordinal, bool, int]]:
    walk = _Walk([])
    for line in prose(draft):
        bare = line.text.strip(BLANK)
        if _ARTICLE.match(bare):
            walk = _Walk([])
        elif _PART.match(bare):
            walk = _Walk([], last=walk.last)  # a part may count its headings anew or go on
        here = ordinal_of(line)
        if here is None:
            walk.after = bare
            walk.perhaps = walk.perhaps or bool(_PERHAPS.match(bare))
            continue
        inside, wanted = walk.step(here)
        if walk.perhaps and here.level == 3:
            wanted, walk.perhaps = here.number, False
        walk.after = bare if bare.endswith(("：", ":")) else ""
        yield here, inside, wanted


@check("SEQ-01")
def levels(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for here, inside, _wanted in _walked(draft):
        if inside:
            yield exactly(here.line, here.start, here.end, note=f"“{here.text}”排在了更低层次的序号之下。")


@check("SEQ-02")
def continuous(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for here, _inside, wanted in _walked(draft):
        if here.number != wanted:
            should = Ordinal(here.line, here.level, wanted, 0, 0).mark
            yield exactly(here.line, here.start, here.end, note=f"此处应为“{should}”。")


@check("SEQ-03")
def mark_after(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """Brackets of half width are SEQ-04's, whose fix mends both."""
    for line in prose(draft):
        here = ordinal_of(line)
        if here and wrong_mark(here):
            yield exactly(line, here.start, here.end, None if half_width_brackets(here) else _right(here))


def wrong_mark(here: Ordinal) -> bool:
    """SEQ-03: another mark than the level's, or a blank before it: 三 、."""
    return here.text[-1] not in _END[here.level] or any(blank in here.text for blank in BLANK)


def half_width_brackets(here: Ordinal) -> bool:
    """SEQ-04."""
    return here.level in (2, 4) and ("(" in here.text or ")" in here.text)


def _right(here: Ordinal) -> str:
    inner = here.text.strip("（(）)、，．.," + BLANK).translate(_NARROW)
    return {1: f"{inner}、", 2: f"（{inner}）", 3: f"{inner}.", 4: f"（{inner}）"}[here.level]


@check("SEQ-04")
def full_width(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for line in prose(draft):
        here = ordinal_of(line)
        if here and half_width_brackets(here):
            yield exactly(line, here.start, here.end, _right(here))


@check("SEQ-05")
def comma_after_first(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for line in prose(draft):
        yield from found(Place(line), _FIRST, lambda m: f"{m[1]}，")
