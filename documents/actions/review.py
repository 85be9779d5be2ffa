"""审核: the section chief approves or returns; then the paper goes where the proposal says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from checking.actions.gates import pass_gate
from deadlines.limits import due_for, handed_on
from docflow.web.errors import BadInput, Incomplete
from documents.actions.again import Holder
from documents.actions.guard import allow, need, not_by
from documents.actions.handover import give_units, keeper
from documents.actions.instruct import go_on, restart
from documents.actions.reading import give_readers
from documents.actions.telling import tell_returned, until
from documents.actions.turns import next_signers
from documents.models import Document, Proposal, ReturnSlip
from documents.queries import gates
from documents.queries.approving import latest_proposal
from documents.rules.marks import over_a_disagreement, says_why
from documents.words import CountersignResult, OpinionKind, RouteMode, TaskKind
from people.models import Person
from people.queries import has_seat, persons, registry
from people.roles import CHIEFS
from workflow.act import Act
from workflow.models import Entry, Lane, Status, Task
from workflow.spine import act, step

DECIDING = (TaskKind.REVIEW, TaskKind.COUNTERSIGN)
AGREED = "同意。"  # for the record: never in the language of a screen
CHANGED_SINCE = "审核后登记或附件有改动"  # for the record, too


@act("approve")
def approve(
    a: Act, *, opinion: str = "", checked: Sequence[str] = (), waived: Sequence[str] = (), waive_reason: str = "",
    looked: str = "",
) -> str:  # fmt: skip
    """Approve the latest proposal: to the leaders, the units, the readers, or back to the sender. This is gate 1 (报批前
    复核): every item of its list is green, `checked`, or (`waived`) let pass with a reason; `looked` is what the form showed.

    Nobody approves his own (compared by person, on both sides also through a deputy). When a signer was
    added the paper moves only after the last of them. Over a signer's disagreement only with a reason
    (`Incomplete`; domain.md §4.5).
    """
    task = allow(a, "approve")
    assert task is not None
    proposal = latest_proposal(a.subject)
    for person_id in proposal.written_by:
        not_by(a, person_id, _("拟办人不能审核自己的拟办意见。"))
    if proposal.against and not says_why(opinion):
        raise Incomplete(over_a_disagreement(proposal.against))
    listing = gates.before(a.subject, proposal)
    pass_gate(a, listing, checked=checked, waived=waived, waive_reason=waive_reason, looked=looked)
    a.say(OpinionKind.REVIEW, opinion.strip() or AGREED)
    a.close(task, "agreed")
    return after_signers(a, proposal, looked_at=True)


@act("countersign", exclusive=False)
def countersign(
    a: Act, *, opinion: str, result: str = CountersignResult.AGREED, task_id: int | None = None
) -> str:
    """An added signer writes his opinion with its result; the flow goes on when he was the last one waited for."""
    if result not in CountersignResult.values:
        raise BadInput(_("请选择会签结果。"), "result")
    task = allow(a, "countersign", task_id=task_id)
    assert task is not None
    a.say(OpinionKind.COUNTERSIGN, need(opinion, _("请写明会签意见。")))
    a.close(task, result)
    return after_signers(a)


def after_signers(a: Act, proposal: Any = None, *, looked_at: bool = False) -> str:
    """Open whose turn it is; move on when nobody is left in this step. `looked_at`: by this very act.

    A signer may be the last, long after the chief: what was changed since then the chief looks at once more.
    """
    if a.subject.state == "submitted":
        go_on(a)
        return _("意见已保存。")
    turn = next_signers(a, *DECIDING)
    for task in turn:
        restart(a, task)
    if a.live(Lane.MAIN, *DECIDING):
        names = "、".join(t.holder_name for t in turn or a.live(Lane.MAIN, *DECIDING))
        return _("意见已保存，等待 %(who)s。") % {"who": names}
    if a.subject.state != "reviewing":
        return _("意见已保存。")
    proposal = proposal or latest_proposal(a.subject)
    if not looked_at and not gates.stands(a.subject, proposal):
        return _look_again(a, proposal)
    return send_on(a, proposal)


def _look_again(a: Act, proposal: Any) -> str:
    """Register or files are not as they were when the chief checked them, or he never did: it is his once more."""
    who = approver(a)
    others = [p for p in registry(CHIEFS) if p.pk not in proposal.written_by]
    chief = who if who in others else (others[0] if others else who)
    a.open(TaskKind.REVIEW, chief, due=_due(a, "review"), note=CHANGED_SINCE)
    return _("意见已保存；审核后登记或附件有改动，请 %(who)s 重新审核。") % {"who": chief.name}


def drafters(doc: Document) -> set[int]:
    """Who wrote the latest proposal, and whom he stood in for."""
    last = _proposing(doc).values_list("actor_id", "behalf_id").first()
    return {pk for pk in (last or ()) if pk is not None}


def _proposing(doc: Document) -> QuerySet[Entry]:
    rows = Entry.objects.filter(subject_kind="document", subject_pk=doc.pk, opinion_kind=OpinionKind.PROPOSAL)
    return rows.order_by("-seq")


def approver(a: Act) -> Person:
    """Who approved: the last to act may have been a signer added beside him."""
    a.flush()
    done = Task.objects.about(a.subject).filter(kind=TaskKind.REVIEW, status="done", outcome="agreed")
    last = done.select_related("done_by").order_by("-done_at", "-id").first()
    return last.done_by if last is not None and last.done_by is not None else a.by


def drafter(a: Act, proposal: Any) -> Person:
    """Whose desk the proposal came from: the author's, or that of the one he stood in for.

    When he has left, the paper's keeper.
    """
    others = persons().filter(pk__in=proposal.written_by - {proposal.author_id})
    person = others.first() or proposal.author
    return person if has_seat(person) else keeper(a.subject)


def send_on(a: Act, proposal: Any) -> str:
    """Where an approved proposal goes."""
    if proposal.outcome == Proposal.Outcome.RETURN:
        return _return_to_sender(a, proposal)
    if proposal.reader_ids:
        readers = list(Person.objects.filter(pk__in=proposal.reader_ids))
        giver = (proposal.author_id, proposal.author_name)  # the words that go with it are the proposal's
        give_readers(a, readers, note=proposal.text, giver=giver)
    if proposal.leader_ids:
        return _to_leaders(a, proposal)
    if proposal.lead_unit_id:
        step(a, "hand_over")
        return give_units(a, [_only_item(a, proposal)])
    step(a, "circulate_only")
    holder = drafter(a, proposal)
    follow = a.open(TaskKind.FOLLOW, holder, due=_due(a, "follow"))
    return _("已送传阅，由 %(who)s 跟踪%(until)s。") % {"who": holder.name, "until": until(follow.due_at)}


def _only_item(a: Act, proposal: Proposal) -> dict[str, Any]:
    """The proposal as the units' one item; the paper's own date counts for them while it lies ahead."""
    doc: Document = a.subject
    due = None
    if doc.due_at is not None and doc.due_at > a.now:
        due = handed_on(doc.due_at, doc.due_trace)
    return {"content": proposal.text, "lead": proposal.lead_unit, "co": list(proposal.co_units.all()),
            "due": due, "instruction": None, "giver": approver(a)}  # fmt: skip


def _to_leaders(a: Act, proposal: Any) -> str:
    inactive = [name for _pk, name, active in proposal.route if not active]
    if inactive:
        raise Incomplete(_("%(who)s 已离任，请退回拟办人改送。") % {"who": "、".join(inactive)})
    route = [Holder(f"p{pk}", name) for pk, name, _active in proposal.route]
    step(a, "submit_to_leaders")
    sequential = proposal.route_mode == RouteMode.SEQUENTIAL
    due = _due(a, "instruct")
    for i, leader in enumerate(route):
        waits = sequential and i > 0
        a.open(
            TaskKind.INSTRUCT,
            leader,
            due=due,
            sequence=i if sequential else 0,
            status=Status.WAITING if waits else Status.OPEN,
        )
    return _("已送 %(who)s 批示%(until)s。") % {
        "who": route[0].name if sequential else "、".join(p.name for p in route),
        "until": until(due.at),
    }


def _return_to_sender(a: Act, proposal: Proposal) -> str:
    step(a, "return_to_sender")
    ReturnSlip.objects.create(
        document=a.subject,
        codes=proposal.return_codes,
        text=proposal.text,
        advice=proposal.return_advice,
        handled_by_name=proposal.author_name,
        approved_by_name=approver(a).name,
        returned_at=a.now,
    )
    end_all(a, "returned")
    return _("已退 %(org)s，请打印退文单。") % {"org": a.subject.source_short}


def end_all(a: Act, outcome: str) -> None:
    """The paper is final: nothing of it stays in anybody's inbox."""
    a.cancel_all([task for task in a.tasks if task.is_live], outcome)
    if a.subject.is_paused:
        a.data["clock"] = "started"
        a.subject.clear_pause()
    Task.objects.about(a.subject).update(subject_live=False)


