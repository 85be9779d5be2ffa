"""What a rule may look at: one paper with its live tasks and open receipts, as page and guard have read them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Known:
    """`paper` is the row, `now` the clock. `unanswered`: how many addressees have not answered; asked only by the rule
    that needs it, as are `signed`: has anybody signed in this round? `again`: how many want copies once more, and
    `given_out`: how many numbered copies are out; `authors`: who had a hand in the draft; `sheets`: what other organs
    signed on paper and nobody has compared yet; `runs`: print runs whose copies wait for the seal; `proof`: what the checker
    found."""

    paper: Any
    tasks: list[Any]
    now: datetime
    unanswered: Callable[[], int] = lambda: 0
    signed: Callable[[], bool] = lambda: False
    again: Callable[[], int] = lambda: 0
    given_out: Callable[[], int] = lambda: 0
    authors: Callable[[], Collection[int]] = tuple
    sheets: Callable[[], Sequence[Any]] = tuple
    runs: Callable[[], Sequence[Any]] = tuple
    proof: Callable[[], Any] = lambda: None

    @property
    def state(self) -> str:
        return str(self.paper.state)
