"""One section of the operating guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """One task: its steps, and whether `static/guide/<code>.webp` shows it."""

    code: str
    title: Any
    steps: tuple[Any, ...]
    pictured: bool = True

    @property
    def picture(self) -> str:
        return f"guide/{self.code}.webp"
