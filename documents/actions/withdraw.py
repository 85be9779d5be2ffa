"""撤回: whoever made the last move takes it back, exactly as long as nobody after him has done anything."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.tell import hush
from deadlines.limits import NoLimit
from documents.actions.again import Holder, once_more
from documents.actions.closing import closing_undone
from documents.actions.guard import allow
from documents.actions.handover import limit, withdraw_assignments
from documents.actions.recounting import corrected_since, count_anew
from documents.actions.telling import tell_holders
from documents.models import Document
from documents.queries.known import last_move
from documents.rules.withdrawing import stand_in
from documents.words import State, TaskKind
from workflow.act import Act
from workflow.models import Entry, Lane, Status, Task
from workflow.spine import act, step

BACK = {
    State.REVIEWING: ("take_back",),
    State.SUBMITTED: ("recall_submission",),
}


@act("withdraw")
def withdraw(a: Act, *, reason: str = "") -> str:
    """Undo the last move: what it gave is cancelled (and no longer shows the paper), his own task opens again.

    The proposer from the reviewer, the chief from the leaders, the one who handed over from the units, who sent
    it round from its readers, who asked from the checker; a transfer, an added signer or an approval that a signer
    follows is taken back within its step. Circulation beside the main flow is left alone.
    Who may, and until when: `documents.rules.withdrawing`.
    """
    allow(a, "withdraw")
    last = last_move(a.subject)
    assert last is not None
    a.behalf = stand_in(last, a.by.hats)
    a.reason = reason.strip()
    a.data["undone"] = last.seq
    losing = [t.holder for t in (*_given(a, last), *_steps(a, last, "release"))]
    losing += _undo(a, last)
    _put_limit_back(a, last)
    _keep_corrections(a, last)
    tell_holders(a, losing, _told(a), gone=True)
    return _("已撤回，本件回到您手里。")


def _told(a: Act) -> str:
    return _("%(who)s 撤回了送您办理的 %(no)s。") % {"who": a.by.name, "no": a.subject.receipt_no}


def _given(a: Act, last: Entry) -> list[Task]:
    """Live main tasks that the move opened, in whosever hands a chief has put them since."""
    return _steps(a, last, "open")


def _steps(a: Act, last: Entry, change: str) -> list[Task]:
    """The steps this entry opened or held, as the tasks they are now."""
    ids = {pk for what, pk, *_rest in last.data.get("tasks", ()) if what == change}
    if not ids:
        return []
    roots = {task.root for task in Task.objects.filter(pk__in=ids).only("origin_id")}
    return [t for t in a.live(Lane.MAIN) if t.pk is not None and t.root in roots]


def _undo(a: Act, last: Entry) -> list[str]:
    """Back to where the move came from; answers the readers who lose the paper."""
    doc: Document = a.subject
    readers: list[str] = []
    if doc.state == State.HANDLING:
        withdraw_assignments(a)
        if last.verb == "approve":  # straight from the chief to the units: he hands it over anew
            a.open(TaskKind.ASSIGN, _owner(a), due=limit(a, "assign"))
            return readers
    else:
        for task in _given(a, last):
            a.cancel(task, "withdrawn", revoke=True)
        if doc.state == State.CIRCULATING:
            readers = _recall(a, last)
        if last.from_state != last.to_state:
            for name in _way_back(doc, last):
                step(a, name)
    _restore(a, last)
    return readers


def _way_back(doc: Document, last: Entry) -> tuple[str, ...]:
    """The transitions that lead to where the move came from."""
    if doc.state == State.CLOSING:
        return closing_undone(last.from_state)
    if doc.state == State.CIRCULATING:
        return ("recall_reading",) if last.from_state == State.REVIEWING else ("take_instructions",)
    return BACK[State(doc.state)]


def _recall(a: Act, last: Entry) -> list[str]:
    """Nobody has read: the readers this very move gave the paper to no longer see it. Answers their principals."""
    given = {pk for what, pk, *_rest in last.data.get("tasks", ()) if what == "open"}
    wanted = [t for t in a.live(Lane.CIRCULATION) if t.pk in given]
    a.cancel_all(wanted, "withdrawn", revoke=True)
    hush([t.pk for t in wanted if t.pk], a.now)
    return [t.holder for t in wanted]


def _owner(a: Act) -> Any:
    """Whose step comes back: his own, or that of the one he stands in for."""
    return a.by if a.behalf is None else Holder(f"p{a.behalf.person_id}", a.behalf.name)


def _put_limit_back(a: Act, last: Entry) -> None:
    """The limit that this proposal moved is again what it was before."""
    doc: Document = a.subject
    if last.verb != "propose" or "limit" not in last.data or not doc.due_at:
        return
    old, source, trace = last.data["limit"]
    a.data["due"] = [doc.due_at.isoformat(), old]
    doc.due_at = datetime.fromisoformat(old) if old else None
    doc.due_source, doc.due_trace = source, trace


def _keep_corrections(a: Act, last: Entry) -> None:
    """What comes back was counted before a correction of the register, or on another calendar: by its rule, but as paper
    and calendar are now."""
    doc: Document = a.subject
    if not corrected_since(doc, last):
        return
    with suppress(NoLimit):  # a rule that is no more: the date stands as it was
        if count_anew(doc, doc, amounts=True) and doc.due_at and "due" in a.data:
            a.data["due"][1] = doc.due_at.isoformat()
    for task in a.live(Lane.MAIN):
        if task.pk is None:
            with suppress(NoLimit):
                count_anew(doc, task, amounts=True)


def _restore(a: Act, last: Entry) -> None:
    """His own task again, with the date it had, and what the move had ended beside it; what had been put back to
    waiting goes on, whose turn had come waits again."""
    changes = last.data.get("tasks", ())
    closed = [
        change[1] for change in changes if change[0] == "close" or change[0::2] == ["cancel", "superseded"]
    ]
    for task in _steps(a, last, "release"):
        a.hold(task)
    for task in Task.objects.filter(pk__in=closed, lane=Lane.MAIN).order_by("id"):
        once_more(a, task)
    for task in _steps(a, last, "hold"):
        if task.status == Status.WAITING:
            a.release(task)
