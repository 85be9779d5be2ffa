"""The jobs by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import cells as table
from . import ofd, ooxml, pdf, pictures

Answer = dict[str, Any]


def sizes(source: str, folder: Path, *, ext: str) -> Answer:
    """Sizes in pixels of all page pictures."""
    return {"sizes": pdf.sizes(source) if ext == "pdf" else pictures.sizes(source)}


def render(source: str, folder: Path, *, ext: str, pages: list[int]) -> Answer:
    """Draw pages (counted from 1) and their thumbnails into `folder`."""
    (pdf.render if ext == "pdf" else pictures.render)(source, folder, pages)
    return {"pages": pages}


def look(source: str, folder: Path, *, ext: str) -> Answer:
    """Text per page, and the sizes where there are pages to draw."""
    drawn = sizes(source, folder, ext=ext)["sizes"] if ext in ("pdf", "png", "jpg", "tif") else []
    return {"text": TEXT[ext](source) if ext in TEXT else [], "sizes": drawn}


TEXT: dict[str, Callable[[str], list[str]]] = {
    "pdf": pdf.text,
    "docx": ooxml.text,
    "xlsx": ooxml.text,
    "pptx": ooxml.text,
    "ofd": ofd.text,
}
JOBS: dict[str, Callable[..., Answer]] = {
    "sizes": sizes,
    "render": render,
    "look": look,
    "cells": table.cells,
}
