"""Who had a hand in a draft as its drafter: nobody of them reviews, checks, signs or rechecks it."""

from __future__ import annotations

from typing import Any

from outgoing.models import Outgoing
from outgoing.words import State
from workflow.models import Entry

BEGUN = (State.DRAFTING, State.COUNTERSIGNING)
WRITES = (
    "draft",
    "text",
    "annex",
    "send",
    "settle",
)  # while it is drafted: what only the drafter does, or his deputy


def authors(paper: Outgoing) -> set[int]:
    """Its drafter, who began it, and whoever wrote, sent or settled it as the drafter before it was given to another."""
    rows = Entry.objects.filter(subject_kind=paper.subject_kind, subject_pk=paper.pk).order_by("seq")
    found, state = {paper.drafter_id}, str(State.DRAFTING)
    for verb, actor, behalf, to in rows.values_list("verb", "actor_id", "behalf_id", "to_state"):
        if verb in WRITES and state in BEGUN:
            found |= {actor} if behalf is None else {actor, behalf}
        state = to or state
    return found


def authors_now(a: Any) -> set[int]:
    """With whoever sends or settles it by this very act."""
    return authors(a.subject) | ({a.by.pk} if a.verb in WRITES else set())
