"""Demo or real office: said at the first start and kept from then on, so that no later process mistakes it.

The truth is a row of the database. A trial's home has a copy beside it, since settings may ask no database:
there `DEMO` unset follows what is kept. `docflow.checks` refuses a start that says the other.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

WORDS = {True: "demo", False: "real"}


def remembered(home: Path) -> bool | None:
    """What the home says: demo (True), real, or nothing yet."""
    with suppress(OSError):
        return {word: demo for demo, word in WORDS.items()}.get((home / "mode").read_text().strip())
    return None


def remember(home: Path, demo: bool) -> None:
    """Write it beside the database; whole or not at all."""
    if remembered(home) is demo:
        return
    home.mkdir(parents=True, exist_ok=True)
    fresh = home / f"mode.{os.getpid()}"
    fresh.write_text(f"{WORDS[demo]}\n")
    fresh.replace(home / "mode")