@act("give_back")
def give_back(a: Act, *, reason: str, straight: bool = False) -> str:
    """Return the proposal to its drafter: walks the way again, or (`straight`) comes straight back to me.

    Closes the open siblings of this step; the drafter gets the only open task.
    """
    task = allow(a, "give_back")
    assert task is not None
    need(reason, _("请写明退回原因。"))
    proposal = latest_proposal(a.subject)
    a.reason = reason.strip()
    a.say(OpinionKind.REVIEW, reason.strip())
    a.close(task, "returned")
    for sibling in a.live(Lane.MAIN):
        a.cancel(sibling, "superseded")
    step(a, "return_proposal", straight_to=task.holder if straight else "")
    a.data["straight"] = straight
    holder = drafter(a, proposal)
    again = a.open(TaskKind.PROPOSE, holder, due=_due(a, "propose"), note=reason.strip())
    tell_returned(a, [holder.principal])
    return _("已退 %(who)s 修改%(until)s。") % {"who": holder.name, "until": until(again.due_at)}


def _due(a: Act, step_name: str) -> Any:
    doc = a.subject
    return due_for(step_name, urgency=doc.urgency, category=doc.category, kind=doc.kind, start=a.now)


__all__ = ["approve", "countersign", "give_back", "latest_proposal", "send_on", "end_all", "Status"]
