"""Does a draft say the same as the register, from which its original is printed? And is it of a length to be printed? Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

MOST = 60_000  # characters of a text: a dozen times what a long paper has
_PLACE = re.compile(r"^(?!各)[\u4e00-\u9fff]{1,7}?(?=[省市县区]|州(?!市))")
_BETWEEN = re.compile(r"[\s、，,；;：:。和及与\0]*")
_LABEL = re.compile(r"^(?:附件(?:\s*\d+|(?=[\s：:.．、\-_]))|\d{1,2}\s*[.．、](?!\d))[\s：:.．、\-_]*")
_NO_LETTER = re.compile(r"[\W_]+")
_DRAFT_MARK = re.compile(r"（[^（）]{0,8}稿[^（）]{0,4}）$")
_STAMP = re.compile(r"[（(](?:加?盖?(?:印|章|公章|印章))[）)]$")
_NUMBERS = re.compile(r"\d+")
_OF_A_NOTE = re.compile(r"[\W_]+|联系人|联系电话|电话")


def too_long(count: int | str) -> str:
    """The sentence for a text that is not laid out; `count` may be a place that is filled in the browser."""
    return _("文稿有 %(n)s 字，超过 6 万字，不能排版；请精简，或把表、册等内容作附件。") % {"n": count}


def same_organs(said: str, rows: Sequence[Iterable[str]]) -> bool:
    """Does `said` name every one of `rows` and nobody else? A row is the ways to call one organ: its name, its short one,
    the group it came with. Marks do not count, nor does the place before 省 or 市: 省财政厅 is 江东省财政厅."""
    ways = [{way for name in row for way in _ways(name)} for row in rows]
    rest, named = _brackets(said), set[str]()
    for way in sorted(set[str]().union(*ways), key=len, reverse=True):
        if way in rest:
            named.add(way)
            rest = rest.replace(way, "\0")
    return bool(_BETWEEN.fullmatch(rest)) and all(row & named for row in ways)


def _ways(name: str) -> set[str]:
    plain = _brackets(name)
    return {way for way in (plain, _PLACE.sub("", plain)) if way}


def _brackets(text: str) -> str:
    return re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")


def same_names(said: Sequence[str], listed: Sequence[str]) -> bool:
    """The same names in the same order; marks and spaces do not count."""
    return [_NO_LETTER.sub("", name) for name in said] == [_NO_LETTER.sub("", name) for name in listed]


def same_note(said: str, known: str) -> bool:
    """Marks, and the words before a name and a telephone number, do not count."""
    return _OF_A_NOTE.sub("", said) == _OF_A_NOTE.sub("", known)


def same_title(said: str, known: str, organs: Iterable[str]) -> bool:
    """The same title, with or without an issuing organ's name before it. Marks and spaces do not count, nor does the mark
    of a draft after it, （送审稿）; （试行） and every other word do."""
    here, there = (_bare_title(title, organs) for title in (said, known))
    return here == there


def _bare_title(title: str, organs: Iterable[str]) -> str:
    plain = _NO_LETTER.sub("", _DRAFT_MARK.sub("", _brackets(title)))
    names = sorted({_NO_LETTER.sub("", way) for name in organs for way in _ways(name)}, key=len, reverse=True)
    rest = plain
    while name := next((name for name in names if rest.startswith(name) and "关于" in rest), ""):
        rest = rest[len(name) :]  # a joint paper may name all of them
    return rest


def same_signature(said: Sequence[str], rows: Sequence[Iterable[str]]) -> bool:
    """Do the names above the date say the organs that issue it? （印章） does not count."""
    return same_organs("、".join(_STAMP.sub("", name) for name in said), rows)


def full_day(text: str) -> date | None:
    """The day as a paper may write it: 2026年3月5日, 二〇二六年三月五日, 2026-3-5. None where it is not whole (a day left open
    until it is signed) or is none of the calendar."""
    digits = _NUMBERS.findall(_with_digits(text))
    if len(digits) != 3:
        return None
    try:
        return date(*map(int, digits))
    except ValueError:
        return None


def _with_digits(text: str) -> str:
    """十、二十、三十一 and 二〇二六 in figures."""
    text = re.sub(
        r"([一二三])?十([一二三四五六七八九])?", lambda m: _figure(m[1] or "一") + _figure(m[2] or "〇"), text
    )
    return "".join(_figure(c) for c in text)


def _figure(c: str) -> str:
    at = "〇一二三四五六七八九".find(c.replace("○", "〇").replace("零", "〇"))
    return str(at) if at >= 0 else c


def annex_name(stem: str) -> str:
    """A file's name as it is listed in the paper: without 附件1 before it, which is printed anyway."""
    return _LABEL.sub("", stem) or stem
