"""暂停办理、恢复办理: only for a supplement or somebody's written word; the clock stops, and that it stops is seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from deadlines.limits import Explained, resumed
from docflow.web.errors import BadInput
from documents.actions.pausing import look_day, word
from outgoing.actions.guard import allow, free, need
from outgoing.actions.telling import tell_holders
from outgoing.actions.texts import ask_anew
from outgoing.models import Outgoing
from outgoing.words import TaskKind
from workflow.act import Act, set_due
from workflow.models import Entry, Lane, PauseCode, Status, Task
from workflow.spine import act

K = TaskKind


@act("suspend")
def suspend(a: Act, *, code: str, reason: str, look_on: date) -> str:
    """Nothing of the paper is due until it goes on; on `look_on` who stopped it has to look at it again.

    `code` is one of `PauseCode`. Who had begun to change the text loses the lock.
    """
    allow(a, "suspend")
    paper: Outgoing = a.subject
    if code not in PauseCode.values:
        raise BadInput(_("只有等补件、书面同意或上级答复才能暂停，请选择是哪一种。"), "code")
    a.reason = need(reason, _("请写明等什么、向谁要。"))
    again = look_day(a, look_on)
    working = [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    a.stop_clock()
    paper.begin_pause(a.now, a.by.name, code=code, why=a.reason, look_on=look_on)
    if paper.lock_holder_id is not None:
        a.data["unlocked"] = [paper.lock_holder_id, paper.lock_name]
        free(paper)
    a.data |= {"code": code, "look_on": look_on.isoformat(), "content": paper.content_hash}
    a.open(K.LOOK_AGAIN, a.by, due=again, note=a.reason)
    words = {"who": a.by.name, "no": paper.name, "what": PauseCode(code).label, "why": a.reason}
    tell_holders(a, working, _("%(who)s 暂停办理 %(no)s（%(what)s）：%(why)s") % words)
    return _("已暂停办理，停止计时；%(on)s 请您再看。") % {"on": look_on.isoformat()}


@act("look_later")
def look_later(a: Act, *, look_on: date, reason: str) -> str:
    """What it waits for has not come: looked at again on another day, for a reason. The clock goes on standing still."""
    allow(a, "look_later")
    paper: Outgoing = a.subject
    a.reason = need(reason, _("请写明为什么还要等。"))
    again = look_day(a, look_on)
    if look_on == paper.look_again_on:
        raise BadInput(_("原来定的就是这一天。"), "look_on")
    a.data["looked"] = [paper.look_again_on and paper.look_again_on.isoformat(), look_on.isoformat()]
    paper.look_again_on = look_on
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
    """It goes on: every date moves by the time it stood still. What was added meanwhile asks anew who had answered."""
    task = allow(a, "resume")
    paper: Outgoing = a.subject
    a.reason = reason.strip()
    since, why = paper.paused_at, word(paper.paused_code)
    assert since is not None
    for look in a.live(Lane.MAIN, K.LOOK_AGAIN):
        a.close(look, "resumed") if look is task else a.cancel(look, "resumed")
    paper.clear_pause()

    def moved(one: Task) -> Explained:
        assert one.due_at is not None
        return resumed(one.due_at, one.due_trace, since, a.now, why=why)

    found = a.start_clock(moved)
    a.data["stood"] = [since.isoformat(), a.now.isoformat()]
    a.data["due_moved"] = [[t.pk, was.isoformat(), t.due_at.isoformat()] for t, was in found if t.due_at]
    said = _dates(t for t, _was in found)
    if _changed(a):
        a.flush()
        said += ask_anew(a)
    words = {"who": a.by.name, "no": paper.name, "said": said}
    working = [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    tell_holders(a, working, _("%(who)s 恢复办理 %(no)s，请接着办。%(said)s") % words)
    return _("已恢复办理。") + said


def _dates(tasks: Iterable[Task]) -> str:
    """Until when what is open now is due."""
    dated = [
        f"{t.holder_name} {timezone.localtime(t.due_at):%m-%d %H:%M}"
        for t in tasks
        if t.status == Status.OPEN
    ]
    return _("期限顺延：%(what)s。") % {"what": "，".join(dated[:5])} if dated else ""


def _changed(a: Act) -> bool:
    """Was something printed added while it stood still?"""
    rows = Entry.objects.filter(subject_kind=a.subject.subject_kind, subject_pk=a.subject.pk, verb="suspend")
    last = rows.order_by("-seq").first()
    return last is not None and last.data["content"] != a.subject.content_hash
