"""同一人不重复办理: who stands twice in a row acts once. Pure.

A step that is left out is always covered by a later one of the same person, never by an earlier one: what he says is then
about the text as the others left it. What may be left out and what never is: docs/decisions/no-step-twice-in-a-row.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from outgoing.words import State, TaskKind

COVERED = "covered"  # the outcome of a task that nobody has to do: `skipped` of the entry says why
TWICE = "twice"
SIGNS = ("sign", "record_sign")


class Named(Protocol):
    @property
    def pk(self) -> int: ...


P = TypeVar("P", bound=Named)


def once(people: Sequence[P]) -> list[P]:
    """Each of them where he stands last."""
    last = {person.pk: i for i, person in enumerate(people)}
    return [person for i, person in enumerate(people) if last[person.pk] == i]


def left_to_the_signature(data: dict[str, Any]) -> bool:
    """Does this entry say that the office review is done with the signature?"""
    return any(
        kind == TaskKind.OFFICE_REVIEW and why == TaskKind.SIGN for kind, _who, why in data.get("skipped", ())
    )


def owes_review(newest_first: Iterable[tuple[str, str, dict[str, Any]]], content: str) -> bool:
    """Is the office review of this way still to be done with the signature to this content?

    `newest_first`: verb, state it led to, and data of the paper's entries. The last way to the signers counts: where its
    review was left to the signature, the five points are ticked by whoever signs first, anew for every text.
    """
    for verb, to, data in newest_first:
        if verb in SIGNS and "checked" in data and data.get("content") == content:
            return False
        if left_to_the_signature(data):
            return True
        if verb == "review" and to == State.SIGNING:
            return False
    return False
