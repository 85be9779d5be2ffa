"""An Excel sheet of texts: what was typed stays text, so that nothing of it is ever a formula or a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter

LONGEST = 32_767  # characters Excel keeps in a cell
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_sheet(
    target: Path | IO[bytes],
    *,
    name: str,
    heads: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str]],
    about_name: str,
    about: Iterable[tuple[str, str]],
) -> None:
    """Sheet 1: `heads` (words and width in characters) over `rows`; sheet 2: what this is, line by line,
    read after the rows."""
    import xlsxwriter

    where = str(target) if isinstance(target, Path) else target
    with xlsxwriter.Workbook(where, OPTIONS) as book:
        bold = book.add_format({"bold": True, "bg_color": "#F2F4F7", "bottom": 1})
        top = book.add_format({"valign": "top", "text_wrap": True})
        sheet = book.add_worksheet(name)
        for at, (_head, chars) in enumerate(heads):
            sheet.set_column(at, at, chars)
        _line(sheet, 0, [head for head, _chars in heads], bold)
        last = 0
        for last, row in enumerate(rows, 1):
            _line(sheet, last, row)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, max(0, len(heads) - 1))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        beside = book.add_worksheet(about_name)
        beside.set_column(0, 0, 14)
        beside.set_column(1, 1, 80)
        for at, line in enumerate(about):
            _line(beside, at, line, top)


def _line(sheet: xlsxwriter.worksheet.Worksheet, at: int, texts: Sequence[str], style: object = None) -> None:
    for column, text in enumerate(texts):
        if text or style:
            sheet.write_string(at, column, text[:LONGEST], style)
