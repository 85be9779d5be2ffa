"""Papers like this had this error: what a room above knows of it, said where the next one is written.

`HINTS` is filled by the room that keeps the error book when it is loaded; with none there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """`words`: what kind of thing went wrong, `last` how it did when it last happened, where the words do not say so; without
    a name. `times`: how often in a year. `cure`: what prevents it, where somebody wrote it. `url`: where all are listed."""

    words: str
    times: int
    cure: str = ""
    last: str = ""
    url: str = ""


@dataclass(frozen=True)
class Like:
    """What the paper being written is like: which flow, kind (文种), and the organ it comes from or goes to."""

    side: str
    kind: str = ""
    organ: str = ""


HINTS: list[Callable[[Like], list[Hint]]] = []


def hints(like: Like) -> list[Hint]:
    """The most frequent first; empty where nothing is known."""
    return [hint for ask in HINTS for hint in ask(like)]
