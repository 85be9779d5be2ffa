"""Sizes and pictures of the pages of an OFD file: the two things the viewer asks for."""

from __future__ import annotations

import math
from pathlib import Path

from documents.files.inside import ofd
from documents.files.inside.limits import BadFile
from documents.files.inside.webp import SCALE, drawing_name, fitting_scale

from .book import Book, Page, size_of
from .canvas import Canvas
from .glyphs import Faces
from .painter import OBJECTS, Painter
from .texts import family
from .values import local

POINTS = 72 / 25.4  # per millimetre
_NO_LAYOUT = "本页版面无法显示，以下仅为文字，以原件为准。"
_EMPTY = "本页版面无法显示，请看文字版或下载原件。"
_MARGIN, _SIZE, _STEP = 15.0, 4.2, 6.6  # millimetres, of a page that shows its words only


def sizes(source: str) -> list[tuple[int, int]]:
    """Width and height of each page in pixels as it is shown. BadFile("no_layout") where no page has anything on it."""
    book = Book(source)
    found, something = [], False
    for page in book.pages:
        try:
            content = page.content()
        except BadFile as error:
            if error.code == "too_large":
                raise
            content = None
        something = something or page.key in page.body.seals or page.key in page.body.notes
        if content is not None and not something:
            something = any(local(one) in (*OBJECTS, "Template") for one in content.iter())
        found.append(_pixels(*size_of(content, page.body)))
    book.close()
    if not something:
        raise BadFile("no_layout")
    return found


def _pixels(width: float, height: float) -> tuple[int, int]:
    scale = fitting_scale(width * POINTS, height * POINTS, SCALE) * POINTS
    return max(1, math.ceil(width * scale)), max(1, math.ceil(height * scale))


def render(source: str, folder: Path, numbers: list[int]) -> None:
    """Write the SVG of pages (counted from 1). A page that cannot be drawn shows its words."""
    book, faces = Book(source), Faces()
    for number in numbers:
        (folder / drawing_name(number)).write_text(
            _drawn(book.pages[number - 1], faces, source, number), "utf-8"
        )
    book.close()


def _drawn(page: Page, faces: Faces, source: str, number: int) -> str:
    canvas, content = Canvas(), None
    try:
        content = page.content()
        Painter(canvas, faces).page(page, content)
    except BadFile as error:
        # A page that is too much for drawing may be too much for reading, too: then only the sentence is shown.
        text = _text(source, number) if error.code != "too_large" else ""
        canvas, content = Canvas(), None
        _words(canvas, text, size_of(None, page.body), broken=True)
    size = size_of(content, page.body)
    if not canvas.drawn:
        _words(canvas, _text(source, number), size, broken=False)
    return canvas.svg(*size, _pixels(*size))


def _text(source: str, number: int) -> str:
    try:
        pages = ofd.text(source)
    except BadFile:
        return ""
    return pages[number - 1] if number <= len(pages) else ""


def _words(canvas: Canvas, text: str, size: tuple[float, float], *, broken: bool) -> None:
    """The words of a page line by line, as far as they go on it; a page that is blank stays blank."""
    if not text.strip() and not broken:
        return
    across = max(1, int((size[0] - 2 * _MARGIN) / _SIZE))
    lines = [line[at : at + across] for line in text.splitlines() for at in range(0, len(line), across)]
    y = _MARGIN
    for said in [_NO_LAYOUT if lines else _EMPTY, *lines]:
        if y > size[1] - _MARGIN:
            return
        grey = "#888888" if y == _MARGIN else "#000000"
        canvas.mark("text", said, x=_MARGIN, y=y, font_size=_SIZE, font_family=family(""), fill=grey)
        y += _STEP
