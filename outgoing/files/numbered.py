"""A numbered copy (份号) of a kept original: the file that was printed, byte for byte, and behind it the number."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from documents.files import sandbox
from documents.files.errors import CannotShow
from documents.files.typeset import typeset

_FOLDER = Path(__file__).resolve().parent / "typst"
_DATED = datetime(2012, 7, 1, tzinfo=UTC)  # of the sheet with the number; nobody sees it
_POINT = 72 / 25.4
_LEFT, _TOP = 28 * _POINT, 37 * _POINT  # of the type area (GB/T 9704-2012 5.2.1)
_SIZE = 16.0  # 3号
_PITCH = 225 * _POINT / 22
_ASCENT = 0.88  # of a character's square, above the line it stands on; as in typst/grid.typ
_LINES = 3  # above the mark


def numbered(kept: Path, number: str, *, letter: bool) -> bytes:
    """The PDF in the file `kept` with the six digits of `number` on its first page, where 7.2.1 and, of a `letter`, 10.1
    want them. It begins with the bytes of `kept`. `CannotShow` with a sentence where that cannot be made."""
    try:
        with sandbox.run("stands", kept) as (there, _work):
            base = free_line(there, letter=letter)
        sheet = typeset("number.typ", {"number": number, "base": base}, _DATED, archival=True, folder=_FOLDER)
        with tempfile.TemporaryDirectory(dir=sandbox.workshop(), prefix="number-") as folder:
            over = Path(folder, "number.pdf")
            over.write_bytes(sheet)
            with sandbox.run("put_on", kept, over=str(over.resolve())) as (_made, work):
                return (work / "made.pdf").read_bytes()
    except CannotShow as error:
        if error.code == "busy":
            raise
        raise CannotShow(_("份号没有印上。请再试一次；仍不行，请告知系统管理员。"), "not_numbered") from error


def free_line(there: dict[str, Any], *, letter: bool) -> float:
    """Where the number's line stands, in points below the upper edge of the page: the first line of the type area (of a
    letter the one below its first red double rule), or the next where words stand there."""
    if letter and len(there["rules"]) > 1:
        _left, middle, _right, weight = there["rules"][1]
        first = middle + weight / 2 + _SIZE * 7 / 8 + _ASCENT * _SIZE
    else:
        first = _TOP + (_PITCH - _SIZE) / 2 + _ASCENT * _SIZE
    lines = [first + n * _PITCH for n in range(_LINES)]
    return next((base for base in lines if not _taken(there["words"], base)), first)


def _taken(words: list[list[float]], base: float) -> bool:
    """Does a word stand where six digits on this line would?"""
    return any(
        left < _LEFT + 4 * _SIZE and right > _LEFT and top < base and bottom > base - 0.7 * _SIZE
        for left, top, right, bottom in words
    )
