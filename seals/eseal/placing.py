"""Where an impression belongs: over name and date, a little below the middle (骑年盖月; GB/T 9704-2012 7.3.5.1)."""

from __future__ import annotations

from pathlib import Path

from documents.files import sandbox

from .adapter import Placed

UP = 14  # points: the name stands on the line above the date


def over_date(path: Path) -> Placed | None:
    """Over the last full date that ends a line of this PDF; None where there is none. `CannotShow` where it cannot be
    read."""
    with sandbox.run("dated", path) as (answer, _folder):
        found = answer["at"]
    if found is None:
        return None
    page, left, bottom, right, top = found
    return Placed(page, (left + right) / 2, (bottom + top) / 2 + UP)
