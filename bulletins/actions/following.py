"""Actions of a meeting: given to somebody by a day, done with a result, dropped, taken up again, moved, handed to another."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from alerts.tell import tell
from bulletins.actions.meetings import allow
from bulletins.models import MeetingAction
from bulletins.words import ActionState, TaskKind
from deadlines.limits import BadLimit, Explained, handed_on, on_day
from docflow.web.errors import BadInput, Faster
from people.models import Person
from people.queries import has_seat
from workflow.act import Act, set_due
from workflow.models import Lane
from workflow.spine import act, step

K = TaskKind.MEETING_ACTION
SOURCE = "例会议定"  # kept with the date: never in the language of a screen
MOST_TEXT = 300


@act("action_make")
def give(a: Act) -> str:
    """`a.subject` is the unsaved row: meeting, text, owner, due_on. The owner gets a task by that day."""
    allow(a)
    action: MeetingAction = a.subject
    _able(action.owner)
    action.owner_name, action.due_first = action.owner.name, action.due_on
    action.made_at, action.made_by_name = a.now, a.by.name
    a.open(K, action.owner, due=_due(a, action.due_on))
    a.data |= {"text": action.text, "due": action.due_on.isoformat(), "owner": action.owner_id}
    return _("已交 %(who)s 办理，限 %(due)s。") % {"who": action.owner_name, "due": action.due_on.isoformat()}


@act("action_done")
def finish(a: Act, *, result: str) -> str:
    """By its owner, or who stands in for him: with what came of it."""
    action: MeetingAction = a.subject
    if action.state != ActionState.OPEN:
        raise Faster(_("这一事项已经%(state)s。") % {"state": action.get_state_display()})
    task = a.take(K)
    a.reason = _need(result, "result", _("请写明办理结果。"))
    a.close(task, "done", answer=a.reason)
    step(a, "finish")
    action.result, action.ended_at = a.reason, a.now
    return _("已完成，下次例会会列出结果。")


@act("action_drop")
def drop(a: Act, *, reason: str) -> str:
    """No longer wanted: a chief says why."""
    allow(a)
    action: MeetingAction = a.subject
    a.reason = _need(reason, "reason", _("请写明不再办的理由。"))
    step(a, "drop")
    a.cancel_all(a.live(Lane.MAIN), "dropped")
    action.result, action.ended_at = a.reason, a.now
    _told(a, _("例会事项不再办：%(why)s") % {"why": a.reason})
    return _("已定为不再办，理由随事项保存。")


@act("action_again")
def take_up(a: Act, *, reason: str, due_on: date) -> str:
    """Not good enough, or wanted after all: once more, by a new day."""
    allow(a)
    action: MeetingAction = a.subject
    a.reason = _need(reason, "reason", _("请写明为什么重新办理。"))
    _able(action.owner)
    step(a, "take_up")
    a.data["before"] = {"result": action.result, "due": action.due_on.isoformat()}
    action.result, action.ended_at, action.due_on = "", None, due_on
    a.open(K, action.owner, due=_due(a, due_on))
    return _("已重新交 %(who)s 办理，限 %(due)s。") % {"who": action.owner_name, "due": due_on.isoformat()}


@act("action_move")
def move(a: Act, *, reason: str, due_on: date) -> str:
    """Another day; the first one stays beside it."""
    allow(a)
    action: MeetingAction = a.subject
    _open(action)
    if due_on == action.due_on:
        raise BadInput(_("新期限与现在的相同。"), "due_on")
    a.reason = _need(reason, "reason", _("请写明改期的理由。"))
    due = _due(a, due_on)
    for task in a.live(Lane.MAIN, K):
        set_due(task, due)
        a.update(
            task, due_at=task.due_at, due_source=task.due_source, due_trace=task.due_trace, due_version=task.due_version + 1
        )  # fmt: skip
    a.data["due"] = [action.due_on.isoformat(), due_on.isoformat()]
    action.due_on = due_on
    _told(a, _("例会事项期限改为 %(due)s：%(why)s") % {"due": due_on.isoformat(), "why": a.reason})
    return _("期限已改为 %(due)s，原定 %(first)s 保留。") % {
        "due": due_on.isoformat(),
        "first": action.due_first.isoformat(),
    }


@act("action_hand")
def hand(a: Act, *, owner: Person, reason: str) -> str:
    """Somebody else does it, by the same day."""
    allow(a)
    action: MeetingAction = a.subject
    _open(action)
    if owner.pk == action.owner_id:
        raise BadInput(_("%(who)s 已是责任人。") % {"who": owner.name}, "owner")
    _able(owner)
    a.reason = _need(reason, "reason", _("请写明改交的理由。"))
    _told(a, _("例会事项已改交他人：%(why)s") % {"why": a.reason})
    due: Explained | None = None
    for task in a.live(Lane.MAIN, K):
        due = handed_on(task.due_at, task.due_trace) if task.due_at else None
        a.cancel(task, "superseded")
    a.data["owner"] = [action.owner_id, owner.pk]
    action.owner, action.owner_name = owner, owner.name
    a.open(K, owner, due=due)
    return _("已改交 %(who)s 办理。") % {"who": owner.name}


# -- what they share -----------------------------------------------------------------------------------


def _due(a: Act, day: date) -> Explained:
    try:
        return on_day(day, start=a.now, source=SOURCE, rule="meeting_action")
    except BadLimit as error:
        raise BadInput(str(error), "due_on") from error


def _able(owner: Person) -> None:
    if not has_seat(owner):
        raise BadInput(_("%(who)s 现在没有任职，不能承办。") % {"who": owner.name}, "owner")


def _open(action: MeetingAction) -> None:
    if action.state != ActionState.OPEN:
        raise Faster(_("这一事项已经%(state)s。") % {"state": action.get_state_display()})


def _need(text: str, field: str, sentence: str) -> str:
    if not text.strip():
        raise BadInput(sentence, field)
    return text.strip()[:MOST_TEXT]


def _told(a: Act, said: str) -> None:
    action: MeetingAction = a.subject
    tell([action.owner_id], said=said, by=a.by, now=a.now, subject=action, title=action.text)
