"""The link between an incoming paper and the one that answers it: one living or dispatched reply, never another's."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete
from documents.actions.answering import answered_by
from documents.models import Document
from documents.queries.visible import visible_to as visible_incoming
from outgoing.models import Outgoing
from outgoing.queries.visible import visible_to
from outgoing.words import Standing, State
from workflow.act import Act


def claim(a: Act) -> None:
    """A reply is begun: the incoming paper names it. One that was recalled or revoked keeps the link until the new one
    is dispatched. `BadInput` where another living or dispatched paper answers it, and which."""
    paper: Outgoing = a.subject
    assert paper.answers is not None
    _claim(a, paper.answers)


def may_answer(a: Act, asked: Document) -> None:
    """`BadInput` where he may not see it."""
    if not visible_incoming(a.by).filter(pk=asked.pk).exists():
        raise BadInput(_("没有这件来文，或您无权查看。"), "answers")


def answer_another(a: Act, asked: Document | None) -> dict[str, list[str]]:
    """While it is drafted: it answers this one, or none; the one it answered is free for another reply. What changed, by
    receipt numbers; empty where nothing did. Refuses as `claim` does; `Incomplete` once it is on its way."""
    paper: Outgoing = a.subject
    old = paper.answers
    if (old and old.pk) == (asked and asked.pk):
        return {}
    if paper.state != State.DRAFTING:
        raise Incomplete(_("依据来文只能在拟稿时改，请先退回拟稿人或由拟稿人取回。"))
    if asked is not None:
        may_answer(a, asked)
    for doc in sorted((d for d in (old, asked) if d is not None), key=lambda d: d.pk):  # locked in one order
        (_claim if doc is asked else _free)(a, doc)
    paper.answers = asked
    return {"answers": [old.receipt_no if old else "", asked.receipt_no if asked else ""]}


def replied(a: Act) -> None:
    """It is dispatched: the incoming paper has its reply, unless another that is in force was dispatched before."""
    paper: Outgoing = a.subject
    assert paper.answers is not None
    other = _other(paper, paper.answers)
    if other is None or other.standing != Standing.IN_FORCE or other.dispatched_at is None:
        _link(a, paper.answers, paper.number)


def given_up(a: Act) -> None:
    """Withdrawn or voided: another may be drafted. Clears its own link alone."""
    if a.subject.answers is not None:
        _free(a, a.subject.answers)


def _claim(a: Act, asked: Document) -> None:
    other = _other(a.subject, asked)
    if other is None:
        _link(a, asked, "")
        return
    if other.standing == Standing.IN_FORCE:
        seen = visible_to(a.by).filter(pk=other.pk).exists()
        words = {"no": other.name if seen else _("另一件发文"), "who": other.drafter_name}
        raise BadInput(
            _("这件来文已在拟复文：%(no)s（拟稿人 %(who)s）；要另拟的，请先撤稿或作废那一件。") % words,
            "answers",
        )


def _free(a: Act, asked: Document) -> None:
    paper: Outgoing = a.subject
    if _named(asked) == paper.ref:
        answered_by(asked, by=a.by, ref="", number="", title=_title(paper), instead_of=paper.ref)


def _title(paper: Outgoing) -> str:
    """As the incoming paper's trail may keep it: others read it than those who see a work secret."""
    return "" if paper.work_secret else paper.title


def _named(asked: Document) -> str:
    """The reply it names, as the database has it now."""
    return Document.objects.values_list("answer_ref", flat=True).get(pk=asked.pk)


def _other(paper: Outgoing, asked: Document) -> Outgoing | None:
    """Another paper that answers it and was not given up."""
    found = Outgoing.objects.filter(ref=_named(asked)).exclude(pk=paper.pk)
    return found.exclude(state__in=(State.WITHDRAWN, State.VOIDED)).first()


def _link(a: Act, asked: Document, number: str) -> None:
    paper: Outgoing = a.subject
    answered_by(asked, by=a.by, ref=paper.ref, number=number, title=_title(paper), instead_of=_named(asked))
