"""Does a draft say the same as the register, from which its original is printed? And is it of a length to be printed? Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

MOST = 60_000  # characters of a text: a dozen times what a long paper has
_PLACE = re.compile(r"^(?!各)[\u4e00-\u9fff]{1,7}?(?=[省市县区]|州(?!市))")
_BETWEEN = re.compile(r"[\s、，,；;：:。和及与\0]*")
_LABEL = re.compile(r"^(?:附件(?:\s*\d+|(?=[\s：:.．、\-_]))|\d{1,2}\s*[.．、](?!\d))[\s：:.．、\-_]*")
_NO_LETTER = re.compile(r"[\W_]+")
_OF_A_NOTE = re.compile(r"[\W_]+|联系人|联系电话|电话")


def too_long(count: int) -> str:
    """The sentence for a text that is not laid out."""
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


def annex_name(stem: str) -> str:
    """A file's name as it is listed in the paper: without 附件1 before it, which is printed anyway."""
    return _LABEL.sub("", stem) or stem
