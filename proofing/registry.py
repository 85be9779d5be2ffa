"""Which function asks which rule: one entry in the catalogue, one function with its id above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .catalogue import RULES
from .draft import Draft
from .finding import Hit
from .meta import Meta

Check = Callable[[Draft, Meta], Iterable[Hit]]
CHECKS: dict[str, Check] = {}


def check(rule: str) -> Callable[[Check], Check]:
    """`@check("NUM-02")`: this function finds where the rule does not hold."""

    def kept(function: Check) -> Check:
        assert rule in RULES, rule
        assert rule not in CHECKS, rule
        CHECKS[rule] = function
        return function

    return kept
