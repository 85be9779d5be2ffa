"""What a rule may look at: one paper as the guard has it under its lock, or as the page has just read it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol


class Move(Protocol):
    """An entry of the paper's main flow, as far as a rule asks."""

    @property
    def verb(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor_id(self) -> int: ...
    @property
    def actor_name(self) -> str: ...
    @property
    def behalf_id(self) -> int | None: ...
    @property
    def from_state(self) -> str: ...
    @property
    def to_state(self) -> str: ...


class Moved(NamedTuple):
    """A `Move` read with the page."""

    verb: str
    at: datetime
    actor_id: int
    actor_name: str
    behalf_id: int | None
    from_state: str
    to_state: str


@dataclass(frozen=True)
class Known:
    """A paper's state and live tasks; what costs a look elsewhere is asked only by the rule that needs it.

    `registrar`: who registered it (a person's key). `last`: the last move of the main flow. `reported`: has any unit reported its part in this round? `on_paper`:
    is there a copy to hand over? `paused`: the paper, where it stands still. Who does not say has none of it, and what rests on that is not offered.
    """

    state: str
    tasks: list[Any]
    last: Callable[[], Move | None] = lambda: None
    reported: Callable[[], bool] = lambda: False
    on_paper: Callable[[], bool] = lambda: False
    registrar: int | None = None
    paused: Any = None


class Bar(NamedTuple):
    """What of the paper itself stands in the way of somebody who has the right."""

    words: str
    kind: str = ""


ROLE = "role"  # it is another's to do: 403
MOVED = "moved"  # somebody has acted since: 409, who and when
LACKING = "lacking"  # there is nothing (yet, or any more) it could be done to: 409
