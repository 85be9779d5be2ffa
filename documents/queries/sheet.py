"""What the forms about a paper say: its head, its opinions by role, who read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from documents.files.forms_pdf import Head, Line, Reader, Row
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
    """The fields over the opinions, in the active language; dates are local."""
    about = f"（{doc.attachments_note}）" if doc.attachments_note else ""
    first = doc.due_first and doc.due_at and local(doc.due_first) != local(doc.due_at)
    copies = f"{doc.copies}+{doc.extra_copies}" if doc.extra_copies else doc.copies
    return Head(
        organ=organ,
        receipt_no=doc.receipt_no,
        code=code_of(doc.year, doc.serial),
        urgency=doc.get_urgency_display() if doc.urgency != Urgency.NORMAL else "",
        work_secret=doc.work_secret,
        source=doc.source_name,
        number=doc.source_doc_number,
        kind=f"{doc.get_kind_display()}　/　{_('%(n)s份') % {'n': copies}}{about}",
        received=moment(doc.received_at),
        dated=day(doc.document_date),
        due=day(local(doc.due_at))
        + (_("（原%(date)s）") % {"date": day(local(doc.due_first))} if first else ""),
        title=doc.title,
    )


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


def readers(doc: Document) -> list[Reader]:
    """To whom it went round in this round, in the order of the route; recalled copies are left out. One query."""
    given = Task.objects.about(doc).filter(lane=Lane.CIRCULATION, round=doc.round)
    rows = given.exclude(status=Status.CANCELLED).order_by("id")[:MOST]
    year = timezone.localtime(doc.received_at).year
    return [
        Reader(
            _reader(task),
            moment(task.given_at, year) if task.status != Status.WAITING else "",
            moment(task.opened_at, year) if task.opened_at else "",
            moment(task.done_at, year) if task.done_at else "",
            task.answer or (_("已批示，见处理单") if task.outcome in InstructionKind.values else ""),
        )
        for task in rows
    ]


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
