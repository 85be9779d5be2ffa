"""暂停办理、恢复办理: only for a supplement or somebody's written word; the clock stops, and that it stops is seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deadlines.limits import BadLimit, Explained, on_day, resumed
from docflow.web.errors import BadInput
from documents.actions.guard import allow, need
from documents.actions.telling import tell_holders
from documents.models import Assignment, Document
from documents.rules.standing import UNITS_WORK
from documents.words import TaskKind
from workflow.act import Act, set_due
from workflow.models import Lane, PauseCode, Status, Task
from workflow.spine import act

K = TaskKind
LONGEST = timedelta(days=366)
SOURCE = gettext_noop("暂停办理时约定")  # of the day when it is looked at again


@act("suspend")
def suspend(a: Act, *, code: str, reason: str, look_on: date) -> str:
    """Nothing of the main flow is due until it goes on; on `look_on` who stopped it has to look at it again.

    `code` is one of `PauseCode`. Its readers go on reading.
    """
    allow(a, "suspend")
    doc: Document = a.subject
    if code not in PauseCode.values:
        raise BadInput(_("只有等补件、书面同意或上级答复才能暂停，请选择是哪一种。"), "code")
    a.reason = need(reason, _("请写明等什么、向谁要。"))
    again = look_day(a, look_on)
    working = [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    a.stop_clock()
    doc.begin_pause(a.now, a.by.name, code=code, why=a.reason, look_on=look_on)
    a.data |= {"code": code, "look_on": look_on.isoformat()}
    a.open(K.LOOK_AGAIN, a.by, due=again, note=a.reason)
    words = {"who": a.by.name, "no": doc.receipt_no, "what": PauseCode(code).label, "why": a.reason}
    tell_holders(a, working, _("%(who)s 暂停办理 %(no)s（%(what)s）：%(why)s") % words)
    return _("已暂停办理，停止计时；%(on)s 请您再看。") % {"on": look_on.isoformat()}


@act("look_later")
def look_later(a: Act, *, look_on: date, reason: str) -> str:
    """What it waits for has not come: looked at again on another day, for a reason. The clock goes on standing still."""
    allow(a, "look_later")
    doc: Document = a.subject
    a.reason = need(reason, _("请写明为什么还要等。"))
    again = look_day(a, look_on)
    if look_on == doc.look_again_on:
        raise BadInput(_("原来定的就是这一天。"), "look_on")
    a.data["looked"] = [doc.look_again_on and doc.look_again_on.isoformat(), look_on.isoformat()]
    doc.look_again_on = look_on
    looks = a.live(Lane.MAIN, K.LOOK_AGAIN)
    for task in looks:
        set_due(task, again)
        a.update(task, due_at=task.due_at, due_source=task.due_source, due_trace=task.due_trace,
                 due_version=task.due_version + 1)  # fmt: skip
    if not looks:
        a.open(K.LOOK_AGAIN, a.by, due=again, note=a.reason)
    return _("已改为 %(on)s 再看，仍然停止计时。") % {"on": look_on.isoformat()}


@act("resume")
def resume(a: Act, *, reason: str = "") -> str:
    """It goes on: the limit of the paper, of each step and of each unit moves by the time it stood still. What was first
    promised stays."""
    task = allow(a, "resume")
    doc: Document = a.subject
    a.reason = reason.strip()
    since, why = doc.paused_at, word(doc.paused_code)
    assert since is not None
    for look in a.live(Lane.MAIN, K.LOOK_AGAIN):
        a.close(look, "resumed") if look is task else a.cancel(look, "resumed")
    doc.clear_pause()

    def moved(one: Task | Document) -> Explained:
        assert one.due_at is not None
        return resumed(one.due_at, one.due_trace, since, a.now, why=why)

    found = a.start_clock(moved)
    a.data["stood"] = [since.isoformat(), a.now.isoformat()]
    a.data["due_moved"] = [[t.pk, was.isoformat(), t.due_at.isoformat()] for t, was in found if t.due_at]
    _parts([t for t, _was in found])
    if doc.due_at is not None:
        _own_limit(a, doc.due_at, moved(doc))
    said = _dates(doc, (t for t, _was in found))
    words = {"who": a.by.name, "no": doc.receipt_no, "said": said}
    working = [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    tell_holders(a, working, _("%(who)s 恢复办理 %(no)s，请接着办。%(said)s") % words)
    return _("已恢复办理。") + said


def _own_limit(a: Act, was: datetime, due: Explained) -> None:
    """By when the whole paper is to be done."""
    doc: Document = a.subject
    doc.due_at, doc.due_source, doc.due_trace = due.at, due.source, due.trace
    if due.at != was:
        a.data["due_moved"].append([0, was.isoformat(), due.at.isoformat()])


def _parts(tasks: Iterable[Task]) -> None:
    """What a unit was given is due when its task is."""
    rows = [t for t in tasks if t.assignment_id and t.kind in UNITS_WORK]
    kept = Assignment.objects.in_bulk([t.assignment_id for t in rows if t.assignment_id])
    for task in rows:
        part = kept[task.assignment_id or 0]
        assert task.due_at is not None
        part.due_at = task.due_at
    Assignment.objects.bulk_update(kept.values(), ["due_at"])


def look_day(a: Act, look_on: date) -> Explained:
    """The day when it is looked at again: after today, and within a year."""
    today = timezone.localtime(a.now).date()
    if not today < look_on <= today + LONGEST:
        raise BadInput(_("再看的日期应在今天以后、一年以内。"), "look_on")
    try:
        return on_day(look_on, start=a.now, source=SOURCE, rule="look_again")
    except BadLimit as error:
        raise BadInput(str(error), "look_on") from error


def word(code: str) -> str:
    """As the trace keeps it: in Chinese, whatever the screen says; its translation is the catalogue's."""
    return {PauseCode.SUPPLEMENT: "补件", PauseCode.AGREEMENT: "书面同意"}.get(PauseCode(code), "等上级答复")


def _dates(doc: Document, tasks: Iterable[Task]) -> str:
    """Until when what is open now is due, and the whole paper."""
    dated = [
        f"{t.holder_name} {timezone.localtime(t.due_at):%m-%d %H:%M}"
        for t in tasks
        if t.status == Status.OPEN
    ][:5]
    if doc.due_at is not None:
        dated.append(_("本件办结限 %(at)s") % {"at": f"{timezone.localtime(doc.due_at):%m-%d %H:%M}"})
    return _("期限顺延：%(what)s。") % {"what": "，".join(dated)} if dated else ""
