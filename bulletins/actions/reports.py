"""报错: anybody says that a record is wrong; whoever keeps it looks, puts it right by the record's own act or explains; both values
stay. The reporter is told, may ask once more, and settles it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from alerts.tell import tell
from bulletins.actions.counting import take
from bulletins.models import ErrorReport
from bulletins.queries.reports import answerer, field_of, is_trailed, mended, old_of, stands
from bulletins.words import ReportAnswer, ReportState, TaskKind
from deadlines.days import local
from deadlines.limits import Explained, counted
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from people.models import Person
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import act, step

K, S, A = TaskKind, ReportState, ReportAnswer
DAYS = 3  # working days to look into it
SOURCE = gettext_noop("本办公厅默认值（可调整）")


@act("report_error")
def report(a: Act) -> str:
    """`a.subject` is the unsaved row with what the form says. Its number is taken last: there is none without its report."""
    row: ErrorReport = a.subject
    if not a.by.hats.seats:
        raise NotAllowed(_("没有任职的人不能报错，请联系管理员。"))
    seat = a.by.hats.seat
    row.reporter, row.reporter_name, row.reported_at = a.by, a.by.name[:60], a.now
    row.unit_name = seat.unit[:120] if seat else ""
    who = _asked(row)
    year = local(a.now).year
    row.number = f"报错〔{year}〕{take(f'report-{year}')}号"
    a.open(K.ANSWER_REPORT, who, due=_due(a), note=row.what)
    _told(a, [who.pk], _("%(no)s：%(what)s") % {"no": row.number, "what": row.what[:200]})
    return _("%(no)s 已送 %(who)s 核实，答复后告知您。") % {"no": row.number, "who": who.name}


def _asked(row: ErrorReport, but: Any = None) -> Person:
    who = answerer(row.about_kind, row.about_ref, row.reporter, but=but)
    if who is None:
        raise Incomplete(_("现在没有可以核实的人，请直接告知处长。"))
    return who


def _due(a: Act) -> Explained:
    return counted("working_day", DAYS, start=a.now, source=SOURCE)


def _told(a: Act, whom: list[int], said: str) -> None:
    """Of a work secret neither words nor title go along."""
    row: ErrorReport = a.subject
    title = row.number if row.secret else f"{row.number} {row.about_name}"
    tell(whom, said=row.number if row.secret else said[:300], by=a.by, now=a.now, subject=row, title=title)


@act("answer_report")
def answer(a: Act, *, answer: str, said: str = "", new: str = "", task_id: int | None = None) -> str:
    """Whoever was asked says what he found. 已更正 only after the record's own act: the report then names that entry, and what stands
    there now; the other two only with the reason."""
    row: ErrorReport = a.subject
    task = a.take(K.ANSWER_REPORT, task_id=task_id)
    if row.reporter_id in ({a.by.pk} | ({a.behalf.person_id} if a.behalf else set())):
        raise NotAllowed(_("报错人不能自己答复。"))
    if answer not in A.values:
        raise BadInput(_("请选择核实结果。"), "answer")
    if answer == A.CORRECTED:
        _corrected(a, new)
    elif not said.strip():
        raise BadInput(_("请写明理由。"), "said")
    row.answer, row.said = answer, said.strip()[:500]
    row.answered_by_name, row.answered_at = a.by.name[:60], a.now
    a.reason = row.said
    a.data |= {"answer": answer, "old": row.old, "new": row.new}
    a.close(task, answer)
    step(a, "give_answer")
    words = {"no": row.number, "answer": A(answer).label, "said": row.said}
    _told(a, [row.reporter_id], _("%(no)s 的答复：%(answer)s。%(said)s") % words)
    return _("已答复，并告知报错人。")


def _corrected(a: Act, new: str) -> None:
    row: ErrorReport = a.subject
    if not new.strip():
        raise BadInput(_("请写明现在的内容。"), "new")
    if is_trailed(row):
        entry = mended(row)
        if entry is None:
            raise Incomplete(
                _("这条记录报错以后还没有改过：请先在记录本身办理更正，旧内容会保留，再来答复。")
            )
        if stands(a.by, row) == old_of(row):
            raise Incomplete(
                _("“%(field)s”现在的内容与报错时相同，还没有更正。") % {"field": _(field_of(row))}
            )
        a.data["mended"] = [entry.pk, entry.seq]
    row.new = new.strip()[:500]


@act("ask_again")
def ask_again(a: Act, *, reason: str) -> str:
    """The reporter does not agree: once, and to another person where there is one."""
    row: ErrorReport = a.subject
    _own(a)
    if row.state != S.ANSWERED:
        raise Faster(_("这件报错现在没有待确认的答复。"))
    if row.round > 1:
        raise Incomplete(_("已经再次提出过一次；仍不同意的，请向处长当面反映。"))
    a.reason = _need(reason)
    who = _asked(row, but=_answered_by(row))
    row.round += 1
    row.answer = row.said = row.new = row.answered_by_name = ""
    row.answered_at = None
    step(a, "ask_again")
    a.open(K.ANSWER_REPORT, who, due=_due(a), note=a.reason)
    _told(a, [who.pk], _("%(no)s 再次提出：%(why)s") % {"no": row.number, "why": a.reason})
    return _("已再次送 %(who)s 核实。") % {"who": who.name}


def _answered_by(row: ErrorReport) -> int | None:
    """Who answered it the first time."""
    done = Task.objects.about(row).filter(kind=K.ANSWER_REPORT, status=Status.DONE).order_by("-id")
    return done.values_list("done_by_id", flat=True).first()


@act("settle")
def settle(a: Act) -> str:
    """The reporter has read the answer, and lets it rest."""
    _own(a)
    if a.subject.state != S.ANSWERED:
        raise Faster(_("这件报错现在没有待确认的答复。"))
    for task in a.live(Lane.MAIN):
        a.cancel(task, "superseded")
    step(a, "settle")
    return _("已了结。")


def _own(a: Act) -> None:
    if a.by.pk != a.subject.reporter_id:
        raise NotAllowed(_("只有报错人可以这样办。"))


def _need(reason: str) -> str:
    if not reason.strip():
        raise BadInput(_("请写明为什么不同意答复。"), "reason")
    return reason.strip()[:500]
