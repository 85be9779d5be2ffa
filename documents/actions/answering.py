"""答复 by a paper of our own: the incoming one knows its reply, from the draft to the dispatched original."""

from __future__ import annotations

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Faster
from documents.models import Document
from workflow.act import Act
from workflow.spine import act


@act("answered", exclusive=False)
def answered(a: Act, *, ref: str, number: str, title: str, instead_of: str = "") -> str:
    """Note the outgoing paper (`ref`, its public id) that answers this one; with its `number` once it is dispatched:
    then the reply that closing asks for is there. Without a `ref`: that paper was given up or answers another, and a
    new reply may be drafted.
    Called by the outgoing paper's own act, in its transaction.

    `title` is kept as the reason while there is no number; empty where the readers of this paper may not know it.

    `instead_of` is the reply that the caller has found there and may replace: `BadInput` where it is another one by
    now, or where a dispatched reply would give way to a draft."""
    doc: Document = a.subject
    if (
        doc.answer_ref not in ("", ref, instead_of)
        or doc.answer_number
        and ref not in ("", doc.answer_ref)
        and not number
    ):
        raise BadInput(_("这件来文刚有人拟了复文，请刷新后再看。"), "answers")
    a.data["before"] = [doc.answer_ref, doc.answer_number, doc.reply_note]
    doc.answer_ref, doc.answer_number = ref, number
    if number:
        doc.reply_note, doc.no_reply_reason = number[:200], ""
    a.reason = number or title[:100]
    if not ref:
        return _("这件发文不再作为复文，可另行拟稿。")
    return _("已以 %(no)s 答复。") % {"no": number} if number else _("复文正在拟稿。")


def answered_by(
    doc: Document, *, by: object, ref: str, number: str, title: str, instead_of: str = ""
) -> None:
    """The act, for a caller that is an act itself."""
    answered(doc, by=by, ref=ref, number=number, title=title, instead_of=instead_of)


@act("answers_ours", exclusive=False)
def _answers_ours(a: Act, *, ref: str, number: str) -> str:
    """Note that this incoming paper is the answer to the outgoing one `ref`."""
    doc: Document = a.subject
    a.data["before"] = [doc.ours_ref, doc.ours_number]
    doc.ours_ref, doc.ours_number = ref, number
    a.reason = number
    return _("登记为 %(no)s 的复文。") % {"no": number}


@act("answers_ours_no_more", exclusive=False)
def _answers_ours_no_more(a: Act, *, ref: str) -> str:
    """Note that this incoming paper is not the answer to the outgoing one `ref`: another is. `Faster` where it was
    put down as the answer to yet another meanwhile."""
    doc: Document = a.subject
    if doc.ours_ref != ref:
        raise Faster(_("%(no)s 刚有人登记为另一件发文的复文，请刷新后再看。") % {"no": doc.receipt_no})
    a.data["before"] = [doc.ours_ref, doc.ours_number]
    a.reason, doc.ours_ref, doc.ours_number = doc.ours_number, "", ""
    return _("不再作为 %(no)s 的复文。") % {"no": a.reason}


def answers_ours_no_more(doc: Document, *, by: object, ref: str) -> None:
    """The act, for a caller that is an act itself."""
    _answers_ours_no_more(doc, by=by, ref=ref)


def answers_ours(doc: Document, *, by: object, ref: str, number: str) -> None:
    """The act, for a caller that is an act itself."""
    _answers_ours(doc, by=by, ref=ref, number=number)
