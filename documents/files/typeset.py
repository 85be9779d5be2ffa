"""Paper as PDF, laid out by typst from the templates in typst/. Text is data: nothing in it acts as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .errors import CannotShow
from .fonts import fonts, has_bold_song, roles

_FOLDER = Path(__file__).resolve().parent / "typst"


def typeset(
    template: str,
    words: Mapping[str, Any],
    at: datetime,
    archival: bool = False,
    folder: Path = _FOLDER,
) -> bytes:
    """The PDF's bytes from `template` (its name in `folder`) and the words it reads as data, with the faces
    at hand beside them. The same arguments give the same bytes; `at` (aware) is the date of the file.
    `archival`: as PDF/A-2b (ISO 19005-2), for what is kept with a paper; where a character is in no font at hand
    (an emoji in an opinion) that is refused, and a plain PDF with a box in its place is better than none.
    A template reads nothing outside its own `folder`. `CannotShow` where it cannot be set."""
    import typst

    def compiled(*, archival: bool) -> Any:
        return typst.compile(
            str(folder / template),
            **_reading(words, folder),
            timestamp=at,
            format="pdf",
            pdf_standards="a-2b" if archival else None,
        )

    try:
        pdf = compiled(archival=archival)
    except typst.TypstError as error:
        if not archival:
            raise _not_set() from error
        try:
            pdf = compiled(archival=False)
        except typst.TypstError as plain:
            raise _not_set() from plain
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf


def marks(template: str, words: Mapping[str, Any], label: str, folder: Path = _FOLDER) -> list[Any]:
    """The values of the metadata that `template` sets under `label` (without its brackets), in order: where
    something came to stand on the pages, say. Laid out like `typeset`, but nothing is written."""
    import typst

    try:
        found = typst.query(str(folder / template), f"<{label}>", field="value", **_reading(words, folder))
    except typst.TypstError as error:
        raise _not_set() from error
    values = json.loads(found)
    if not isinstance(values, list):
        raise TypeError("typst gave no list")
    return values


def _not_set() -> CannotShow:
    return CannotShow(_("版面没有排成。请检查有无特殊字符或格式；仍不行，请告知系统管理员。"), "not_set")


def _reading(words: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """What typst may read: the folder, the fonts at hand, and the words as one JSON text."""
    data = {**words, "fonts": roles(), "bold": has_bold_song()}
    return {
        "root": str(folder),
        "font_paths": fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
    }
