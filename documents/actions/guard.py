"""The one question every act asks first, from the same table the buttons read."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db.models import Q
from django.utils.translation import gettext as _

from docflow.web.errors import Faster, Incomplete, NotAllowed
from documents.models import Document
from documents.queries.copies import on_paper
from documents.queries.known import has_reports, last_move
from documents.rules.known import LACKING, MOVED, Known
from documents.rules.verbs import VERBS, Offer, Verb, offer, records_for
from documents.rules.why import already, recorded, wrong_state
from documents.words import FINAL
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import faster

NOT_DONE = (
    "transferred",
    "returned",
    "misdirected",
    "not_yet",
)  # answers after which the step may come again
NO_ANSWER = ("suspend", "resume", "look_later")  # to no step: nobody was faster with one


def allow(a: Act, code: str, *, task_id: int | None = None) -> Task | None:
    """The task this act answers (None when the right comes from a role). Sets on whose behalf he acts.

    Raises `Faster` when the paper has moved on, `NotAllowed` when it is not his.
    """
    verb = VERBS[code]
    if a.subject.state not in verb.states:
        raise _elsewhere(a, verb)
    if task_id is not None and _was_his(a, task_id, verb.lane):
        raise _himself(a, verb)
    found = offer(code, a.by.hats, under_lock(a, verb.lane))
    if not found.ok:
        _refuse(a, verb, found)
    if (
        found.task is not None and found.task.status == Status.WAITING
    ):  # a signer more, while he waits for one
        a.behalf = a.by.hats.acts_for(found.task.holder, found.task.kind)[1]
        return found.task
    if verb.task and found.task is not None and code != "record":
        wanted = task_id if task_id is not None else found.task.pk
        return a.take(*verb.task, task_id=wanted, lane=verb.lane)
    if verb.task and not verb.roles:
        raise Faster(_("这一步已经结束。"))
    return found.task


def under_lock(a: Act, lane: str) -> Known:
    """The paper as this act has it; what a rule asks beside that is read when it is asked."""
    doc: Document = a.subject
    return Known(
        doc.state,
        a.live(lane),
        last=lambda: last_move(doc),
        reported=lambda: has_reports(doc),
        on_paper=lambda: on_paper(doc),
        registrar=doc.registrar_id,
        paused=doc if doc.is_paused else None,
    )


def _refuse(a: Act, verb: Verb, found: Offer) -> NoReturn:
    """The offer's own sentence, as the refusal that it is."""
    if found.bar == LACKING:
        raise Incomplete(found.why_not)
    if found.bar == MOVED:
        last = last_move(a.subject)
        raise Faster(found.why_not, who=last.actor_name if last else "", when=last.at if last else None)
    if verb.task and verb.code not in NO_ANSWER and not a.live(verb.lane, *verb.task):
        raise _himself(a, verb)
    raise NotAllowed(explained(found, a.subject, a.by).why_not)


def explained(found: Offer, doc: Any, person: Any) -> Offer:
    """The same offer; a refusal of what he himself has done already, or recorded already, says so instead."""
    if not found.ok and found.bar != LACKING and (words := already_done(doc, person, found.verb)):
        found.why_not = words
    return found


def already_done(doc: Any, person: Any, verb: Verb) -> str:
    """When he did what this verb does, in this round; empty where he did not, or where it waits for another now."""
    if not verb.task:
        return ""
    rows = list(
        Task.objects.about(doc)
        .filter(Q(lane="main") | Q(done_by=person), kind__in=verb.task, lane=verb.lane, round=doc.round)
        .order_by("-done_at", "-id")
    )
    if any(task.is_live for task in rows):
        return ""
    done = [t for t in rows if t.status == Status.DONE and t.done_at and t.outcome not in NOT_DONE]
    if verb.code == "record":
        for task in done:
            if records_for(person.hats, task):
                return recorded(task.holder_name, task.done_at or task.given_at)
    mine = next((t for t in done if t.done_by_id == person.pk), None)
    return already(verb, mine.done_at or mine.given_at) if mine else ""


def _elsewhere(a: Act, verb: Verb) -> Faster:
    """The paper is not where this is done: nobody was faster where its form was drawn from the state it still has,
    nor where no form saw it and it is final."""
    doc: Document = a.subject
    if a.expected != doc.version and (a.expected is not None or doc.state not in FINAL):
        return faster(doc)
    return Faster(wrong_state(verb, doc.state, a.live(Lane.MAIN)))


def _himself(a: Act, verb: Verb) -> Faster:
    """Of the main lane the last entry names who was faster; a reader reads only for himself."""
    words = already_done(a.subject, a.by, verb) if verb.lane == Lane.CIRCULATION else ""
    return Faster(words) if words else faster(a.subject)


def _was_his(a: Act, task_id: int, lane: str) -> bool:
    """A colleague of his unit (or he himself in another window) has done this very task already."""
    if any(task.pk == task_id for task in a.lane(lane)):
        return False
    task = Task.objects.about(a.subject).filter(pk=task_id).first()
    return task is not None and a.by.hats.acts_for(task.holder, task.kind)[0]


def not_by(a: Act, person_id: int, sentence: str) -> None:
    """Separation of duties: compares natural persons, the actor and the one he acts for."""
    mine = {a.by.pk} | ({a.behalf.person_id} if a.behalf else set())
    if person_id in mine:
        raise NotAllowed(sentence)


def need(text: str, sentence: str) -> str:
    """A text that may not be empty."""
    if not text.strip():
        raise Incomplete(sentence)
    return text.strip()
