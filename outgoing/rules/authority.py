"""Who may sign a paper (条例 第二十二条: important and upward papers by the principal leader). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from outgoing.words import Direction
from people.roles import LEADERS, Role


class Rule(Protocol):
    """A signing rule, as far as this asks."""

    @property
    def direction(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def roles(self) -> Sequence[str]: ...
    @property
    def principal(self) -> bool: ...
    @property
    def basis(self) -> str: ...


class Plain(NamedTuple):
    """What holds where the organ has no rule of its own."""

    direction: str
    kind: str
    roles: tuple[str, ...]
    principal: bool
    basis: str


CLAUSE = "《党政机关公文处理工作条例》第二十二条"
DEFAULT = (
    Plain(Direction.UP, "", tuple(sorted(LEADERS - {Role.DUTY_LEADER})), True, CLAUSE),
    Plain("", "", tuple(sorted(LEADERS - {Role.DUTY_LEADER})), False, CLAUSE),
)


class Seated(NamedTuple):
    """A leader and his post today."""

    person_id: int
    role: str
    rank: int


def rule_for(rules: Iterable[Rule], direction: str, kind: str) -> Rule:
    """The closest rule: kind before direction; where none fits, the plain one."""
    fitting = [r for r in rules if r.kind in ("", kind) and r.direction in ("", direction)]
    if not fitting:
        fitting = [r for r in DEFAULT if r.direction in ("", direction)]
    return max(fitting, key=lambda r: (bool(r.kind), bool(r.direction)))


def entitled(rule: Rule, seats: Iterable[Seated]) -> set[int]:
    """Persons who may sign by this rule; of those with a fitting post only the highest where `principal` says so."""
    fitting = [s for s in seats if s.role in rule.roles]
    if rule.principal and fitting:
        highest = min(s.rank for s in fitting)
        fitting = [s for s in fitting if s.rank == highest]
    return {s.person_id for s in fitting}
