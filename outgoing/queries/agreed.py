"""Which of the units asked have answered to just the text a paper has now."""

from __future__ import annotations

from outgoing.models import Outgoing
from outgoing.queries.plan import units_of
from outgoing.words import Answer, TaskKind
from people.models import Unit
from workflow.models import Task

AGREED = (Answer.AGREED, Answer.AMENDED, Answer.NO_OPINION, "overdue")


def stamp(paper: Outgoing) -> str:
    """The text in so many characters as a task keeps: `Task.batch` says to which text an answer was."""
    return paper.content_hash[:20]


def not_agreed(paper: Outgoing) -> list[Unit]:
    """Units of the plan without an answer to just this text; who disagreed is asked once more."""
    done = Task.objects.about(paper).filter(kind=TaskKind.COUNTERSIGN, status="done", outcome__in=AGREED)
    agreed = set(done.filter(batch=stamp(paper)).values_list("holder", flat=True))
    return [unit for unit in units_of(paper, "units") if unit.principal not in agreed]
