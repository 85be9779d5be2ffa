"""What goes to a unit or a person on paper: 交办单 for each part given out, 催办单 for each task that was urged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deadlines.limits import lamp
from documents.files.form import Field
from documents.models import Assignment, Document, Instruction
from documents.queries.sheet import how, moment, unsure
from documents.rules.standing import UNITS_WORK
from documents.rules.urging import contact_told
from documents.words import TaskKind
from workflow.models import Lane, Task
from workflow.urged import LastUrged, last_urged

S = Assignment.Status
NO_NOTICE = (S.MISDIRECTED, S.WITHDRAWN, S.WAIVED)  # nobody has this part to do


def given(doc: Document) -> QuerySet[Assignment]:
    """The parts of this round that somebody has to do, or has done."""
    return Assignment.objects.filter(document=doc, round=doc.round).exclude(status__in=NO_NOTICE)


def nudged(doc: Document) -> QuerySet[Task]:
    """The open tasks of the main flow that were urged."""
    return Task.objects.about(doc).open().filter(lane=Lane.MAIN, urged__gt=0)


def assignments(doc: Document) -> list[list[Field]]:
    """A notice for each part of this round that was not taken back, in the order of the items. Two queries."""
    parts = given(doc).select_related("instruction", "given_by").order_by("item", "-role", "id")
    work = Task.objects.about(doc).filter(kind__in=UNITS_WORK, assignment_id__isnull=False).order_by("id")
    newest = {task.assignment_id: task for task in work}  # one that was reworked has several
    return [_assignment(doc, part, newest.get(part.pk)) for part in parts]


def _assignment(doc: Document, part: Assignment, task: Task | None) -> list[Field]:
    trace = task.due_trace if task is not None else []
    words = _said(part.instruction) if part.instruction else ""
    return [
        Field(_("承办单位"), part.unit_name),
        Field(_("承办方式"), f"{part.get_role_display()}（{_('第 %(n)s 项') % {'n': part.item}}）"),
        *_about(doc),
        Field(_("领导批示"), words, wide=True, height=20, words=True),
        Field(_("办理要求"), part.content, wide=True, height=30, words=True),
        Field(_("办结时限"), _due(part.due_at, part.due_first) + unsure(trace, paused=_still(task))),
        Field(_("交办"), f"{part.given_by.name}　{moment(part.given_at)}"),
        *how(trace),
        Field(
            _("办理结果"), part.result if part.status == S.REPORTED else "", wide=True, height=60, words=True
        ),
        Field(_("接收人"), "", wide=True, height=12),
        Field(_("单位负责人"), "", wide=True, height=14),
    ]


def _said(row: Instruction) -> str:
    """The leader's words; who recorded them, and that they wait for his written confirmation."""
    notes = [_("%(who)s 代录") % {"who": row.recorded_by_name}] if row.by_another else []
    notes += [_("待书面确认")] if row.unconfirmed else []
    return f"{row.leader_name}：{row.text or row.get_kind_display()}" + (
        f"（{'；'.join(notes)}）" if notes else ""
    )


def urged(doc: Any) -> list[list[Field]]:
    """A notice for each open task of the main flow that was urged. `doc.now`: the database's clock. Two queries."""
    rows = list(nudged(doc).order_by("sequence", "id"))
    last = last_urged(task.pk for task in rows)
    return [_urged(doc, task, last.get(task.pk)) for task in rows]


def _urged(doc: Any, task: Task, last: LastUrged | None) -> list[Field]:
    return [
        Field(_("催办对象"), task.holder_name),
        Field(_("承办环节"), str(TaskKind(task.kind).label)),
        *_about(doc),
        Field(_("交办"), f"{task.given_by_name}　{moment(task.given_at)}"),
        Field(_("办结时限"), _due(task.due_at, task.due_first) + unsure(task.due_trace, paused=_still(task))),
        Field(_("现在"), lamp(task.due_at, doc.now, paused=task.paused_at is not None)[1]),
        Field(_("催办次数"), str(task.urged)),
        *how(task.due_trace),
        *_answered(last),
        Field(_("办理情况和预计完成时间"), "", wide=True, height=70),
        Field(_("答复人"), "", wide=True, height=14),
    ]


def _still(task: Task | None) -> bool:
    return task is not None and task.is_live and task.paused_at is not None


def _answered(last: LastUrged | None) -> list[Field]:
    """How it was urged last and what was promised; nothing where the system alone did it."""
    if last is None:
        return []
    on = last.promised_on.isoformat() if last.promised_on else ""
    said = contact_told({"channel": last.channel, "answered_by": last.answered_by, "promised_on": on})
    return [Field(_("最近一次催办"), f"{moment(last.at)}　{last.by}　{said}", wide=True)] if said else []


def _about(doc: Document) -> list[Field]:
    return [
        Field(_("来文单位"), doc.source_name),
        Field(_("来文字号"), doc.source_doc_number),
        Field(_("标题"), doc.title, wide=True),
    ]


def _due(at: datetime | None, first: datetime | None) -> str:
    if at is None:
        return ""
    return moment(at) + (_("（原%(date)s）") % {"date": moment(first)} if first and first != at else "")
