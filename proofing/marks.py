"""State-secret markings (SEC-01). Pure; what refuses an upload and what checks a draft know them from here.

A marking is a level (绝密, 机密, 秘密) with a star, or standing where a paper carries it: alone on a header
line, after a copy number, after 密级：, in brackets round a title. The words in running text are ordinary words.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Where = Literal["field", "page"]

_LEVEL = r"(?:绝[ \t]*密|机[ \t]*密|秘[ \t]*密)"
_STAR = "[★☆✩✪✫✬✭✮✯✰✡⭐🌟⋆✶✷✸✹]"
_NUMBER = r"[\d一二三四五六七八九十廿卅半]{1,4}"
_PERIOD = rf"(?:{_NUMBER}[ \t]*(?:年|个月|月|日|天)|长[ \t]*期|永久)"
_STARRED = re.compile(rf"{_LEVEL}[ \t]*{_STAR}(?:[ \t]*{_PERIOD})?|{_LEVEL}[ \t]*\*+[ \t]*{_PERIOD}")
_LABELLED = re.compile(
    rf"密[ \t]*级[^\n:]{{0,6}}:[ \t]*({_LEVEL})(?![ \t]*{_LEVEL})[ \t]*(?:$|[,;。 \t*(]|{_PERIOD})",
    re.MULTILINE,
)
_COPY = r"(?:份[ \t]*号[ \t]*:?[ \t]*)?(?:(?:No\.?|№)?[ \t]*\d{2,8}[ \t]+)?"
_TAIL = rf"(?:[ \t]*[*·.,:\-—_/|]*[ \t]*\(?{_PERIOD}\)?)?"
_OPEN, _CLOSE = r"[(\[{〔【]", r"[)\]}〕】]"
_BRACKETED = rf"{_OPEN}[ \t]*{_LEVEL}{_TAIL}[ \t]*{_CLOSE}"
_URGENCY = r"(?:特[ \t]*急|加[ \t]*急|特[ \t]*提|平[ \t]*急)"
_ALONE = re.compile(
    rf"{_COPY}(?:{_URGENCY}[ \t]+)?(?:{_LEVEL}|{_BRACKETED}){_TAIL}[ \t]*(?:件|{_URGENCY})?[ \t*]*|(?:[^\n]{{0,12}}[ \t])?密[ \t]*码[ \t]*电[ \t]*报",
)
_EDGE = re.compile(rf"^[ \t]*{_BRACKETED}|{_BRACKETED}[ \t]*$|[^家业作人信术\s][ \t_\-—]+{_LEVEL}{_TAIL}$")
_PREFIX = re.compile(
    rf"^[ \t]*(?:{_LEVEL})(?:[ \t]*{_PERIOD})?[ \t]*(?:[:;|_\-—·][ \t]*\S|关于)|^[ \t]*密电[ \t]*[〔\[(]?\d"
)
_OLD_FORMS = str.maketrans("絕機祕級長號碼電報", "绝机秘级长号码电报")

HEADER_LINES = 12  # on the first page: copy number, level, urgency, letterhead, number, title
TOP_LINES = 5  # on later pages, where an annex may carry its own mark


def normal(text: str) -> str:
    """NFKC, traditional forms of the words in question made simple, marks and invisible characters removed."""
    text = unicodedata.normalize("NFKC", text).translate(_OLD_FORMS)
    text = "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cf", "Cc", "Mn", "Me", "Co"}
    )
    return re.sub(r"[^\S\n]", " ", text)


def first(text: str, where: Where = "field", header: int = HEADER_LINES) -> str | None:
    """The marking found in words that are `normal`, closed up ('机密★5年'), or None. `where`: 'field' for what somebody
    typed (title, number, remark, file name), 'page' for a page, whose first `header` lines may bear one alone."""
    for pattern in (_STARRED, _LABELLED):
        if found := pattern.search(text):
            return _closed(found.group(0))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if where == "field":
        return _in_field(lines)
    for line in lines[:header]:
        if _ALONE.fullmatch(line):
            return _closed(line)
    return None


def _in_field(lines: list[str]) -> str | None:
    for line in lines:
        found = _ALONE.fullmatch(line) or _EDGE.search(line) or _PREFIX.search(line)
        if found:
            return _closed(found.group(0))
    return None


def _closed(mark: str) -> str:
    return re.sub(r"\s", "", mark)
