"""复函: the incoming paper that answers one of ours is linked with it, both ways."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from documents.actions.answering import answers_ours
from documents.models import Document
from documents.queries.visible import visible_to
from outgoing.actions.guard import allow
from outgoing.models import Outgoing
from workflow.act import Act
from workflow.spine import act


@act("link_answer", exclusive=False)
def link_answer(a: Act, *, answer: Document) -> str:
    """Note the incoming paper that answers this one. `BadInput` for one he may not see."""
    allow(a, "link_answer")
    paper: Outgoing = a.subject
    if not visible_to(a.by).filter(pk=answer.pk).exists():
        raise BadInput(_("没有这件来文，或您无权查看。"), "answer")
    a.data["answer"] = [paper.answer.receipt_no if paper.answer else "", answer.receipt_no]
    paper.answer = answer
    answers_ours(answer, by=a.by, ref=paper.ref, number=paper.number)
    return _("已登记 %(no)s 为复文。") % {"no": answer.receipt_no}
