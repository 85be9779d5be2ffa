"""Paper as PDF, laid out by typst from the templates in typst/. Text is data: nothing in it acts as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from .fonts import fonts, has_bold_song, roles

_FOLDER = Path(__file__).resolve().parent / "typst"


def typeset(template: str, words: Mapping[str, Any], at: datetime, archival: bool = False) -> bytes:
    """The PDF's bytes from `template` (its name in typst/) and the words it reads as data, with the faces
    at hand beside them. The same arguments give the same bytes; `at` (aware) is the date of the file.
    `archival`: as PDF/A-2b (ISO 19005-2), for what is kept with a paper; where a character is in no font at hand
    (an emoji in an opinion) that is refused, and a plain PDF with a box in its place is better than none."""
    import typst

    data = {**words, "fonts": roles(), "bold": has_bold_song()}

    def compiled(*, archival: bool) -> Any:
        return typst.compile(
            str(_FOLDER / template),
            root=str(_FOLDER),
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=at,
            format="pdf",
            pdf_standards="a-2b" if archival else None,
        )

    try:
        pdf = compiled(archival=archival)
    except typst.TypstError:
        if not archival:
            raise
        pdf = compiled(archival=False)
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf
