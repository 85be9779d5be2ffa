"""The first page of a PDF: what stands where on it, and something put on it while the file stays as it was."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from .limits import BadFile

Box = tuple[float, float, float, float]


def stands(source: str, folder: Path) -> dict[str, Any]:
    """On page 1, in points from its upper left corner: the boxes of its `words` (left, top, right, bottom) and its drawn
    `rules` (left, middle, right, weight), from top to bottom."""
    with pdfium.PdfDocument(source) as document:
        page = document[0]
        height = page.get_height()
        words: list[Box] = []
        rules: list[Box] = []
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = thing.get_bounds()
            if thing.type == raw.FPDF_PAGEOBJ_TEXT:
                words.append((left, height - top, right, height - bottom))
            else:
                rules.append((left, height - (top + bottom) / 2, right, _weight(thing)))
        page.close()
    return {"words": words, "rules": sorted(rules, key=lambda rule: rule[1])}


def _weight(thing: Any) -> float:
    weight = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(thing, weight)
    return weight.value


def put_on(source: str, folder: Path, *, over: str) -> dict[str, Any]:
    """`made.pdf` in `folder`: the file with page 1 of `over` on its page 1. What is new follows behind its bytes, of
    which none is changed (ISO 32000-1 7.5.6, incremental update)."""
    made = folder / "made.pdf"
    with pdfium.PdfDocument(source) as document, pdfium.PdfDocument(over) as other:
        page = document[0]
        page.insert_obj(other.page_as_xobject(0, document).as_pageobject())
        page.gen_content()
        document.save(made, flags=raw.FPDF_INCREMENTAL)
        page.close()
    before = Path(source).read_bytes()
    if made.read_bytes()[: len(before)] != before:
        raise BadFile("broken")
    return {}
