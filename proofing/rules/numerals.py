"""Chinese numerals and the ways a day is written."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

DIGITS = "〇○零一二三四五六七八九"
ORDINAL = "[一二三四五六七八九十百]{1,5}"  # 一 to 一百九十九
_VALUE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
CHINESE_DAY = re.compile(
    rf"([{DIGITS}]{{4}})年\s?([一二三四五六七八九十]{{1,3}})月(?:\s?([一二三四五六七八九十]{{1,3}})[日号])?"
)
_FULL = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]?")
_EITHER = r"([一二三四五六七八九十]{1,3}|\d{1,2})"
_SLIPPED = re.compile(rf"([{DIGITS}\dOoОо]{{4}})\s?年\s?{_EITHER}\s?月\s?{_EITHER}\s?[日号]?")
_PUNCTUATED = re.compile(r"(\d{4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})\s?日?")


def value(chinese: str) -> int:
    """三 is 3, 二十一 is 21, 一百零五 is 105; 0 for what is no number up to 199."""
    hundreds, _, rest = chinese.rpartition("百")
    if hundreds not in ("", "一") or ("百" in chinese and not hundreds):
        return 0
    tens, ten, ones = rest.removeprefix("零").partition("十")
    if not ten:
        tens, ones = "", tens
    if any(len(part) > 1 for part in (tens, ones)):
        return 0
    count = 10 * _VALUE.get(tens or "一", 0) if ten else 0
    return (100 if hundreds else 0) + count + (_VALUE.get(ones, 0) if ones else 0)


def written(number: int) -> str:
    """3 is 三, 21 is 二十一."""
    tens, ones = divmod(number, 10)
    word = "零一二三四五六七八九"
    if number > 99:
        return f"一百{'零' if 0 < number % 100 < 10 else ''}{written(number - 100) if number > 100 else ''}"
    return ("" if tens == 0 else "十" if tens == 1 else f"{word[tens]}十") + (
        word[ones] if ones or not tens else ""
    )


def numbers_of(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date that is written in full, in whichever way, a letter O for the nought or a mark behind it
    too; they need not be in the calendar."""
    text = unicodedata.normalize("NFKC", text).strip().rstrip("。.,;、")
    if found := _FULL.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _PUNCTUATED.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _SLIPPED.fullmatch(text):
        year = int("".join(c if c.isdigit() else str(_VALUE.get(c, 0)) for c in found[1]))
        return year, _either(found[2]), _either(found[3])
    return None


def _either(number: str) -> int:
    return int(number) if number.isdigit() else value(number)


def day_of(text: str) -> date | None:
    """The day, where the calendar has it."""
    try:
        return date(*numbers) if (numbers := numbers_of(text)) else None
    except ValueError:
        return None


def arabic(text: str) -> str | None:
    """As GB/T 9704-2012 7.3.5.4 wants it: 2026年3月5日; None for what is no whole day."""
    day = day_of(text)
    return f"{day.year}年{day.month}月{day.day}日" if day else None
