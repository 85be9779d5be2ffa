"""A figure in words: its value, and how it stands to another. Pure."""

from __future__ import annotations

RATE, COUNT = "rate", "count"  # of `bulletins.figures.base`
NONE = "—"


def shown(measure: str, value: float | None) -> str:
    """As it stands in a table: 12, 87.5%, 3.5; — where there is nothing to divide by."""
    if value is None:
        return NONE
    if measure == RATE:
        return f"{value:.1%}"
    if measure == COUNT:
        return str(round(value))
    return f"{value:.1f}"


def step(measure: str, value: float | None, before: float | None) -> tuple[int, str]:
    """Which way it went since `before`, and by how much: (1, "3.1") is up by 3.1 (percentage points of a rate)."""
    if value is None or before is None:
        return 0, ""
    way = (value > before) - (value < before)
    gap = abs(value - before)
    if measure == RATE:
        return way, f"{100 * gap:.1f}"
    return way, shown(measure, gap)
