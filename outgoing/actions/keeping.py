"""Who keeps the seal of an organ, and who is told of copies that wait for it: the room of seals answers when it is loaded.

Without it (or where no seal of the organ is registered) the posts of the keepers have the copies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outgoing.models import Outgoing, PrintRun
from workflow.act import Act

KEEPER: list[Callable[[Outgoing], Any | None]] = []  # the person in whose hands the seal is
PRINTED: list[Callable[[Act, PrintRun], None]] = []  # copies were printed, and wait
ENDED: list[Callable[[Act, str], None]] = []  # what was signed and printed holds no more, and why


def keeper_of(paper: Outgoing) -> Any | None:
    return next((who for ask in KEEPER if (who := ask(paper)) is not None), None)


def printed(a: Act, run: PrintRun) -> None:
    for ask in PRINTED:
        ask(a, run)


def ended(a: Act, why: str) -> None:
    """The text is another, or the paper was moved back or given up: called inside its act, with `why` for the record."""
    for tell in ENDED:
        tell(a, why)
