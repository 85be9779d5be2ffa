"""What follows from what the clerk typed: the number as printed, reading or action item. Pure."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from documents.words import ASKS, Category, Kind, ToUs

BARE = re.compile(r"(?:(\d{4})[-/ ])?0*(\d{1,5})", re.ASCII)
NO_NUMBER = frozenset({"无", "无号", "无字号", "无文号", "无编号", "-", "—", "/"})
INFORMS = frozenset(
    {Kind.REPORT, Kind.BULLETIN, Kind.MINUTES, Kind.COMMUNIQUE, Kind.ANNOUNCEMENT, Kind.PUBLIC_NOTICE}
)
WANTS = re.compile(r"征求.{0,30}意见|征集|反馈|报送|上报|商请|转办|督办")


def printed_number(text: str, code: str, year: int) -> str:
    """The number as printed. A bare serial (212, or 2025-7 for another year) gets the sender's code round it.

    What the clerk copied from the paper is kept letter by letter, errors too; 无 and the like mean no number.
    """
    text = text.strip()
    if text in NO_NUMBER:
        return ""
    found = BARE.fullmatch(unicodedata.normalize("NFKC", text))
    if not found or not code:
        return text
    return f"{code}〔{found[1] or year}〕{found[2]}号"


def proposed_category(kind: str, to_us: str, title: str) -> tuple[Category, str]:
    """Reading or action item by rule, and why (domain.md §4.2). The clerk may decide otherwise."""
    if WANTS.search(title):
        return Category.ACTION, _("标题要求办理或答复")
    if to_us == ToUs.COPY:
        return Category.READING, _("抄送本机关")
    if kind in INFORMS or (kind == Kind.OTHER and "简报" in title):
        return Category.READING, _("报告、通报、纪要、简报等阅知性公文")
    if kind in ASKS:
        return Category.ACTION, _("请示、意见、函、议案等要求答复")
    return Category.ACTION, _("没有写明只供阅知")


def visible(text: str) -> bool:
    """Is there anything to see in this text?"""
    return any(unicodedata.category(c)[0] not in "CZ" for c in text)
