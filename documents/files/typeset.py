"""Paper as PDF, laid out by typst from the templates in typst/. Text is data: nothing in it acts as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from .fonts import fonts, has_bold_song, roles

_FOLDER = Path(__file__).resolve().parent / "typst"


ARCHIVAL = "a-2b"  # ISO 19005-2: what is kept with the paper


def typeset(template: str, words: Mapping[str, Any], at: datetime, standard: str | None = None) -> bytes:
    """The PDF's bytes from `template` (its name in typst/) and the words it reads as data, with the faces
    at hand beside them. The same arguments give the same bytes; `at` (aware) is the date of the file."""
    import typst

    data = {**words, "fonts": roles(), "bold": has_bold_song()}
    pdf = typst.compile(
        str(_FOLDER / template),
        root=str(_FOLDER),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=at,
        format="pdf",
        pdf_standards=standard or [],
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf
