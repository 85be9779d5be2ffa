"""PDF by pdfium (no JavaScript in this build): sizes, pictures, text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium

from .limits import MAX_PAGES, BadFile
from .webp import SCALE, fitting_scale, write
from .words import shortened

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
