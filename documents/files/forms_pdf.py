"""A form of the office as PDF/A, laid out by typst/form.typ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC
from typing import Any

from .codes import code128_svg, qr_svg
from .form import FOOT, LONG_TITLE, Field, Form, Grid, Part, Printing, Row, Table, blocks
from .typeset import typeset


def form_pdf(form: Form, printing: Printing) -> bytes:
    """The PDF's bytes (PDF/A-2b where every character has a face). Text is data: nothing in it can act as markup.
    The same arguments give the same bytes."""
    return forms_pdf([form], printing)


def forms_pdf(forms: Sequence[Form], printing: Printing) -> bytes:
    """Several forms one after the other in one file, each with its own page numbers. ValueError for none."""
    if not forms:
        raise ValueError("no form to print")
    words = {
        "foot": FOOT,
        "printed": f"打印：{printing.by}　{printing.moment}",
        "forms": [_form(form) for form in forms],
    }
    moment = printing.at.astimezone(UTC).replace(microsecond=0)
    return typeset("form.typ", words, moment, archival=True)


def _form(form: Form) -> dict[str, Any]:
    code = form.head.code
    return {
        "title": form.title,
        "long": len(form.title) > LONG_TITLE,
        "head": asdict(form.head),
        "bars": code128_svg(code) if code else "",
        "qr": qr_svg(code) if code else "",
        "numbered": form.numbered,
        "note": form.note,
        "pages": [_page(page) for page in form.pages],
    }


def _page(page: Sequence[Part]) -> list[dict[str, Any]]:
    return [_table(one) if isinstance(one, Table) else {"lines": _lines(one)} for one in blocks(page)]


def _table(table: Table) -> dict[str, Any]:
    return {"table": asdict(table)}


def _lines(grid: Grid) -> list[list[dict[str, Any]]]:
    return [[_cell(part) for part in line] for line in grid]


def _cell(part: Field | Row) -> dict[str, Any]:
    if isinstance(part, Field):
        return {"field": asdict(part)}
    opinions = [asdict(one) | {"signed": one.signed} for one in part.opinions]
    return {"row": asdict(part) | {"opinions": opinions}}
