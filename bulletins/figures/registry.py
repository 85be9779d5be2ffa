"""Every figure by its code, in the order of the pack."""

from __future__ import annotations

from bulletins.figures.base import Figure

FIGURES: dict[str, Figure] = {}
