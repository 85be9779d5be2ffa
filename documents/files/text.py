"""The words of a file, per page. At most 200,000 characters. Plain text: the page escapes it like any other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import sandbox, store
from .kinds import HAS_TEXT, IMAGES, Kind


@dataclass(frozen=True)
class Look:
    """What one look into a file gives: text per page, sizes in pixels of its page pictures (where it has any)."""

    text: list[str]
    sizes: list[tuple[int, int]]


def look_into(path: Path, kind: Kind) -> Look:
    """Read a file that need not be kept yet. CannotShow when it is unreadable; empty for DOC, WPS, XLS."""
    if kind.ext not in HAS_TEXT | IMAGES:
        return Look([], [])
    with sandbox.run("look", path, ext=kind.ext) as (answer, _folder):
        sizes = [(int(w), int(h)) for w, h in answer["sizes"]]
        return Look([str(page) for page in answer["text"]], sizes)


def extract_text(sha256: str, kind: Kind) -> list[str]:
    """Text per page of a kept file; [] for kinds without text. CannotShow when unreadable."""
    return look_into(store.existing(sha256), kind).text
