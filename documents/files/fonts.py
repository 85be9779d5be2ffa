"""Fonts for printed paper: the site's own first, then what the system packages bring, then the PyPI wheel.

One `typst.Fonts` per process: scanning takes up to a second, compiling with it 10 to 30 ms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


WEIGHTS = {"song": 700}  # what the templates ask for, where it is not the plain one
SUBSTITUTES = ("Noto", "LXGW")  # how the families begin that stand in for those of GB/T 9704
SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})


@dataclass(frozen=True)
class Face:
    """What a role really prints with: the family, its file, and whose it is: `site`, `system` or `wheel`."""

    role: str
    family: str
    path: str
    origin: str

    @property
    def substitute(self) -> bool:
        return self.family.startswith(SUBSTITUTES)


def site_folders() -> list[Path]:
    """The site's own folders of fonts, whether they exist or not."""
    folders: list[Path] = settings.PRINT_FONT_DIRS
    return folders


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts printing may use, scanned once per process."""
    import typst

    wheel = Path(pylopdf_fonts_zh_cn.serif_path()).parent
    folders = [*site_folders(), *map(Path, _SYSTEM), wheel]
    paths = [str(folder) for folder in folders if folder.is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)


@lru_cache(maxsize=1)
def roles() -> dict[str, list[str]]:
    """Families at hand for each role, best first; for the template."""
    there = set(fonts().families())
    return {role: [name for name in names if name in there] for role, names in ROLES.items()}


@lru_cache(maxsize=1)
def has_bold_song() -> bool:
    """Is there a heavy face for letterhead and title? 小标宋 is heavy by itself; the wheel's serif is not."""
    best = roles()["song"][0]
    return not best.startswith("Noto") or any(f.family == best and f.weight >= 700 for f in fonts().fonts())


def faces() -> list[Face]:
    """What this process prints with, a line for each role; of a family's files the one whose weight is nearest to
    what the templates ask for, of equal ones the first found, as the typesetter chooses."""
    known = [font for font in fonts().fonts() if font.path]
    found = []
    for role, names in roles().items():
        if names:
            weight = WEIGHTS.get(role, 400)
            files = [font for font in known if font.family == names[0]]
            best = min(files, key=lambda font: abs(font.weight - weight), default=None)
            path = best.path or "" if best else ""
            found.append(Face(role, names[0], path, _origin(path)))
    return found


def _origin(path: str) -> str:
    if any(Path(path).is_relative_to(folder) for folder in site_folders()):
        return "site"
    return "system" if path.startswith(_SYSTEM) else "wheel"


def site_files() -> Iterator[tuple[Path, bool]]:
    """Every font file that lies in the site's folders now, and whether this process has it: fonts are read once, when
    the first form is printed."""
    loaded = {font.path for font in fonts().fonts()}
    for folder in site_folders():
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in SUFFIXES:
                yield path, str(path) in loaded
