"""Fonts for printed paper: the site's own first, then what the system packages bring, then the PyPI wheel.

One `typst.Fonts` per process: scanning takes up to a second, compiling with it 10 to 30 ms.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pylopdf_fonts_zh_cn
from django.conf import settings

if TYPE_CHECKING:
    import typst

# Where Debian's fonts-noto-cjk and fonts-lxgw-wenkai lie; PRINT_FONT_DIRS adds the site's own folders.
_SYSTEM = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/lxgw-wenkai")

# GB/T 9704 role → families, best first; the last two are the wheel's.
ROLES: dict[str, tuple[str, ...]] = {
    "song": (
        "FZXiaoBiaoSong-B05S",
        "FZXiaoBiaoSong-B05",
        "STZhongsong",
        "Noto Serif CJK SC",
        "Noto Serif SC",
    ),
    "fang": ("FangSong_GB2312", "FangSong", "FZFangSong-Z02S", "Noto Serif CJK SC", "Noto Serif SC"),
    "kai": ("KaiTi_GB2312", "KaiTi", "LXGW WenKai", "Noto Serif CJK SC", "Noto Serif SC"),
    "hei": ("SimHei", "FZHei-B01S", "Noto Sans CJK SC", "Noto Sans SC"),
}


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts printing may use, scanned once per process."""
    import typst

    wheel = Path(pylopdf_fonts_zh_cn.serif_path()).parent
    folders = [*getattr(settings, "PRINT_FONT_DIRS", ()), *_SYSTEM, wheel]
    paths = [str(folder) for folder in folders if Path(folder).is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)


@lru_cache(maxsize=1)
def roles() -> dict[str, list[str]]:
    """Families at hand for each role, best first; for the template and for the self check."""
    there = set(fonts().families())
    return {role: [name for name in names if name in there] for role, names in ROLES.items()}


@lru_cache(maxsize=1)
def has_bold_song() -> bool:
    """Is there a heavy face for letterhead and title? 小标宋 is heavy by itself; the wheel's serif is not."""
    best = roles()["song"][0]
    return not best.startswith("Noto") or any(f.family == best and f.weight >= 700 for f in fonts().fonts())
