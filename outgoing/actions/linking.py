"""复函: the incoming paper that answers one of ours is linked with it, both ways."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from documents.actions.answering import answers_ours, answers_ours_no_more
from documents.models import Document
from documents.queries.visible import visible_to
from outgoing.actions.guard import allow
from outgoing.models import Outgoing
from workflow.act import Act
from workflow.spine import act


@act("link_answer", exclusive=False)
def link_answer(a: Act, *, answer: Document) -> str:
    """Note the incoming paper that answers this one, instead of the one noted before. `BadInput` for one he may not
    see."""
    allow(a, "link_answer")
    paper: Outgoing = a.subject
    if not visible_to(a.by).filter(pk=answer.pk).exists():
        raise BadInput(_("没有这件来文，或您无权查看。"), "answer")
    former = paper.answer if paper.answer != answer else None
    a.data["answer"] = [paper.answer.receipt_no if paper.answer else "", answer.receipt_no]
    for doc in sorted(
        (d for d in (former, answer) if d is not None), key=lambda d: d.pk
    ):  # locked in one order
        if doc is answer:
            answers_ours(doc, by=a.by, ref=paper.ref, number=paper.number)
        elif Document.objects.filter(pk=doc.pk, ours_ref=paper.ref).exists():
            answers_ours_no_more(doc, by=a.by, ref=paper.ref)
    paper.answer = answer
    return _("已登记 %(no)s 为复文。") % {"no": answer.receipt_no}
