"""办结: nothing open, checked by a second person; what is closed can be opened for a new round."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from checking.actions.gates import pass_gate
from deadlines.limits import Explained
from docflow.web.errors import BadInput, Incomplete, NotAllowed
from documents.actions.guard import allow, need, not_by
from documents.actions.handling import short
from documents.actions.handover import keeper, limit
from documents.actions.review import end_all
from documents.actions.telling import tell_holders, tell_returned, until
from documents.models import Document, Instruction
from documents.queries import gates
from documents.queries.copies import balance
from documents.queries.open_matters import open_matters
from documents.queries.visible import visible_to
from documents.words import OpinionKind, TaskKind
from people.models import Person
from people.queries import registry
from people.roles import CHIEFS
from workflow.act import Act
from workflow.models import Entry, Lane, Task
from workflow.spine import act, step

WORKED = ("accept", "progress", "report", "extend", "misdirected")
CLOSE_IT = "同意办结。"  # for the record: never in the language of a screen


@act("set_reply")
def set_reply(a: Act, *, reply: Document | None = None, number: str = "", no_reply: str = "") -> str:
    """Link the reply (a paper he may see, or its number as text), or say why none is needed: one of both."""
    allow(a, "set_reply")
    doc: Document = a.subject
    answered = bool(reply or number.strip())
    if answered == bool(no_reply.strip()):
        raise BadInput(_("请关联复文，或说明无需答复的理由，二者选一。"), "number")
    if reply is not None and (reply.pk == doc.pk or not visible_to(a.by).filter(pk=reply.pk).exists()):
        raise BadInput(_("没有这份复文，或您无权查看。"), "number")
    a.data["before"] = [doc.reply_to_id, doc.reply_note, doc.no_reply_reason]
    doc.reply_to = reply
    doc.reply_note = (number.strip() or (reply.source_doc_number or reply.receipt_no if reply else ""))[:200]
    doc.no_reply_reason = no_reply.strip()[:200]
    a.reason = doc.no_reply_reason or doc.reply_note
    return _("答复情况已记下。")


@act("ask_to_close")
def ask_to_close(a: Act, *, checker: Person, result: str, task_id: int | None = None) -> str:
    """Nothing is open any more: a chief who neither asks nor did the work checks it.

    Refuses (`Incomplete`) with the whole list of open matters.
    """
    task = allow(a, "ask_to_close", task_id=task_id)
    assert task is not None
    doc: Document = a.subject
    reasons = open_matters(doc)
    if not result.strip():
        reasons.append(_("请写明办理结果。"))
    if reasons:
        raise Incomplete(reasons)
    askers = {a.by.pk} | ({a.behalf.person_id} if a.behalf else set())
    if checker not in checkers(doc, askers):
        raise BadInput(_("请选另一位处长或副处长复核：不能是申请人，也不能是承办人。"), "checker")
    doc.result = result.strip()
    a.say(OpinionKind.CLOSURE, doc.result)
    a.close(task, "asked")
    for other in a.live(Lane.MAIN):
        a.cancel(other, "superseded")
    step(a, "ask_to_close")
    due = limit(a, "close_check")
    a.open(TaskKind.CLOSE_CHECK, checker, due=due, note=doc.result)
    return _("已送 %(who)s 复核办结，限 %(due)s。") % {"who": checker.name, "due": short(due.at)}


def checkers(doc: Document, askers: set[int]) -> list[Person]:
    """The chiefs who may check this closing, highest first."""
    return [p for p in registry(CHIEFS) if p.pk not in askers | workers(doc)]


def workers(doc: Document) -> set[int]:
    """Who did the work of this round for a unit, and whom he stood in for."""
    done = Entry.objects.filter(
        subject_kind="document", subject_pk=doc.pk, verb__in=WORKED, round=doc.round
    ).values_list("actor_id", "behalf_id")
    return {pk for pair in done for pk in pair if pk}


@act("close")
def close(
    a: Act, *, checked: Sequence[str], opinion: str = "", waived: Sequence[str] = (), waive_reason: str = "",
    looked: str = "",
) -> str:  # fmt: skip
    """Gate 3 (办结前复核): the second person has checked every point and nothing is open: the paper is closed."""
    task = allow(a, "close")
    assert task is not None
    doc: Document = a.subject
    _second_person(a)
    listing = gates.closing(doc)
    pass_gate(a, listing, checked=checked, waived=waived, waive_reason=waive_reason, looked=looked)
    a.data["checked"] = [p.key for p in listing.manual]
    if (now := balance(doc)).total:
        a.data["balance"] = [now.kept, now.given, now.returned, now.lost]
    a.say(OpinionKind.CLOSURE, opinion.strip() or CLOSE_IT)
    a.close(task, "closed")
    step(a, "close", now=a.now)
    end_all(a, "closed")
    _tell_leaders(a)
    return _("%(no)s 已办结。") % {"no": doc.receipt_no}


def _tell_leaders(a: Act) -> None:
    """Who wrote on the paper hears how it ended (domain.md §5.5)."""
    doc: Document = a.subject
    wrote = Instruction.objects.filter(document=doc, round=doc.round).values_list("leader_id", flat=True)
    said = _("您批示的 %(no)s 已办结：%(result)s") % {"no": doc.receipt_no, "result": doc.result[:200]}
    tell_holders(a, [f"p{pk}" for pk in dict.fromkeys(wrote)], said)


def _second_person(a: Act) -> None:
    asked = last_asked(a.subject)
    if asked is not None:
        for person in (asked.actor_id, asked.behalf_id):
            if person is not None:
                not_by(a, person, _("申请办结的人不能自己复核。"))
    if workers(a.subject) & ({a.by.pk} | ({a.behalf.person_id} if a.behalf else set())):
        raise NotAllowed(_("承办人不能复核自己办理的公文。"))


def last_asked(doc: Document) -> Entry | None:
    """The entry with which this round's closing was last asked for."""
    asked = Entry.objects.filter(
        subject_kind="document", subject_pk=doc.pk, verb="ask_to_close", round=doc.round
    )
    return asked.order_by("-seq").first()


