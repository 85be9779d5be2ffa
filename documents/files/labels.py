"""条码: small slips with a receipt or document number and its codes, to be put on the paper itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from .codes import code128_svg, qr_svg
from .typeset import typeset

MOST = 40  # on a sheet of A4: four by ten, 48.5 mm by 25.4 mm each, as label paper is cut


@dataclass(frozen=True)
class Label:
    """What stands on one: whose register, the number, the digits of its codes, the day it came (or its date), as
    printed; `name` is what such a slip is called."""

    organ: str
    number: str
    code: str
    received: str
    name: str = "收文条码"


def slip_pdf(label: Label, at: datetime) -> bytes:
    """One label on a slip of its own, 70 mm by 40 mm; `at` aware. Text is data."""
    return _made([label], at, sheet=False)


def labels_pdf(labels: Sequence[Label], at: datetime) -> bytes:
    """At most `MOST` labels on one sheet of A4, in their order from left to right. ValueError for more, or none."""
    if not 0 < len(labels) <= MOST:
        raise ValueError(f"{len(labels)} labels do not fit on one sheet")
    return _made(labels, at, sheet=True)


def _made(labels: Sequence[Label], at: datetime, *, sheet: bool) -> bytes:
    drawn = [asdict(one) | {"bars": code128_svg(one.code), "qr": qr_svg(one.code)} for one in labels]
    words = {"labels": drawn, "sheet": sheet, "title": f"{labels[0].name} {labels[0].number}"}
    return typeset("labels.typ", words, at.astimezone(UTC).replace(microsecond=0))
