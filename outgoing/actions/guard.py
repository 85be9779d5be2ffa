"""The one question every act asks first, from the same table the buttons read."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import Faster, Incomplete, NotAllowed
from documents.actions.guard import need, not_by
from documents.rules.known import LACKING, MOVED
from outgoing.queries.authors import authors
from outgoing.queries.known import known
from outgoing.rules.offers import offer, waiting
from outgoing.rules.verbs import VERBS, Verb
from workflow.act import Act
from workflow.models import Task
from workflow.spine import faster

__all__ = ["allow", "free", "need", "not_by", "not_own"]
NOT_DONE = ("transferred", "returned", "sent")  # answers after which the step may come again
NO_ANSWER = frozenset({"give_back", "transfer", "record_joint", "check_joint", "print_more"})
AT_THE_TEXT = frozenset({"lock", "unlock", "force_unlock", "text", "edit", "annex", "addressees"})


def free(paper: Any) -> None:
    """Nobody is editing any more."""
    paper.lock_holder_id, paper.lock_name, paper.locked_since = None, "", None


def allow(a: Act, code: str, *, task_id: int | None = None) -> Any:
    """The task this act answers (None when the right comes from a role or from having drafted it). Sets on whose
    behalf he acts.

    `task_id`: the very task his form was drawn for, where he may hold several. Who goes on with it is done editing: his
    lock goes.

    Raises `Faster` when the paper has moved on, `Incomplete` when something is missing, `NotAllowed` when it is not his.
    """
    verb = VERBS[code]
    found = offer(code, a.by.hats, known(a.subject, a.now, a.live(verb.lane)))
    if found.ok:
        if code not in AT_THE_TEXT and a.subject.lock_holder_id == a.by.pk:
            free(a.subject)
        return _taken(a, code, found.task, task_id)
    if found.bar == LACKING:
        raise Incomplete(found.why_not)
    if found.bar == MOVED:
        if a.subject.state not in verb.states and a.expected not in (None, a.subject.version):
            raise faster(a.subject)
        raise Faster(found.why_not)
    if done := _done(a, verb):
        words = {"who": done.done_by_name, "at": timezone.localtime(done.done_at).strftime("%m-%d %H:%M")}
        raise Faster(
            _("%(who)s %(at)s 已办过这一步，不用再办。") % words, who=done.done_by_name, when=done.done_at
        )
    raise NotAllowed(found.why_not)


def _done(a: Act, verb: Verb) -> Task | None:
    """What he would have answered, done already in this round: by himself in another window, or by a colleague."""
    rows = Task.objects.about(a.subject).filter(
        kind__in=verb.task, lane=verb.lane, status="done", round=a.subject.round, holder__in=a.by.hats.all
    )
    if not verb.task or verb.drafter or verb.code in NO_ANSWER:  # no answer to one task alone
        return None
    if waiting(verb, a.by.hats, a.live(verb.lane)) is not None:  # asked once more, and not yet his turn
        return None
    return rows.exclude(outcome__in=NOT_DONE).order_by("-done_at", "-id").first()


def _taken(a: Act, code: str, task: Task | None, task_id: int | None) -> Task | None:
    if task is None:
        return None
    if code == "record_sign":
        return task
    return a.take(*VERBS[code].task, task_id=task.pk if task_id is None else task_id, lane=VERBS[code].lane)


def not_own(a: Act, sentence: str) -> None:
    """Nobody judges what he drafted, also where he gave the draft to another meanwhile; nor does his deputy for him."""
    for person_id in authors(a.subject):
        not_by(a, person_id, sentence)
