"""PDF by pdfium (no JavaScript in this build): sizes, pictures, text, and where it is dated."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium

from .limits import MAX_PAGES, BadFile
from .webp import SCALE, fitting_scale, write
from .words import shortened

# A full date at the end of a line. Set apart in two faces, its parts are read with spaces or as lines of their own.
_GAP = r"\s{0,2}"
_DATE = re.compile(
    rf"20\d\d{_GAP}年{_GAP}(1[0-2]|[1-9]){_GAP}月{_GAP}([12]\d|3[01]|[1-9]){_GAP}日(?=[ \t]*(?:[\r\n]|$))"
)
_PASSWORD = 4  # FPDF_ERR_PASSWORD


@contextmanager
def _opened(source: str) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        raise BadFile("encrypted" if getattr(error, "err_code", None) == _PASSWORD else "broken") from error
    with document:
        if not len(document):
            raise BadFile("broken")
        if len(document) > MAX_PAGES:
            raise BadFile("too_large")
        yield document


def _pixels(width: float, height: float) -> tuple[int, int]:
    scale = fitting_scale(width, height, SCALE)
    return max(1, math.ceil(width * scale)), max(1, math.ceil(height * scale))


def sizes(source: str) -> list[tuple[int, int]]:
    with _opened(source) as document:
        return [_pixels(*document.get_page_size(i)) for i in range(len(document))]


def render(source: str, folder: Path, pages: list[int]) -> None:
    with _opened(source) as document:
        document.init_forms()  # filled fields and seal appearances sit in form widgets
        for number in pages:
            page = document[number - 1]
            scale = fitting_scale(page.get_width(), page.get_height(), SCALE)
            write(page.render(scale=scale).to_pil(), folder, number)
            page.close()


def text(source: str) -> list[str]:
    with _opened(source) as document:
        return shortened(_page_text(document, i) for i in range(len(document)))


def _page_text(document: pdfium.PdfDocument, index: int) -> str:
    page = document[index]
    words = page.get_textpage()
    try:
        return str(words.get_text_bounded())
    finally:
        words.close()
        page.close()


def dated(source: str) -> tuple[int, float, float, float, float] | None:
    """The last full date that ends a line: its page from 0, its box in points from the lower left corner."""
    with _opened(source) as document:
        for number in reversed(range(len(document))):
            if (found := _date_on(document, number)) is not None:
                return (number, *found)
    return None


def _date_on(document: pdfium.PdfDocument, number: int) -> tuple[float, float, float, float] | None:
    page = document[number]
    words = page.get_textpage()
    try:
        matches = list(_DATE.finditer(words.get_text_range()))
        if not matches:
            return None
        first = words.get_charbox(matches[-1].start())
        last = words.get_charbox(matches[-1].end() - 1)
        return first[0], first[1], last[2], last[3]
    finally:
        words.close()
        page.close()
