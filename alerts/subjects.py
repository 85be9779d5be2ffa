"""What this room asks of a subject it knows only by its kind and ref; the rooms that have subjects answer when loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Known:
    """`sees(person, ref)`: may he open it now. `labelled(ref)`: its title never leaves the office. `number(ref)`: by which
    the office calls it; empty where it has none (yet)."""

    sees: Callable[[Any, str], bool]
    labelled: Callable[[str], bool]
    number: Callable[[str], str] = lambda ref: ""


SUBJECTS: dict[str, Known] = {}  # kind of subject to its answers
