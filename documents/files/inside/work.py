"""The jobs by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from . import ofd, office, ooxml, overlay, paragraphs, pdf, pictures

Answer = dict[str, Any]


def sizes(source: str, folder: Path, *, ext: str) -> Answer:
    """Sizes in pixels of all page pictures."""
    if ext == "ofd":
        found: list[tuple[int, int]] = _drawer().sizes(source)
        return {"sizes": found}
    return {"sizes": pdf.sizes(source) if ext == "pdf" else pictures.sizes(source)}


def render(source: str, folder: Path, *, ext: str, pages: list[int]) -> Answer:
    """Draw pages (counted from 1) into `folder`: WebP with a thumbnail each, or SVG for an OFD."""
    if ext == "ofd":
        _drawer().render(source, folder, pages)
        return {"pages": pages}
    (pdf.render if ext == "pdf" else pictures.render)(source, folder, pages)
    return {"pages": pages}


def _drawer() -> Any:
    """fontTools takes a while to load: only where an OFD is drawn is it loaded."""
    return import_module(".ofd_svg.pages", __package__)


def look(source: str, folder: Path, *, ext: str) -> Answer:
    """Text per page, and the sizes where there are pages to draw."""
    drawn = sizes(source, folder, ext=ext)["sizes"] if ext in ("pdf", "png", "jpg", "tif") else []
    return {"text": TEXT[ext](source) if ext in TEXT else [], "sizes": drawn}


def cells(source: str, folder: Path, **options: int) -> Answer:
    """Rows of a table. Its library takes as long to load as all the others: only here is it loaded."""
    answer: Answer = import_module(".cells", __package__).cells(source, folder, **options)
    return answer


def proof(source: str, folder: Path, **options: Any) -> Answer:
    """The draft check. Its rules take as long to load as all the others: only here are they loaded."""
    answer: Answer = import_module(".proofing", __package__).check(source, folder, **options)
    return answer


TEXT: dict[str, Callable[[str], list[str]]] = {
    "pdf": pdf.text,
    "docx": ooxml.text,
    "xlsx": ooxml.text,
    "pptx": ooxml.text,
    "ofd": ofd.text,
}


def dated(source: str, folder: Path) -> Answer:
    """Where the last full date of a PDF stands; None where there is none."""
    return {"at": pdf.dated(source)}


JOBS: dict[str, Callable[..., Answer]] = {
    "sizes": sizes,
    "render": render,
    "look": look,
    "cells": cells,
    "office": office.lay_out,
    "paragraphs": paragraphs.paragraphs,
    "dated": dated,
    "proof": proof,
    "stands": overlay.stands,
    "put_on": overlay.put_on,
}
