"""Is it the same organ, by its full or a short name? Guesses are made only towards yes: a rule then stays silent."""

from __future__ import annotations

import re

from proofing.shapes import squeezed

_SHORT = (
    ("中国共产党", ""), ("中共", ""), ("人民代表大会常务委员会", "人大常委会"), ("人民代表大会", "人大"), ("人民政府", "政府"),
    ("人民法院", "法院"), ("人民检察院", "检察院"), ("发展和改革委员会", "发改委"), ("发展改革委员会", "发改委"),
    ("发展改革委", "发改委"), ("发展和改革局", "发改局"), ("发展改革局", "发改局"), ("监察委员会", "监委"), ("管理委员会", "管委"), ("委员会", "委"), ("委会", "委"),
    ("办公室", "办"),
)  # fmt: skip
_AREA = re.compile(r"^(?:省|市|州|县|区|盟|旗|自治区|自治州|地区|镇|乡)")
_TURN = re.compile(r"关于|转发|印发|批转|发布|公布|对")
_SEAL = re.compile(r"[（(](?:印章|盖章|公章|签章|章)[）)]$")  # where the seal will be, no part of the name
_PARTING = re.compile(r"[\s、，]{1,10}")


def shortened(name: str) -> str:
    short = _SEAL.sub("", squeezed(name))
    for long, brief in _SHORT:
        short = short.replace(long, brief)
    return short


def surely_same(one: str, other: str) -> bool:
    """Equal, or one is the other without the name of the place: 省财政厅 of 江东省财政厅."""
    a, b = sorted((shortened(one), shortened(other)), key=len)
    return bool(a) and (a == b or (bool(_AREA.match(a)) and len(a) > 2 and b.endswith(a)))


def maybe_same(one: str, other: str) -> bool:
    """As sure, or the short name's characters follow one another in the long one and both end alike (市城管局)."""
    a, b = sorted((shortened(one), shortened(other)), key=len)
    if surely_same(one, other) or b.endswith(a):
        return True
    rest = iter(b)
    return a[-1:] == b[-1:] and all(char in rest for char in a)


def issuers_of(title: str) -> list[str]:
    """The organs before 关于 or 转发; none where the title begins with that word or has none."""
    turn = _TURN.search(title)
    return [name for name in _PARTING.split(title[: turn.start()]) if name] if turn else []
