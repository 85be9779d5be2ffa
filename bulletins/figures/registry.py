"""Every figure by its code, in the order of the pack; and a figure of one part: `returns:R07`."""

from __future__ import annotations

from bulletins.figures import checks, faults, instructions, papers, seals, times
from bulletins.figures.base import Figure

FIGURES: dict[str, Figure] = {
    one.code: one for room in (papers, times, faults, instructions, seals, checks) for one in room.FIGURES
}


def find(code: str) -> Figure | None:
    """The figure of this code, or of one part; None where there is none."""
    whole, _colon, part = code.partition(":")
    known = FIGURES.get(whole)
    if known is None or not part:
        return known
    found: Figure | None = known.part(part) if known.part else None
    return found


def every() -> list[Figure]:
    """All of them, with all of their parts."""
    found = []
    for one in FIGURES.values():
        found.append(one)
        found += [
            known
            for name, _words in (one.parts() if one.parts else ())
            if (known := find(f"{one.code}:{name}"))
        ]
    return found
