"""Dates by which somebody wants something, in running words: 「请抓紧办理，12月3日前报结果。」 Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from .typed import next_such_day

_CHINESE = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_BEFORE = r"\s*(?:之前|以前|前(?![后期\d一二两三四五六七八九十半]))"
_DAY = re.compile(
    rf"(?:(?P<year>\d{{4}})\s*年)?\s*(?P<month>{_NUMBER})\s*月\s*(?P<day>{_NUMBER})\s*日{_BEFORE}"
)
_END = re.compile(rf"(?:(?P<year>\d{{4}})\s*年)?\s*(?P<month>{_NUMBER})\s*月\s*底{_BEFORE}")


def dates_wanted(text: str, start: date) -> list[date]:
    """Every day before which the words want something, each once; without a year the next such day from `start`.

    A date that is only mentioned (「11月20日会议精神」) is none, nor is one that does not exist.
    """
    found = []
    for match in sorted([*_DAY.finditer(text), *_END.finditer(text)], key=lambda m: m.start()):
        parts = match.groupdict()
        try:
            found.append(_day(parts, start))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _day(parts: dict[str, str | None], start: date) -> date:
    month, year = _small(parts["month"] or ""), parts.get("year")
    if "day" in parts:
        return next_such_day(int(year) if year else None, month, _small(parts["day"] or ""), start)
    first = next_such_day(int(year) if year else None, month, 28, start)  # no month ends before
    return (first + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _small(text: str) -> int:
    """3, 三, 二十三."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE[text] if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)
