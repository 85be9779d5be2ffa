"""承办: a unit accepts its part, reports, or sends it back; the lead answers after its co-units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from deadlines.limits import Explained, counted
from docflow.web.errors import BadInput, Incomplete
from documents.actions.files import attach
from documents.actions.guard import allow, need
from documents.actions.handover import KIND_OF_ROLE, OPEN, at_work, keeper, limit, of_round, settle
from documents.actions.telling import tell_holders, tell_returned
from documents.models import Assignment, Blob, Document, Extension
from documents.words import OpinionKind, TaskKind
from people.queries import has_seat
from workflow.act import Act
from workflow.models import Lane, Task
from workflow.spine import act, faster, step

Files = Sequence[tuple[Blob, str, str]]


def own_part(a: Act, code: str, task_id: int | None) -> tuple[Task, Assignment]:
    """The task this unit answers and its row."""
    task = allow(a, code, task_id=task_id)
    assert task is not None
    assert task.assignment_id is not None
    a.data["part"] = task.assignment_id
    return task, Assignment.objects.select_related("unit", "given_by").get(pk=task.assignment_id)


@act("accept", exclusive=False)
def accept(a: Act, *, task_id: int | None = None) -> str:
    """The unit takes its part on; whoever of the unit did it is named. Once only."""
    task, row = own_part(a, "accept", task_id)
    if task.accepted_at is not None:
        raise faster(a.subject)
    take_on(a, task, row)
    row.save()
    return _("%(unit)s已接收，限 %(due)s 前报结。") % {"unit": row.unit_name, "due": short(row.due_at)}


def take_on(a: Act, task: Task, row: Assignment) -> None:
    """Accepted, if it was not: a unit that reports, or asks for more time, has accepted."""
    if task.accepted_at is None:
        row.status, row.accepted_at = Assignment.Status.ACCEPTED, a.now
        a.update(task, accepted_at=a.now, opened_at=task.opened_at or a.now, claimed_by_id=a.by.pk,
                 claimed_by_name=a.by.name)  # fmt: skip
        a.data["accepted"] = row.pk


@act("misdirected", exclusive=False)
def misdirected(a: Act, *, reason: str, task_id: int | None = None) -> str:
    """Not this unit's business: back to the one who gave it, within one working day, with the reason.

    He gets the part to give to another unit; with nobody at work the paper is where it was before.
    """
    task, row = own_part(a, "misdirected", task_id)
    need(reason, _("请说明为什么不属于本单位。"))
    until = misdirected_until(row)
    if a.now > until:
        raise Incomplete(
            _("退回错办须在收到后一个工作日内（%(at)s前）提出，请联系交办人。") % {"at": short(until)}
        )
    a.reason = reason.strip()
    row.status, row.result = Assignment.Status.MISDIRECTED, reason.strip()
    row.save()
    end_question(a, row)
    a.close(task, "misdirected", answer=reason.strip())
    if not at_work(a.subject):
        step(a, "take_assignments_back")
    giver = row.given_by if has_seat(row.given_by) else keeper(a.subject)
    a.open(TaskKind.ASSIGN, giver, due=limit(a, "send_back"), note=reason.strip(), assignment_id=row.pk)
    tell_returned(a, [giver.principal])
    return _("已退 %(who)s 改交。") % {"who": giver.name}


def misdirected_until(row: Assignment) -> datetime:
    """The last moment to send a wrong assignment back: one working day after it was given (domain.md §4.5)."""
    return counted("working_day", 1, start=row.given_at, source="分办错误退回").at


@act("progress", exclusive=False)
def progress(a: Act, *, text: str, blobs: Files = (), task_id: int | None = None) -> str:
    """A line on how far it is; changes no date."""
    task, row = own_part(a, "progress", task_id)
    a.say(OpinionKind.HANDLING, need(text, _("请写明进展。")))
    take_on(a, task, row)
    row.save()
    attach(a, blobs)
    return _("进展已记下，期限不变（%(due)s）。") % {"due": short(row.due_at)}


@act("report", exclusive=False)
def report(a: Act, *, result: str, blobs: Files = (), task_id: int | None = None) -> str:
    """The unit reports its result. The lead collects: it comes after every co-unit of its item."""
    task, row = own_part(a, "report", task_id)
    words = need(result, _("请写明办理结果。"))
    waiting = _co_units_open(row)
    if waiting:
        raise Incomplete(_("协办单位%(who)s尚未报结，主办汇总后再报结。") % {"who": "、".join(waiting)})
    take_on(a, task, row)
    row.status, row.reported_at, row.result = Assignment.Status.REPORTED, a.now, words
    row.save()
    attach(a, blobs)
    end_question(a, row)
    a.say(OpinionKind.HANDLING, words)
    a.close(task, "reported", answer=words)
    holder = settle(a)
    if holder is not None:
        return _("已报结，全部办完，送 %(who)s 申请办结。") % {"who": holder.name}
    return _("已报结。")


def _co_units_open(row: Assignment) -> list[str]:
    if row.role != Assignment.Role.LEAD:
        return []
    others = Assignment.objects.filter(
        document=row.document_id, round=row.round, item=row.item, role="co", status__in=OPEN
    )
    return list(others.values_list("unit_name", flat=True))


@act("rework")
def rework(a: Act, *, parts: Sequence[int], reason: str, due: Explained, task_id: int | None = None) -> str:
    """Reports that will not do go back to the same units, with a new date; the first date is kept."""
    task = allow(a, "rework", task_id=task_id)
    a.reason = need(reason, _("请说明退回再办的原因。"))
    rows = list(of_round(a.subject).filter(pk__in=list(parts), status=Assignment.Status.REPORTED))
    if not rows or len(rows) != len(set(parts)):
        raise BadInput(_("请选择已报结的单位。"), "parts")
    if due.at <= a.now:
        raise BadInput(_("新期限要晚于现在。"), "due")
    a.data["dates"] = [[row.unit_name, row.due_at.isoformat(), due.at.isoformat()] for row in rows]
    for row in rows:
        _again(a, row, due)
    if task is not None:
        a.close(task, "rework", answer=a.reason)
    for other in a.live(Lane.MAIN, TaskKind.WRAP_UP):
        a.cancel(other, "superseded")
    tell_returned(a, [row.unit.principal for row in rows])
    return _("已退 %(who)s 再办，限 %(due)s。") % {
        "who": "、".join(r.unit_name for r in rows),
        "due": short(due.at),
    }


def _again(a: Act, row: Assignment, due: Explained) -> None:
    row.status, row.reported_at, row.due_at = Assignment.Status.ACCEPTED, None, due.at
    row.reworks += 1
    row.save()
    kind = KIND_OF_ROLE[Assignment.Role(row.role)]
    task = a.open(kind, row.unit, due=due, note=a.reason, assignment_id=row.pk)
    task.due_first, task.accepted_at = row.due_first, row.accepted_at


@act("waive")
def waive(a: Act, *, part: int, reason: str) -> str:
    """The chief: this part need not be done any more, and why. Waiving the lead waives the whole item."""
    allow(a, "waive")
    a.reason = need(reason, _("请说明免办的理由。"))
    row = next((r for r in waivable(a.subject) if r.pk == part), None)
    if row is None:
        raise BadInput(_("这一项已经办完或已免办。"), "part")
    rows = [row]
    if row.role == Assignment.Role.LEAD:
        rows += [r for r in waivable(a.subject) if r.item == row.item and r.pk != row.pk]
    for each in rows:
        each.status, each.result = Assignment.Status.WAIVED, a.reason
        each.save()
        end_question(a, each)
    wanted = {r.pk for r in rows}
    for task in a.live(Lane.MAIN, TaskKind.HANDLE, TaskKind.ASSIST, TaskKind.ASSIGN):
        if task.assignment_id in wanted:
            a.cancel(task, "waived")
    settle(a)
    said = _("%(no)s 交您单位的一项已免办：%(why)s") % {"no": a.subject.receipt_no, "why": a.reason}
    tell_holders(a, [r.unit.principal for r in rows], said)
    return _("已免办：%(who)s。") % {"who": "、".join(r.unit_name for r in rows)}


def waivable(doc: Document) -> list[Assignment]:
    """Parts still open, and parts sent back as misdirected that no unit has taken instead."""
    back = Task.objects.about(doc).open().filter(kind=TaskKind.ASSIGN, assignment_id__isnull=False)
    rows = of_round(doc)
    open_rows, sent_back = rows.filter(status__in=OPEN), rows.filter(pk__in=back.values("assignment_id"))
    return sorted([*open_rows, *sent_back], key=lambda r: (r.item, r.role != Assignment.Role.LEAD, r.pk))


def end_question(a: Act, row: Assignment) -> None:
    """An extension asked for is moot once the part is over."""
    asked = Extension.objects.filter(assignment=row, granted__isnull=True)
    asked.update(granted=False, answered_by_name=a.by.name, answered_at=a.now, answer=_("已不需要延期。"))
    for task in a.live(Lane.MAIN, TaskKind.EXTEND):
        if task.assignment_id == row.pk:
            a.cancel(task, "moot")


def short(moment: datetime) -> str:
    """11-26 17:30, in the office's time."""
    return timezone.localtime(moment).strftime("%m-%d %H:%M")
