"""The original as page pictures, before it is issued: laid out once for the same words, kept in the cache."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

from documents.files import sandbox, store
from documents.files.inside.webp import page_name, thumb_name
from documents.files.pages import keep_sizes

AT_ONCE = 3


def laid_out(words: str, make: Callable[[], bytes]) -> Path:
    """The folder of what prints as these `words`; `make` gives the PDF where it is not there yet."""
    folder = store.cache_of(hashlib.sha256(words.encode()).hexdigest())
    target = folder / "layout.pdf"
    if not target.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"layout.{os.getpid()}-{threading.get_ident()}"
        fresh.write_bytes(make())
        fresh.replace(target)
    return folder


def sizes(folder: Path) -> list[tuple[int, int]]:
    """Width and height in pixels of each page picture. `CannotShow` with a reason."""
    listing = folder / "sizes.json"
    if not listing.is_file():
        with sandbox.run("sizes", folder / "layout.pdf", ext="pdf") as (answer, _work):
            keep_sizes(folder.name, answer["sizes"])
    return [(int(w), int(h)) for w, h in json.loads(listing.read_bytes())]


def picture(folder: Path, number: int, *, thumb: bool = False) -> Path | None:
    """The WebP of page `number` (from 1); None where there is no such page."""
    count = len(sizes(folder))
    if not 1 <= number <= count:
        return None
    wanted = folder / (thumb_name(number) if thumb else page_name(number))
    if not wanted.is_file():
        pages = list(range(number, min(number + AT_ONCE, count + 1)))
        with sandbox.run("render", folder / "layout.pdf", ext="pdf", pages=pages) as (_answer, work):
            for page in pages:
                for name in (thumb_name(page), page_name(page)):
                    (work / name).replace(folder / name)
    return wanted
