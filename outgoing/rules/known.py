"""What a rule may look at: one paper with its live tasks and open receipts, as page and guard have read them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Known:
    """`paper` is the row, `now` the clock. `unanswered`: how many addressees have not answered; asked only by the rule
    that needs it, as is `signed`: has anybody signed in this round?"""

    paper: Any
    tasks: list[Any]
    now: datetime
    unanswered: Callable[[], int] = lambda: 0
    signed: Callable[[], bool] = lambda: False

    @property
    def state(self) -> str:
        return str(self.paper.state)
