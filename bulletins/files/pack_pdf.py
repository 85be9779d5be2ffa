"""The pack as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from documents.files.typeset import typeset

FOLDER = Path(__file__).resolve().parent / "typst"


def pack_pdf(words: Mapping[str, Any], at: datetime) -> bytes:
    """The bytes, from `bulletins.queries.pack_sheet.sheet`; the same words at the same time give the same bytes."""
    return typeset("pack.typ", words, at.astimezone(UTC).replace(microsecond=0), folder=FOLDER)
