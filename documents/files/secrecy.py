"""State-secret markings in text (SEC-01, I01, I02). Pure. This network may not hold classified papers.

What a marking is, `proofing.marks` says. Whoever logs a hit logs where it was, never the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from proofing.marks import HEADER_LINES, TOP_LINES, Where, first, normal

from .errors import SecretMarking


class Marking(NamedTuple):
    """Where a marking was found (field name, or 'page 3') and what it says, normalised."""

    where: str
    mark: str


def marking_in(text: str, where: Where = "field") -> str | None:
    """The marking found, normalised ('机密★5年'), or None.

    `where`: 'field' for what somebody typed (title, number, remark, file name), 'page' for a page of a file.
    """
    return first(normal(text), where, HEADER_LINES)


def find_in_fields(fields: Mapping[str, object]) -> Marking | None:
    """The first marking in the values of a form; values that are not text are passed over."""
    for name, value in fields.items():
        if isinstance(value, str) and (mark := marking_in(value, "field")):
            return Marking(name, mark)
    return None


def find_in_pages(pages: Iterable[str]) -> Marking | None:
    """The first marking in a file's text."""
    for number, page in enumerate(pages, 1):
        if mark := first(normal(page), "page", HEADER_LINES if number == 1 else TOP_LINES):
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
