"""Which of the units and reviews asked have answered to just the text a paper has now."""

from __future__ import annotations

from django.db.models import Q

from outgoing.models import Outgoing
from outgoing.queries.plan import units_of
from outgoing.words import Answer, Passed, TaskKind
from people.models import Unit
from workflow.models import Task

K = TaskKind
OVERDUE = "overdue"
WAIVED = "waived"  # a chief decided, with a reason, that this text goes on without this unit
AGREED = (Answer.AGREED, Answer.AMENDED, Answer.NO_OPINION, OVERDUE, WAIVED)


def stamp(paper: Outgoing) -> str:
    """The text in so many characters as a task keeps: `Task.batch` says to which text an answer was."""
    return paper.content_hash[:20]


def not_agreed(paper: Outgoing) -> list[Unit]:
    """Units of the plan without an answer to just this text; who disagreed is asked once more."""
    done = Task.objects.about(paper).filter(kind=K.COUNTERSIGN, status="done", outcome__in=AGREED)
    return _without(paper, done.filter(batch=stamp(paper)).values_list("holder", flat=True))


def unheard(paper: Outgoing) -> list[Unit]:
    """Units of the plan that have said nothing to just this text, neither yes nor no. Whose time ran out in this round
    is not waited for again."""
    done = Task.objects.about(paper).filter(kind=K.COUNTERSIGN, status="done")
    heard = done.filter(Q(batch=stamp(paper)) | Q(outcome=OVERDUE, round=paper.round))
    return _without(paper, heard.exclude(outcome="transferred").values_list("holder", flat=True))


def _without(paper: Outgoing, holders: object) -> list[Unit]:
    answered = set(holders)  # type: ignore[call-overload]
    return [unit for unit in units_of(paper, "units") if unit.principal not in answered]


def not_checked(paper: Outgoing) -> list[tuple[str, str]]:
    """Reviews it needs and has not passed with just this text: their kind and their name in the plan."""
    done = Task.objects.about(paper).filter(kind__in=(K.LEGAL, K.FAIR), status="done", outcome=Passed.PASSED)
    passed = set(done.filter(batch=stamp(paper)).values_list("kind", flat=True))
    wanted = [(K.LEGAL, "legal", paper.is_normative), (K.FAIR, "fair", paper.affects_operators)]
    return [(kind.value, name) for kind, name, flagged in wanted if flagged and kind not in passed]


def outstanding(paper: Outgoing) -> list[str]:
    """Who agreed to an earlier text and has not been asked about this one, by name."""
    return [u.short for u in unheard(paper)] + [str(K(kind).label) for kind, _name in not_checked(paper)]
