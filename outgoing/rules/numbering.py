"""Document numbers (发文字号): what a rule may look like, which rule numbers a paper, what it prints. Pure.

GB/T 9704-2012 7.2.5 and domain.md §3.1: 机关代字〔four-digit year〕serial号, no leading zero, no space, no 第 (NUM-01…07,
NUM-12); which papers of an organ are numbered where is the organ's own list (NUM-09).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from django.utils.translation import gettext as _

from docflow.web.errors import Incomplete

FIRST_YEAR, LAST_YEAR = 2000, 2099  # NUM-01: 〔20\d{2}〕
LAST_SERIAL = 999_999
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_CODE = re.compile(f"[{_HAN}]{{1,12}}")
_WORDS = re.compile(f"[{_HAN}]*")
_NAME = re.compile(r"\{(code|year|serial)\}")
_YEAR, _SERIAL, _TAIL = "〔{year}〕", "{serial}", "{serial}号"


class Rule(Protocol):
    """A number series, as far as this asks."""

    @property
    def code(self) -> str: ...
    @property
    def pattern(self) -> str: ...
    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def layouts(self) -> Sequence[str]: ...
    @property
    def is_active(self) -> bool: ...


R = TypeVar("R", bound=Rule)


class Plain(NamedTuple):
    """A rule that is not saved yet: the one on the editor's screen."""

    code: str
    pattern: str
    kinds: Sequence[str] = ()
    layouts: Sequence[str] = ()
    is_active: bool = True


class Ambiguous(Incomplete):
    """Several series fit a paper, and none is closer than the others (409): the sentence names them."""


class Trial(NamedTuple):
    """What would be printed, by which rule; without a number `why` says what is in the way."""

    number: str = ""
    rule: Rule | None = None
    why: str = ""


def printed(code: str, pattern: str, year: int, serial: int) -> str:
    """The number as it stands on the paper. Only the three names are filled in, each once and in one pass: nothing
    that somebody typed is ever read as a format (no attributes, no conversions)."""
    values = {"code": code, "year": str(year), "serial": str(serial)}
    return _NAME.sub(lambda found: values[found[1]], pattern)


def shape(code: str, pattern: str) -> str:
    """What all numbers of a series have in common; series with different shapes never print the same number."""
    return pattern.replace("{code}", code)


def is_yearly(pattern: str) -> bool:
    return "{year}" in pattern


def code_fits(code: str) -> str:
    """Why this is no 机关代字; empty where it is one."""
    return "" if _CODE.fullmatch(code) else _("机关代字为 1 至 12 个汉字，如“江政办发”。")


def pattern_fits(pattern: str) -> str:
    """Why numbers may not be printed like this; empty where they may (NUM-01…07, NUM-12)."""
    words = _NAME.sub("", pattern)
    if any(c.isspace() for c in pattern):
        return _("字号中不能有空格。")
    if "{" in words or "}" in words:
        return _("字号样式只能用 {code}、{year}、{serial} 三个代号。")
    if pattern.count(_SERIAL) != 1:
        return _("字号样式要有且只有一个 {serial}（序号）。")
    if pattern.count("{code}") > 1 or pattern.count("{year}") > 1:
        return _("{code}、{year} 不能重复。")
    if any(c.isdecimal() for c in words):
        return _("字号样式中不能写数字：年份用 {year}，序号不编虚位。")
    if not pattern.endswith(_TAIL):
        return _("字号样式以 {serial}号 结尾。")
    return _year_fits(pattern) if is_yearly(pattern) else _words_fit(words)


def _year_fits(pattern: str) -> str:
    """A number of a year: code, 〔year〕, serial."""
    if _YEAR not in pattern:
        return _("年份用六角括号〔〕括起：〔{year}〕。")
    if "第" in pattern:
        return _("按年编号的，序号前不加“第”。")
    head, rest = pattern.split(_YEAR)
    if rest != _TAIL or "{code}" not in head:
        return _("按年编号的，依次是机关代字、年份、序号，如 {code}〔{year}〕{serial}号。")
    return _words_fit(head.replace("{code}", ""))


def _words_fit(words: str) -> str:
    return "" if _WORDS.fullmatch(words) else _("字号样式中除代号和〔〕外只能用汉字。")


def series_for(rows: Iterable[R], kind: str, layout: str) -> R | None:
    """The series in which a paper of this kind and format is numbered, of those given (an organ's); None where none
    fits. No kinds, no formats: any. A series whose lists lie within another's is closer than that one.

    Raises `Ambiguous` where several fit and none of them is the closest.
    """
    fitting = [
        r for r in rows
        if r.is_active and (not r.kinds or kind in r.kinds) and (not r.layouts or layout in r.layouts)
    ]  # fmt: skip
    closest = [r for r in fitting if not any(_closer(other, r) for other in fitting)]
    if len(closest) > 1:
        names = _("、").join(f"「{r.code}」" for r in closest)
        words = _("%(names)s都适用于这类公文，请先把编号规则的文种或格式分清。")
        raise Ambiguous(words % {"names": names})
    return closest[0] if closest else None


def _closer(a: Rule, b: Rule) -> bool:
    """Is `a` for fewer papers than `b`, and for none that `b` is not for?"""
    within = _within(a.kinds, b.kinds) and _within(a.layouts, b.layouts)
    return within and not (_within(b.kinds, a.kinds) and _within(b.layouts, a.layouts))


def _within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    """Of two lists in which nothing means everything."""
    return not outer or bool(inner) and set(inner) <= set(outer)


def try_out(rows: Iterable[Rule], kind: str, layout: str, year: int, serial: int) -> Trial:
    """What a paper of this kind and format would be numbered, or why it would not be."""
    try:
        rule = series_for(rows, kind, layout)
    except Ambiguous as error:
        return Trial(why=str(error))
    if rule is None:
        return Trial(why=_("没有适用于这类公文的编号规则。"))
    return Trial(printed(rule.code, rule.pattern, year, serial), rule)
