"""延期: asked for before expiry, answered by a chief; the first date is never lost (domain.md §5.4)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from deadlines.extended import extended
from deadlines.limits import Explained, fixed
from docflow.web.errors import BadInput, Incomplete
from documents.actions.guard import allow, need, not_by
from documents.actions.handling import own_part, short, take_on
from documents.actions.handover import limit
from documents.actions.telling import tell_holders
from documents.models import Assignment, Document, Extension
from documents.rules.beyond import beyond
from documents.words import TaskKind
from people.models import Person
from people.queries import registry
from people.roles import CHIEFS
from workflow.act import Act
from workflow.models import Entry, Lane, Task
from workflow.spine import act


@act("extend", exclusive=False)
def extend(a: Act, *, until: Explained, reason: str, progress: str, task_id: int | None = None) -> str:
    """The unit asks for a later date, before the old one is over. Until the answer the old one holds."""
    task, row = own_part(a, "extend", task_id)
    missing = [] if reason.strip() else [_("请说明延期理由。")]
    if not progress.strip():
        missing.append(_("请写明目前进展。"))
    if a.now >= row.due_at:
        missing.append(
            _(
                "期限 %(due)s 已过，到期前才能申请延期；请尽快报结，一时办不完的先「报进展」写明原因和预计完成时间，并联系交办人。"
            )
            % {"due": short(row.due_at)}
        )
    if Extension.objects.filter(assignment=row, granted__isnull=True).exists():
        missing.append(_("上一次延期申请还没有答复。"))
    if missing:
        raise Incomplete(missing)
    if until.at <= row.due_at:
        raise BadInput(_("新期限要晚于原期限 %(due)s。") % {"due": short(row.due_at)}, "until")
    Extension.objects.create(assignment=row, asked_by_name=a.by.name, asked_at=a.now, reason=reason.strip(),
                             progress=progress.strip(), due_before=row.due_at, due_wanted=until.at)  # fmt: skip
    a.reason = reason.strip()
    a.data["until"] = until.at.isoformat()
    chief = answerer(a.subject, {a.by.pk} | ({a.behalf.person_id} if a.behalf else set()))
    a.open(TaskKind.EXTEND, chief, due=limit(a, "review"), note=reason.strip(), assignment_id=row.pk)
    take_on(a, task, row)
    row.save()
    return _("延期申请已送 %(who)s，答复前仍按 %(due)s 办理。") % {
        "who": chief.name,
        "due": short(row.due_at),
    }


def askers(task: Task) -> set[int]:
    """Who asked for this extension, and whom he stood in for; they stay so when the question goes to another chief."""
    asked = Entry.objects.filter(subject_kind=task.subject_kind, subject_pk=task.subject_pk, verb="extend")
    opened = Task.objects.filter(
        subject_kind=task.subject_kind, subject_pk=task.subject_pk, kind=TaskKind.EXTEND,
        assignment_id=task.assignment_id, given_at__lte=task.given_at,
    ).values_list("given_at", flat=True)  # fmt: skip
    rows = asked.filter(at__in=opened).order_by("-seq").values_list("actor_id", "behalf_id")
    return {pk for pk in rows.first() or () if pk is not None}


def answerer(doc: Document, askers: set[int]) -> Person:
    """The chief who reviewed this paper, else the first chief; never the one who asks."""
    chiefs = [p for p in registry(CHIEFS) if p.pk not in askers]
    if not chiefs:
        raise Incomplete(_("没有可以审批延期的处长。"))
    reviewed = Task.objects.about(doc).filter(kind=TaskKind.REVIEW, status="done").order_by("-id")
    by = reviewed.values_list("done_by_id", flat=True).first()
    return next((p for p in chiefs if p.pk == by), chiefs[0])


@act("answer_extension", exclusive=False)
def answer_extension(
    a: Act, *, granted: bool, answer: str = "", until: Explained | None = None, task_id: int | None = None
) -> str:
    """Grant (to the date asked for, or to `until`) or refuse with a reason. Nobody answers his own."""
    task = allow(a, "answer_extension", task_id=task_id)
    assert task is not None
    assert task.given_by_id is not None
    assert task.assignment_id is not None
    for person_id in askers(task):
        not_by(a, person_id, _("申请人不能审批自己的延期。"))
    row = Assignment.objects.select_related("unit").get(pk=task.assignment_id)
    asked = Extension.objects.get(assignment=row, granted__isnull=True)
    if not granted:
        need(answer, _("请说明不同意的理由。"))
    asked.granted, asked.answer = granted, answer.strip()
    asked.answered_by_name, asked.answered_at = a.by.name, a.now
    a.reason = answer.strip()
    a.close(task, "granted" if granted else "refused", answer=answer.strip())
    if granted:
        _put_off(a, row, asked, until)
    asked.save()
    said = _("%(no)s 的延期申请已答复，期限 %(due)s。") % {
        "no": a.subject.receipt_no,
        "due": short(row.due_at),
    }
    tell_holders(a, [row.unit.principal], said)
    if granted:
        granted_to = {"due": short(row.due_at), "old": short(row.due_first)}
        late = beyond(a.subject, row.due_at)
        also = _("注意：期限%(words)s") % {"words": late} if late else ""
        return _("已同意延期到 %(due)s，原期限 %(old)s 保留。") % granted_to + also
    return _("已答复不同意延期，仍按 %(due)s 办理。") % {"due": short(row.due_at)}


def _put_off(a: Act, row: Assignment, asked: Extension, until: Explained | None) -> None:
    """The part and its open task get the later date; the date first promised stays on both."""
    at = until.at if until else asked.due_wanted
    if at <= max(a.now, row.due_at):
        raise BadInput(_("同意的期限要晚于现在和原期限，请另定日期。"), "until")
    source = f"{a.by.name}批准延期（原期限{short(row.due_at)}）"
    granted = fixed(at, start=row.given_at, source=source)
    was, row.due_at = row.due_at, granted.at
    row.save()
    if until:
        asked.answer = f"{_('同意延期到 %(due)s。') % {'due': short(granted.at)}}{asked.answer}"
    a.data["due"] = [was.isoformat(), granted.at.isoformat()]
    for task in a.live(Lane.MAIN, TaskKind.HANDLE, TaskKind.ASSIST):
        if task.assignment_id == row.pk:
            due = extended(granted, was, task.due_trace, by=a.by.name, on=a.now, why=asked.reason)
            a.update(task, due_at=due.at, due_source=due.source, due_trace=due.trace,
                     due_version=task.due_version + 1)  # fmt: skip
