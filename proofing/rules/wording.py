"""Words taken for one another, and how the other is called (WRD)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proofing.draft import Draft
from proofing.finding import Hit
from proofing.meta import Meta
from proofing.registry import check

from .parts import Mend, Place, found, mended, prose, titled

# What is written, where it is wrong, and what is meant.
_TAKEN_FOR: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"截止(?=[ ]?(?:\d{4}年|\d{1,2}月|目前|[今去]年|本月|[上当]年))"), "截至"),
    (re.compile(r"其它"), "其他"),
    (re.compile(r"交待"), "交代"),
    (re.compile(r"藉此"), "借此"),
    (re.compile(r"(?<![必可须应宜])按装(?![机备载卸饰配修置箱车船运袋置订裱药])"), "安装"),
    (re.compile(r"(?<![学急应激敏射核良连床聚种感热体副生])反应情况"), "反映情况"),
)
_ANY = re.compile("[截其待藉装情]")
_BODY = r"(?:省|市|县|区|厅|局|委|办|部|院|单位|公司|校|行|所|署|处)"
_YOU = re.compile(rf"你{_BODY}")
_HONOURED = re.compile(rf"(?<![宝珍可名昂尊富高权华娇])贵(?!州|阳|港|池|溪|南|定|德){_BODY}")
_WRONG = {"up": (_YOU, _HONOURED), "parallel": (_YOU,), "down": (_HONOURED,)}


@check("WRD-01")
def meant(draft: Draft, meta: Meta) -> Iterator[Hit]:
    for place in [*titled(draft, meta), *(Place(line) for line in prose(draft))]:
        text = place.line.masked
        if not _ANY.search(text):
            continue
        mends = [Mend(m.start(), m.end(), new) for wrong, new in _TAKEN_FOR for m in wrong.finditer(text)]
        yield from mended(place, sorted(mends, key=lambda m: m.start))


@check("WRD-02")
def called(draft: Draft, meta: Meta) -> Iterator[Hit]:
    """你厅 to those below, 贵厅 beside; to one's superior neither."""
    for line in prose(draft):
        for pattern in _WRONG.get(meta.direction, ()):
            hits = list(found(Place(line), pattern))
            if hits:
                yield hits[0]
                break
