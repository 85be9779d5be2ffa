"""A line of a register that is no row of it: what became of a number that no paper has (空号 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Aside:
    """`said` stands across the whole line on the screen; `cells` by the key of their column on paper and in a sheet.
    It is counted nowhere, picked by nobody and leads nowhere."""

    said: str
    cells: Mapping[str, str] = field(default_factory=dict)
