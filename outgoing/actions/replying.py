"""The link between an incoming paper and the one that answers it: one living or dispatched reply, never another's."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from documents.actions.answering import answered_by
from documents.models import Document
from outgoing.models import Outgoing
from outgoing.queries.visible import visible_to
from outgoing.words import Standing, State
from workflow.act import Act


def claim(a: Act) -> None:
    """A reply is begun: the incoming paper names it. One that was recalled or revoked keeps the link until the new one
    is dispatched."""
    paper: Outgoing = a.subject
    other = _other(paper)
    if other is None:
        _link(a, "")
        return
    if other.standing == Standing.IN_FORCE:
        seen = visible_to(a.by).filter(pk=other.pk).exists()
        words = {"no": other.name if seen else _("另一件发文"), "who": other.drafter_name}
        raise BadInput(
            _("这件来文已在拟复文：%(no)s（拟稿人 %(who)s）；要另拟的，请先撤稿或作废那一件。") % words,
            "answers",
        )


def replied(a: Act) -> None:
    """It is dispatched: the incoming paper has its reply, unless another that is in force was dispatched before."""
    other = _other(a.subject)
    if other is None or other.standing != Standing.IN_FORCE or other.dispatched_at is None:
        _link(a, a.subject.number)


def given_up(a: Act) -> None:
    """Withdrawn or voided: another may be drafted. Clears its own link alone."""
    paper: Outgoing = a.subject
    if paper.answers is not None and _named(paper.answers) == paper.ref:
        answered_by(paper.answers, by=a.by, ref="", number="", title=paper.title, instead_of=paper.ref)


def _named(asked: Document) -> str:
    """The reply it names, as the database has it now."""
    return Document.objects.values_list("answer_ref", flat=True).get(pk=asked.pk)


def _other(paper: Outgoing) -> Outgoing | None:
    """Another paper that answers it and was not given up."""
    assert paper.answers is not None
    found = Outgoing.objects.filter(ref=_named(paper.answers)).exclude(pk=paper.pk)
    return found.exclude(state__in=(State.WITHDRAWN, State.VOIDED)).first()


def _link(a: Act, number: str) -> None:
    paper: Outgoing = a.subject
    assert paper.answers is not None
    was = _named(paper.answers)
    answered_by(paper.answers, by=a.by, ref=paper.ref, number=number, title=paper.title, instead_of=was)
