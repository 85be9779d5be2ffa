"""What the room of outgoing papers tells: copies were printed, a text counts no more; and what it asks: who has the seal."""

from __future__ import annotations

from typing import Any

from outgoing.models import Outgoing, PrintRun
from people.queries import has_seat
from seals.actions.ending import void
from seals.actions.requests import apply_draft
from seals.models import SealRequest
from seals.queries.custody import custody_held
from seals.queries.papers import seal_for, signed_by, why_not
from seals.queries.requests import live_of_paper
from workflow.act import Act

REPRINTED = "公文重印"  # for the record: never in the language of a screen


def keeper_of(paper: Outgoing) -> Any | None:
    """The person in whose hands the seal of the paper's organ is, if he can work today; None: the keepers' posts."""
    seal = seal_for(paper)
    custody = custody_held(seal) if seal is not None else None
    return custody.person if custody is not None and has_seat(custody.person) else None


def printed(a: Act, run: PrintRun) -> None:
    """The signed draft is the approval (§6.5): the application is made by itself, approved at once. What was asked for an
    earlier text is void. Where no seal is there, or the persons cannot be kept apart, the paper waits without one, and its
    page says what is missing (`queries.papers.why_not`)."""
    paper: Outgoing = a.subject
    for old in live_of_paper(paper):
        if old.run is not None and old.run.edition != run.edition:
            void(old, by=a.by, reason=REPRINTED)
    seal = seal_for(paper)
    sign = signed_by(paper)
    if seal is None or sign is None or why_not(paper, seal):
        return
    apply_draft(SealRequest(seal=seal), by=a.by, paper=paper, run=run, sign=sign)


def ended(a: Act, why: str) -> None:
    """The text is another, or the paper was moved back or given up: what was asked for is void with it."""
    for request in live_of_paper(a.subject):
        void(request, by=a.by, reason=why)
