"""The digits under the barcode of an outgoing paper's forms: fourteen, so that no receipt number looks like them. Pure."""

from __future__ import annotations

import re

CODE = re.compile(r"2(\d{3})(\d{4})(\d{6})")


def code_of(series_id: int, year: int, serial: int) -> str:
    """Digits of a document number; empty where they do not fit (a thousandth series, a millionth paper)."""
    return f"2{series_id:03d}{year:04d}{serial:06d}" if series_id < 1000 and serial < 1_000_000 else ""


def read_code(typed: str) -> tuple[int, int, int] | None:
    """Series, year and serial; None for anything else."""
    found = CODE.fullmatch(typed.strip())
    return (int(found[1]), int(found[2]), int(found[3])) if found else None
