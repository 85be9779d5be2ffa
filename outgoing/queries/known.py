"""What the rules look at, read for a page or under an act's lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from outgoing.models import Addressee, Copy, Outgoing, SignOff
from outgoing.queries.authors import authors
from outgoing.queries.found import proofed
from outgoing.queries.joint import sheets
from outgoing.queries.runs import waiting_runs
from outgoing.rules.known import Known
from outgoing.rules.receipts import AGAIN
from outgoing.words import OPEN_RECEIPTS
from workflow.models import Task


def known(paper: Outgoing, now: datetime, tasks: list[Task] | None = None) -> Known:
    """One statement for the live tasks (none where they are given); the rest only where a rule asks for it."""
    if tasks is None:
        tasks = list(Task.objects.about(paper).live().order_by("sequence", "id"))
    return Known(
        paper, tasks, now, unanswered=unanswered(paper), signed=signed(paper), again=again(paper),
        given_out=given_out(paper), authors=cache(lambda: authors(paper)),
        sheets=cache(lambda: sheets(paper, tasks)), runs=cache(lambda: waiting_runs(paper)),
        proof=cache(lambda: proofed(paper)),
    )  # fmt: skip


def unanswered(paper: Outgoing) -> Callable[[], int]:
    return lambda: Addressee.objects.filter(paper=paper, receipt__in=sorted(OPEN_RECEIPTS)).count()


def again(paper: Outgoing) -> Callable[[], int]:
    """Addressees to whom copies may be sent once more."""
    return lambda: Addressee.objects.filter(paper=paper, receipt__in=sorted(AGAIN)).count()


def given_out(paper: Outgoing) -> Callable[[], int]:
    """Numbered copies that are still with somebody."""
    return lambda: Copy.objects.filter(paper=paper, status=Copy.Status.GIVEN).count()


def signed(paper: Outgoing) -> Callable[[], bool]:
    """Has anybody signed what is being signed now? Several rules ask, the database is asked once."""
    return cache(lambda: bool(standing_signatures(paper).exists()))


def standing_signatures(paper: Outgoing) -> Any:
    """Sign-offs of the text as it is: the others are stale."""
    return SignOff.objects.filter(paper=paper, round=paper.round, content_hash=paper.content_hash)
