"""The first sheet of an XLSX as rows of text, the way it is read on the screen."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from .limits import BadFile

LONGEST = 500  # characters of a cell


def cells(source: str, folder: Path, *, rows: int, columns: int) -> dict[str, Any]:
    """At most so many rows and columns; formulas as the values they had. Read as a stream, links not followed."""
    book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise BadFile("broken")
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    found = sheet.iter_rows(max_row=rows, max_col=columns, values_only=True)
    return {"rows": [[_text(value) for value in row] for row in found]}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return str(value).strip()[:LONGEST]
