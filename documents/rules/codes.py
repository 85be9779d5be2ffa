"""The digits under the barcode of a paper's sheets: typed by a scanner or by hand, they find the paper. Pure."""

from __future__ import annotations

import re

INCOMING = "10"  # what kind of paper, so that other kinds can have codes of the same length
CODE = re.compile(rf"{INCOMING}(\d{{4}})(\d{{6}}|[1-9]\d{{6,7}})")


def code_of(year: int, serial: int) -> str:
    """Digits of a receipt number: twelve, unless a year has more than 999,999 papers."""
    return f"{INCOMING}{year:04d}{serial:06d}"


def read_code(typed: str) -> tuple[int, int] | None:
    """Year and serial; None for anything else."""
    found = CODE.fullmatch(typed.strip())
    return (int(found[1]), int(found[2])) if found else None
