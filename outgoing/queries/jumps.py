"""What the rules of moving a paper by hand look at, and who would have it there."""

from __future__ import annotations

from typing import Any

from documents.rules.known import Bar
from outgoing.models import Outgoing
from outgoing.queries.agreed import not_checked, outstanding
from outgoing.queries.authors import authors
from outgoing.queries.people import able
from outgoing.queries.plan import people_of, units_of
from outgoing.rules.jumping import Facts, targets
from outgoing.words import State, TaskKind
from people.models import Person

K = TaskKind
FLAGS = (("is_normative", K.LEGAL, "legal"), ("affects_operators", K.FAIR, "fair"))
ASKED: dict[str, tuple[tuple[str, str], ...]] = {
    State.REVIEWING: ((K.OFFICE_REVIEW, "reviewers"),), State.SIGNING: ((K.SIGN, "signers"),),
}  # fmt: skip


def facts_of(paper: Outgoing, person: Any) -> Facts:
    """The paper as the rules of moving it see it, for this person."""
    return Facts(
        state=paper.state,
        units=tuple(unit.short for unit in units_of(paper, "units")),
        flagged=tuple(str(kind.label) for flag, kind, _name in FLAGS if getattr(paper, flag)),
        unchecked=tuple(str(K(kind).label) for kind, _name in not_checked(paper)),
        unheard=tuple(outstanding(paper)),
        author=person.pk in authors(paper),
    )


def jumps(paper: Outgoing, person: Any) -> dict[State, Bar | None]:
    """Every step with what keeps this person from moving the paper there; None where he may."""
    return targets(facts_of(paper, person))


def unmanned(paper: Outgoing, target: str) -> list[tuple[str, str]]:
    """What is done in this step and by nobody: whom the plan named has left, or drafted it since. Kind of work and name
    in the plan; somebody has to be named for it. Moved forwards only what has not passed is asked for."""
    asked = ASKED.get(target, ())
    if target == State.CHECKING and paper.state == State.COUNTERSIGNING:
        asked = tuple(not_checked(paper))
    elif target == State.CHECKING:
        asked = tuple((kind.value, name) for flag, kind, name in FLAGS if getattr(paper, flag))
    mine = authors(paper) if asked else set()
    return [
        (kind, name) for kind, name in asked if not [p for p in people_of(paper, name) if p.pk not in mine]
    ]


def takers(paper: Outgoing, kind: str) -> list[Person]:
    """Who may be named for it."""
    return able(paper, kind)
