"""Names of fonts to the faces GB/T 9704 speaks of. A font that is not known is no fault."""

from __future__ import annotations

import re

FANG, KAI, HEI, BIAO, SONG, OTHER = "仿宋", "楷体", "黑体", "小标宋", "宋体", "其他"
SIZES = {22.0: "2号", 18.0: "小2号", 16.0: "3号", 15.0: "小3号", 14.0: "4号", 12.0: "小4号", 10.5: "5号"}

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_NOISE = re.compile(r"[\s_\-]|gb2312|简体?$")
# In this order: 仿宋 is no 宋, 小标宋 neither. 华文中宋 is what stands in for 小标宋 where that is not at hand.
_FAMILIES = (
    (BIAO, ("小标宋", "xiaobiaosong", "xbs", "中宋", "zhongsong")),
    (FANG, ("仿宋", "fangsong")),
    (KAI, ("楷", "kaiti", "simkai", "fzkai")),
    (HEI, ("黑体", "simhei", "heiti", "fzhei")),
    (SONG, ("宋体", "simsun", "stsong", "新宋")),
    (OTHER, ("雅黑", "yahei", "等线", "dengxian", "隶书", "lisu", "幼圆", "youyuan", "calibri", "arial", "行楷", "魏碑")),
)  # fmt: skip


def family(font: str) -> str:
    """Which face this is; empty where nobody can say."""
    plain = _NOISE.sub("", _SUBSET.sub("", font).lower())
    return next((face for face, words in _FAMILIES if any(word in plain for word in words)), "")


def said(font: str, size: float | None) -> str:
    """宋体 小4号（12磅）: for a note."""
    shown = _SUBSET.sub("", font)
    if size is None:
        return shown
    named = f"{SIZES[size]}（{size:g}磅）" if size in SIZES else f"{size:g}磅"
    return f"{shown} {named}".strip()
