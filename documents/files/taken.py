"""Files that persons take along: BLOB_ROOT/../exports/<ref>.xlsx, whole or not there at all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings

HALF = 24 * 3600  # seconds after which an unfinished file was left behind


def folder() -> Path:
    return Path(settings.BLOB_ROOT).parent / "exports"


def path_of(ref: str) -> Path:
    """Where the file of an export lies. `ref` comes from its row, never from an address."""
    return folder() / f"{ref}.xlsx"


def make(ref: str, write: Callable[[Path], None]) -> Path:
    """Let `write` make the file, and put it in place when it is finished."""
    folder().mkdir(parents=True, exist_ok=True)
    fresh = folder() / f"{ref}.{os.getpid()}.part"
    try:
        write(fresh)
        fresh.chmod(0o440)
        fresh.replace(path_of(ref))
    finally:
        fresh.unlink(missing_ok=True)
    return path_of(ref)


def erase(ref: str) -> None:
    path_of(ref).unlink(missing_ok=True)


def strays(living: Iterable[str]) -> list[Path]:
    """Files that no living export names, old enough that nobody is at work on them."""
    known, before = {f"{ref}.xlsx" for ref in living}, time.time() - HALF
    return [p for p in folder().glob("*") if p.name not in known and p.stat().st_mtime < before]
