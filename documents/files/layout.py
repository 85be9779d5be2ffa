"""The layout of an Office file: LibreOffice, where the server has it, makes a PDF of it once, kept beside the blob.

Made when somebody asks to see it, never at upload: docs/decisions/layout-on-demand.md.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from . import sandbox, store
from .errors import CannotShow
from .inside.office import MADE
from .kinds import OFFICE, Kind
from .pages import once, recent_failure

SECONDS = 60  # wall clock; 1 to 2 seconds are usual
JOB = "layout"
_places = threading.BoundedSemaphore(1)  # LibreOffice takes hundreds of megabytes: one at a time in a process


def program() -> str | None:
    """Where LibreOffice is, as the server's PATH finds it."""
    return shutil.which("soffice")


def is_made(sha256: str) -> bool:
    """Is there a layout already? It is shown even when LibreOffice has gone since."""
    return (store.cache_of(sha256) / MADE).is_file()


def can_make(kind: Kind) -> bool:
    """Could a layout be made here of files of this kind?"""
    return kind.ext in OFFICE and program() is not None


def trouble(sha256: str) -> str:
    """Why the last attempt, not long ago, gave none; else empty."""
    failed = recent_failure(store.cache_of(sha256), JOB)
    return sandbox.explain(failed) if failed else ""


def make(sha256: str, kind: Kind) -> Path:
    """The kept PDF, made now where there is none (up to a minute).

    Raises CannotShow with a sentence for the screen; a file that failed is not tried again for ten minutes.
    """
    source, cache = store.existing(sha256), store.cache_of(sha256)
    made, soffice = cache / MADE, program()
    if made.is_file():
        return made
    if kind.ext not in OFFICE or soffice is None:
        raise CannotShow(sandbox.explain("not_laid_out"), "not_laid_out")
    cache.mkdir(parents=True, exist_ok=True)
    with (
        once(cache, JOB),
        sandbox.run(
            "office",
            source,
            seconds=SECONDS + 5,
            places=_places,
            ext=kind.ext,
            program=soffice,
            patience=SECONDS,
        ) as (_answer, folder),
    ):
        (folder / MADE).replace(made)
    return made
