"""撤回: whoever made the last move takes it back, exactly as long as nobody after him has done anything."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from documents.actions.again import once_more
from documents.actions.guard import allow
from documents.actions.handover import limit, withdraw_assignments
from documents.actions.telling import tell_holders
from documents.models import Document
from documents.queries.known import last_move
from documents.words import State, TaskKind
from workflow.act import Act
from workflow.models import Entry, Lane, Status, Task
from workflow.spine import act, step

BACK = {State.REVIEWING: "take_back", State.SUBMITTED: "recall_submission"}


@act("withdraw")
def withdraw(a: Act, *, reason: str = "") -> str:
    """Undo the last move: what it gave is cancelled (and no longer shows the paper), his own task opens again.

    The proposer from the reviewer, the chief from the leaders, the one who handed over from the units; a
    transfer or an added signer is taken back within its step. Circulation is left alone.
    Who may, and until when: `documents.rules.withdrawing`.
    """
    allow(a, "withdraw")
    last = last_move(a.subject)
    assert last is not None
    if a.by.pk != last.actor_id:
        a.behalf = next((s for s in a.by.hats.stand_ins if s.person_id == last.actor_id), None)
    a.reason = reason.strip()
    a.data["undone"] = last.seq
    losing = [t.holder for t in _given(a, last)]
    _undo(a, last)
    _put_limit_back(a, last)
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


def _undo(a: Act, last: Entry) -> None:
    doc: Document = a.subject
    if doc.state == State.HANDLING:
        withdraw_assignments(a)
        if last.verb == "approve":  # straight from the chief to the units: he hands it over anew
            a.open(TaskKind.ASSIGN, a.by, due=limit(a, "assign"))
            return
    else:
        for task in _given(a, last):
            a.cancel(task, "withdrawn", revoke=True)
        if last.from_state != last.to_state:
            step(a, BACK[State(doc.state)])
    _restore(a, last)


def _put_limit_back(a: Act, last: Entry) -> None:
    """The limit that this proposal moved is again what it was before."""
    doc: Document = a.subject
    if last.verb != "propose" or "limit" not in last.data or not doc.due_at:
        return
    old, source, trace = last.data["limit"]
    a.data["due"] = [doc.due_at.isoformat(), old]
    doc.due_at = datetime.fromisoformat(old) if old else None
    doc.due_source, doc.due_trace = source, trace


def _restore(a: Act, last: Entry) -> None:
    """His own task again, with the date it had; what had been put back to waiting goes on."""
    changes = last.data.get("tasks", ())
    closed = [change[1] for change in changes if change[0] == "close"]
    for task in Task.objects.filter(pk__in=closed, lane=Lane.MAIN).order_by("id"):
        once_more(a, task)
    for task in _steps(a, last, "hold"):
        if task.status == Status.WAITING:
            a.release(task)