@act("not_yet")
def not_yet(a: Act, *, reason: str) -> str:
    """Not good enough: back to where closing was asked for, the paper's keeper gets it again."""
    task = allow(a, "not_yet")
    assert task is not None
    a.reason = need(reason, _("请说明还缺什么。"))
    a.say(OpinionKind.CLOSURE, a.reason)
    asked = last_asked(a.subject)
    came_from = asked.from_state if asked else "instructed"
    a.close(task, "not_yet", answer=a.reason)
    for name in closing_undone(came_from):
        step(a, name)
    holder = keeper(a.subject)
    if came_from == "handling":
        a.open(TaskKind.WRAP_UP, holder, due=limit(a, "follow"), note=a.reason)
    elif came_from == "circulating":
        a.open(TaskKind.FOLLOW, holder, due=limit(a, "follow"), note=a.reason)
    else:
        a.open(TaskKind.ASSIGN, holder, due=limit(a, "assign"), note=a.reason)
    tell_returned(a, [holder.principal])
    return _("已退 %(who)s 继续办理。") % {"who": holder.name}


def closing_undone(came_from: str) -> tuple[str, ...]:
    """The transitions from the check back to where closing was asked for."""
    onward = {"handling": ("hand_over",), "circulating": ("circulate_only",)}
    return ("send_back_from_closing", *onward.get(came_from, ()))


@act("reopen")
def reopen(a: Act, *, reason: str, due: Explained) -> str:
    """A closed paper starts a new round with new dates; the old closure stays in its entry."""
    allow(a, "reopen")
    a.reason = need(reason, _("请说明重新办理的理由。"))
    doc: Document = a.subject
    a.data["closure"] = {
        "closed_at": doc.closed_at.isoformat() if doc.closed_at else None,
        "due_at": doc.due_at.isoformat() if doc.due_at else None,
        "due_first": doc.due_first.isoformat() if doc.due_first else None,
        "result": doc.result,
        "reply": [doc.reply_to_id, doc.reply_note, doc.no_reply_reason],
    }
    a.data["due"] = [a.data["closure"]["due_at"], due.at.isoformat()]
    step(a, "reopen")
    doc.result = doc.no_reply_reason = doc.straight_to = ""
    doc.due_at, doc.due_first, doc.due_source, doc.due_trace = due.at, due.at, due.source, due.trace
    Task.objects.about(doc).update(subject_live=True)
    holder = keeper(doc)
    first = a.open(TaskKind.PROPOSE, holder, due=limit(a, "propose"), note=a.reason)
    words = {"n": doc.round, "who": holder.name, "until": until(first.due_at)}
    return _("已开始第 %(n)s 轮办理，送 %(who)s 拟办%(until)s。") % words
