"""Page pictures of a kept file, made once, kept beside it. A file that cannot be drawn stays a kept file.

WebP for PDF and scans; SVG for OFD, whose lines and letters stay sharp (`inside/ofd_svg`).
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from . import sandbox, store
from .errors import CannotShow
from .inside.office import MADE
from .inside.webp import drawing_name, page_name, thumb_name
from .kinds import OFFICE, Kind

AT_ONCE = 3  # pages drawn in one go: enough for the first view, quick enough to wait for
RETRY_SECONDS = 600  # a file that failed is not tried again on every view


def page_sizes(sha256: str, kind: Kind) -> list[tuple[int, int]]:
    """Width and height in pixels of each page picture; its length is the page count. CannotShow with a reason."""
    source, cache, ext = _ready(sha256, kind)
    listing = cache / "sizes.json"
    if not listing.is_file():
        with once(cache, "sizes"), sandbox.run("sizes", source, ext=ext) as (answer, _folder):
            keep_sizes(sha256, answer["sizes"])
    return [(int(w), int(h)) for w, h in json.loads(listing.read_bytes())]


def drawn_sizes(path: Path, kind: Kind) -> list[tuple[int, int]]:
    """As `page_sizes`, of a file that need not be kept yet; [] where it cannot be drawn."""
    try:
        with sandbox.run("sizes", path, ext=kind.ext) as (answer, _folder):
            return [(int(w), int(h)) for w, h in answer["sizes"]]
    except CannotShow:
        return []


def keep_sizes(sha256: str, sizes: Sequence[Sequence[int]]) -> None:
    """Keep sizes that are known already (from intake), so that the file is not opened again for them."""
    listing = store.cache_of(sha256) / "sizes.json"
    listing.parent.mkdir(parents=True, exist_ok=True)
    fresh = listing.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    fresh.write_text(json.dumps(sizes))
    fresh.replace(listing)


def page_count(sha256: str, kind: Kind) -> int:
    """Number of pages. CannotShow with a reason where the file has no pages to show."""
    return len(page_sizes(sha256, kind))


def render_pages(
    sha256: str, kind: Kind, start: int = 1, count: int = AT_ONCE, *, thumbs: bool = False
) -> list[Path]:
    """Paths of the pictures of pages `start` (from 1) to `start + count - 1`, as far as there are pages.

    Scale 1.6 pixels per point, thumbnails 0.22; an SVG is its own thumbnail. Raises CannotShow with a sentence
    for the screen.
    """
    last = min(page_count(sha256, kind), start + count - 1)
    numbers = list(range(max(start, 1), last + 1))
    source, cache, ext = _ready(sha256, kind)
    missing = [n for n in numbers if not all((cache / name).is_file() for name in _names(kind.ext, n))]
    for at in range(0, len(missing), AT_ONCE):
        _draw(source, cache, ext, missing[at : at + AT_ONCE])
    return [cache / _names(kind.ext, n)[0 if thumbs else -1] for n in numbers]


def is_drawing(ext: str) -> bool:
    """Are the pages of this kind SVG?"""
    return ext == "ofd"


def _names(ext: str, number: int) -> tuple[str, ...]:
    """The files of one page: thumbnail first, page last."""
    return (drawing_name(number),) if is_drawing(ext) else (thumb_name(number), page_name(number))


def _draw(source: Path, cache: Path, ext: str, numbers: list[int]) -> None:
    job = f"pages-{numbers[0]}"
    with once(cache, job), sandbox.run("render", source, ext=ext, pages=numbers) as (_answer, folder):
        for number in numbers:
            # Two requests may draw the same page: both make the same picture, either may win.
            for name in _names(ext, number):
                (folder / name).replace(cache / name)


def _ready(sha256: str, kind: Kind) -> tuple[Path, Path, str]:
    """What is drawn, where the pictures go, and as which kind: an Office file as the PDF made of it."""
    source, cache, ext = store.existing(sha256), store.cache_of(sha256), kind.ext
    if ext in OFFICE and (cache / MADE).is_file():
        source, ext = cache / MADE, "pdf"
    elif not kind.previewable:
        raise CannotShow(why_not(kind))
    cache.mkdir(parents=True, exist_ok=True)
    return source, cache, ext


@contextmanager
def once(cache: Path, job: str) -> Iterator[None]:
    """A job that failed is noted beside the pictures: a bad file costs its time once, not on every view."""
    failed = cache / f"failed-{job}.json"
    if code := recent_failure(cache, job):
        raise CannotShow(sandbox.explain(code), code)
    try:
        yield
    except CannotShow as error:
        if error.code != "busy":
            failed.write_text(json.dumps({"code": error.code}))
        raise


def recent_failure(cache: Path, job: str) -> str:
    """The code with which this job failed not long ago; else empty."""
    failed = cache / f"failed-{job}.json"
    if failed.is_file() and time.time() - failed.stat().st_mtime < RETRY_SECONDS:
        return str(json.loads(failed.read_bytes())["code"])
    return ""


def why_not(kind: Kind) -> str:
    """Why files of this kind have no page pictures."""
    if kind.ext == "ofd":
        return sandbox.explain("no_layout")
    if kind.ext in ("docx", "xlsx", "pptx"):
        return _("仅显示文字内容，版面以原件为准。可下载原件。")
    return _("此类文件不能在线预览。可下载原件。")
