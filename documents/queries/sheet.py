"""What the forms about a paper say: its head and fields, its opinions by role, who read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines.brief import brief
from deadlines.extended import provisional
from documents.files.form import Column, Field, Head, Line, Row, Table
from documents.models import Document
from documents.queries.planned import current, ending, gone
from documents.queries.said import Opinion, opinions
from documents.rules.codes import code_of
from documents.words import FINAL, InstructionKind, OpinionKind, State, Urgency
from workflow.models import Lane, Status, Task

# The rows of the form from top to bottom, and how high an empty one is (mm): room for a hand.
ROWS = (
    (lazy("拟办意见"), OpinionKind.PROPOSAL, 24),
    (lazy("审核意见"), OpinionKind.REVIEW, 20),
    (lazy("领导批示"), OpinionKind.INSTRUCTION, 40),
    (lazy("会签意见"), OpinionKind.COUNTERSIGN, 18),
    (lazy("承办情况"), OpinionKind.HANDLING, 24),
    (lazy("办结意见"), OpinionKind.CLOSURE, 14),
)
READING = lazy("传阅意见")
KINDS = (
    OpinionKind.PROPOSAL,
    OpinionKind.REVIEW,
    OpinionKind.COUNTERSIGN,
    OpinionKind.CLOSURE,
)  # say it by their row
MOST = 1000  # readers on one sheet


def head(doc: Document, organ: str) -> Head:
    """What stands over the form, in the active language."""
    return Head(
        organ=organ,
        number=doc.receipt_no,
        code=code_of(doc.year, doc.serial),
        urgency=doc.get_urgency_display() if doc.urgency != Urgency.NORMAL else "",
        work_secret=doc.work_secret,
    )


def facts(doc: Document) -> list[Field]:
    """Who sent what and when: the first lines of the sheets that stay with the paper; dates are local."""
    about = f"（{doc.attachments_note}）" if doc.attachments_note else ""
    copies = f"{doc.copies}+{doc.extra_copies}" if doc.extra_copies else doc.copies
    kind = f"{doc.get_kind_display()}　/　{_('%(n)s份') % {'n': copies}}{about}"
    return [
        Field(_("来文单位"), doc.source_name),
        Field(_("来文字号"), doc.source_doc_number),
        Field(_("文种/份数"), kind),
        Field(_("收文时间"), moment(doc.received_at)),
    ]


def limits(doc: Document) -> list[Field]:
    """When it was written, and by when it is to be done."""
    first = doc.due_first and doc.due_at and local(doc.due_first) != local(doc.due_at)
    was = _("（原%(date)s）") % {"date": day(local(doc.due_first))} if first else ""
    return [
        Field(_("成文日期"), day(doc.document_date)),
        Field(_("办结时限"), day(local(doc.due_at)) + was + unsure(doc.due_trace, paused=doc.is_paused)),
        *how(doc.due_trace),
    ]


def how(trace: list[dict[str, Any]]) -> list[Field]:
    """How the limit was counted, in short; none where nobody knows."""
    words = brief(trace)
    return [Field(_("怎么算的"), words, wide=True)] if words else []


def unsure(trace: list[dict[str, Any]], *, paused: bool = False) -> str:
    """Behind a date that will still move: its year has no holiday notice yet, or its clock stands still."""
    return (_("（暂）") if provisional(trace) else "") + (_("（已暂停办理）") if paused else "")


def title(doc: Document) -> Field:
    return Field(_("标　　题"), doc.title, wide=True, large=True)


def rows(
    doc: Document,
    entries: Sequence[Mapping[str, Any]],
    instructions: Mapping[int, Mapping[str, Any]],
    *,
    proposal: Mapping[str, Any] | None,
    parts: Mapping[int, Mapping[str, Any]],
) -> list[Row]:
    """Every opinion in the row of its role, as they were written; the reading row only where somebody wrote in it."""
    found = opinions(entries, instructions, doc=doc, proposal=proposal, parts=parts, by_time=True)
    kinds = {entry["seq"]: entry["kind"] for entry in entries}
    year = timezone.localtime(doc.received_at).year
    made = [
        Row(
            str(label),
            height,
            _lines(found, kinds, kind, year),
            _after(doc, entries, proposal) if kind == "handling" else "",
        )
        for label, kind, height in ROWS
    ]
    reading = _lines(found, kinds, OpinionKind.READING, year)
    return [*made, Row(str(READING), 0, reading)] if reading else made


def readers(doc: Document, blank: int) -> Table:
    """To whom it went round in this round, in the order of the route; recalled copies are left out. `blank` lines are
    for readers who are added by hand. One query."""
    given = Task.objects.about(doc).filter(lane=Lane.CIRCULATION, round=doc.round)
    found = given.exclude(status=Status.CANCELLED).order_by("id")[:MOST]
    year = timezone.localtime(doc.received_at).year
    lines = [_read(n, task, year) for n, task in enumerate(found, 1)]
    columns = [
        Column(_("序号"), 12),
        Column(_("姓名"), 26, words=True),
        Column(_("送阅"), 25),
        Column(_("打开"), 25),
        Column(_("阅毕"), 25),
        Column(_("意见及签名"), words=True),
    ]
    more = _("只列前 %(n)s 人。") % {"n": MOST} if len(lines) == MOST else ""
    return Table(columns, lines, blank, more)


def _read(n: int, task: Task, year: int) -> list[str]:
    """A line of the sheet; times are empty where it has not come to that."""
    times = (task.given_at if task.status != Status.WAITING else None, task.opened_at, task.done_at)
    answer = task.answer or (_("已批示，见处理单") if task.outcome in InstructionKind.values else "")
    return [str(n), _reader(task), *(moment(at, year) if at else "" for at in times), answer]


def proposed(doc: Document, entries: Sequence[Mapping[str, Any]], proposal: Mapping[str, Any] | None) -> str:
    """The words of the proposal that holds; empty where it was given back or taken back."""
    return str(proposal["text"]) if proposal and current(entries, gone(entries), doc.round) else ""


def _reader(task: Task) -> str:
    """Of a deputy's act both names."""
    if not task.on_behalf_of:
        return task.holder_name
    return _("%(who)s 代 %(whom)s") % {"who": task.done_by_name, "whom": task.holder_name}


