"""A PDF with text as lines and layout, by pdfium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium

from .pdffacts import layout_of
from .pdflines import Leaf, leaf, lines_of, measured
from .pdfrows import POINT, chars_of, rows_of, strokes_of
from .source import MOST, MOST_MB, Source, Unreadable, bounded

MOST_PAGES = 200
FEWEST = 10  # characters: a stamp on a scan is no text
_PASSWORD = 4  # FPDF_ERR_PASSWORD
BROKEN = "文件不是完整的 PDF（已损坏，或扩展名与内容不符），不能核稿。请重新导出后再试。"


def read(data: bytes) -> Source:
    """The lines and the layout; `Unreadable` with a sentence in Chinese."""
    if len(data) > MOST:
        raise Unreadable(f"文件超过{MOST_MB}MB，不能核稿。请降低图片分辨率后再试。")
    if not data.startswith(b"%PDF-"):
        raise Unreadable(BROKEN)
    with _opened(data) as document:
        leaves = [_leaf(document, number) for number in range(len(document))]
    if sum(len(row.chars) for one in leaves for row in one.rows) < FEWEST:
        raise Unreadable("PDF 里没有文字（多为扫描件），不能自动核稿，请人工核对。")
    by = measured(leaves)
    made = lines_of(leaves, by)
    return Source(bounded([line.text for line in made]), layout_of(leaves, made, by))


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise Unreadable("PDF 设有打开密码，不能核稿。请去掉密码后再试。") from error
        raise Unreadable(BROKEN) from error
    with document:
        if not len(document):
            raise Unreadable(BROKEN)
        if len(document) > MOST_PAGES:
            raise Unreadable(f"PDF 超过{MOST_PAGES}页，不能核稿。")
        yield document


def _leaf(document: pdfium.PdfDocument, number: int) -> Leaf:
    page = document[number]
    words = page.get_textpage()
    try:
        rows = rows_of(chars_of(page, words.raw), number)
        strokes = strokes_of(page)
        return leaf(number, page.get_width() * POINT, page.get_height() * POINT, rows, strokes)
    except pdfium.PdfiumError as error:
        raise Unreadable(BROKEN) from error
    finally:
        words.close()
        page.close()
