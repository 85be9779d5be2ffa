"""An incoming paper as the checker knows it: what the register says of it beside its text. Pure.

Only what the paper itself must bear out: of the way it went at its sender's nothing is known here, and nothing is said.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from documents.words import TELEGRAMS, Kind, ToUs, Urgency
from proofing.meta import Meta, Organ

CHINESE: dict[str, str] = {  # 条例 第八条: what the rules call them, in every language of the screen
    Kind.RESOLUTION: "决议", Kind.DECISION: "决定", Kind.ORDER: "命令", Kind.COMMUNIQUE: "公报", Kind.ANNOUNCEMENT: "公告",
    Kind.PUBLIC_NOTICE: "通告", Kind.OPINION: "意见", Kind.NOTICE: "通知", Kind.BULLETIN: "通报", Kind.REPORT: "报告",
    Kind.REQUEST: "请示", Kind.REPLY: "批复", Kind.MOTION: "议案", Kind.LETTER: "函", Kind.MINUTES: "纪要",
}  # fmt: skip
URGENT: dict[str, str] = {
    Urgency.FLASH: "特提", Urgency.TOP_URGENT: "特急", Urgency.URGENT: "加急", Urgency.ROUTINE: "平急",
}  # fmt: skip
# How we stand to them, and which way their paper goes, by how they stand to us.
WE_ARE = {
    "superior": "subordinate",
    "subordinate": "superior",
    "skip_level": "superior",
    "internal": "superior",
}
GOES = {
    "superior": "down",
    "subordinate": "up",
    "skip_level": "up",
    "internal": "up",
    "non_subordinate": "parallel",
}
LAID_OUT = {Kind.ORDER: "order", Kind.MINUTES: "minutes"}
TYPES = (
    ("人民政府", "government"), ("人民代表大会常务委员会", "congress"), ("人民代表大会", "congress"), ("人大常委会", "congress"),
    ("委员会", "department"), ("厅", "department"), ("局", "department"),
)  # fmt: skip
PARTY = ("省委员会", "市委员会", "州委员会", "县委员会", "区委员会")
PUBLISHED = {Kind.ANNOUNCEMENT, Kind.PUBLIC_NOTICE, Kind.COMMUNIQUE, Kind.RESOLUTION, Kind.ORDER}


def is_checked(kind: str) -> bool:
    """Has this kind a form that a paper must keep? A brief or a note without a head has none."""
    return kind in CHINESE


def as_meta(doc: Any, ours: str) -> Meta:
    """`ours`: our own organ's name."""
    to_us = Organ(ours, WE_ARE.get(doc.source_relation, "other"), type_of(ours))
    main = doc.to_us == ToUs.MAIN and doc.kind not in PUBLISHED
    return Meta(
        kind=CHINESE[doc.kind],
        issuer=doc.source_name,
        issuer_short=doc.source_short,
        issuer_type=type_of(doc.source_name),
        direction=GOES.get(doc.source_relation, ""),
        recipients=(to_us,) if main and ours else (),
        format=LAID_OUT.get(doc.kind, "standard"),
        carrier="telegram" if doc.carrier in TELEGRAMS else "paper",
        urgency=URGENT.get(doc.urgency, ""),
        today=timezone.localtime(doc.received_at).date(),
    )


def type_of(name: str) -> str:
    """Government, department or congress, by the end of its name, or a committee of the party; of anything else (an
    office, 政协, 监委) nothing."""
    if name.endswith(("办公厅", "办公室", "监察委员会")) or name.startswith("中国人民政治协商会议"):
        return ""
    if name.startswith(("中国共产党", "中共")):
        return "party" if name.endswith(PARTY) else ""
    return next((kind for end, kind in TYPES if name.endswith(end)), "")
