"""State-secret markings in text (SEC-01, I01, I02). Pure. This network may not hold classified papers.

A marking is a level (绝密, 机密, 秘密) with a star, or standing where a paper carries it: alone on a header
line, after a copy number, after 密级：, in brackets round a title. The words in running text are ordinary words.
Whoever logs a hit logs where it was, never the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from .errors import SecretMarking

Where = Literal["field", "page"]


class Marking(NamedTuple):
    """Where a marking was found (field name, or 'page 3') and what it says, normalised."""

    where: str
    mark: str


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


def marking_in(text: str, where: Where = "field") -> str | None:
    """The marking found, normalised ('机密★5年'), or None.

    `where`: 'field' for what somebody typed (title, number, remark, file name), 'page' for a page of a file.
    """
    return _first(normal(text), where, HEADER_LINES)


def find_in_fields(fields: Mapping[str, object]) -> Marking | None:
    """The first marking in the values of a form; values that are not text are passed over."""
    for name, value in fields.items():
        if isinstance(value, str) and (mark := marking_in(value, "field")):
            return Marking(name, mark)
    return None


def find_in_pages(pages: Iterable[str]) -> Marking | None:
    """The first marking in a file's text."""
    for number, page in enumerate(pages, 1):
        if mark := _first(normal(page), "page", HEADER_LINES if number == 1 else TOP_LINES):
            return Marking(f"page {number}", mark)
    return None


def check_fields(fields: Mapping[str, object]) -> None:
    """Raise SecretMarking (422, with the field's name) if any value carries a marking (I01, I02)."""
    if found := find_in_fields(fields):
        raise SecretMarking(refusal(), found.where, field=found.where)


def check_pages(pages: Iterable[str]) -> None:
    """Raise SecretMarking if a file's text carries a marking (I02)."""
    if found := find_in_pages(pages):
        raise SecretMarking(refusal(), found.where)


def refusal() -> str:
    """What to tell who typed or sent it: what was found, that nothing was kept, where such a paper goes."""
    return _("发现国家秘密标志，没有保存任何内容。涉密件请走机要渠道，本系统只可登记不含标题的指针。")


_UTF16 = re.compile(
    b"(?:" + b"|".join(re.escape(w.encode("utf-16-le")) for w in ("绝密", "机密", "秘密")) + b")"
    b"(?:\x20\x00|\x00\x30)?" + re.escape("★".encode("utf-16-le"))
)


def mark_in_bytes(data: bytes) -> bool:
    """Does an old Word, WPS or Excel file, whose text is UTF-16 in the raw bytes, hold a starred level?"""
    return _UTF16.search(data) is not None


def _first(text: str, where: Where, header: int) -> str | None:
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