def _lines(found: Iterable[Opinion], kinds: Mapping[int, str], kind: str, year: int) -> list[Line]:
    return [_line(one, kind, year) for one in found if kinds[one.seq] == kind]


def _line(one: Opinion, kind: str, year: int) -> Line:
    notes = [_("%(who)s 代录") % {"who": one.recorder}] if one.recorder else []
    notes += [*one.wants, *(f"{name}：{value}" for name, value in one.facts), *filter(None, [one.gone])]
    who = f"{one.unit}　{one.who}" if one.unit else one.who
    plain = kind in KINDS or one.kind == InstructionKind.WRITTEN.label
    return Line(
        text=one.text,
        who=who,
        at=moment(one.at, year),
        about="　".join(filter(None, (one.round_words, "" if plain else one.kind))),
        mark=one.mark[0],
        note="；".join(notes),
    )


def _after(doc: Document, entries: Sequence[Mapping[str, Any]], proposal: Mapping[str, Any] | None) -> str:
    """Of a paper still at work where it is; else how it ended."""
    state = str(State(doc.state).label)
    if over := ending(doc, entries, proposal):
        return over
    if doc.state in FINAL:
        return _("%(state)s %(date)s") % {"state": state, "date": day(local(doc.closed_at))}
    return _("未办结，现在：%(state)s %(who)s") % {"state": state, "who": doc.holders}


def local(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None


def day(date_: date | None) -> str:
    return f"{date_.year}年{date_.month}月{date_.day}日" if date_ else ""


def moment(at: datetime, year: int = 0) -> str:
    """With the year, unless it is this one."""
    here = timezone.localtime(at)
    whole = day(here.date())
    return f"{whole.removeprefix(f'{year}年')} {here:%H:%M}"
