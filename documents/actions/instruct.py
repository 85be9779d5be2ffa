"""批示: the leader writes, or the secretary records for the leader; verbatim, one row each."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, NotAllowed
from documents.actions.files import attach
from documents.actions.guard import allow
from documents.actions.handover import keeper, limit
from documents.actions.telling import until
from documents.actions.turns import next_signers
from documents.models import Blob, Document, Instruction
from documents.rules.verbs import records_for
from documents.words import ASKS, InstructionKind, OpinionKind, TaskKind
from people.models import Person
from people.roles import Role
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import act, faster, step

# What a tick says, for the record: never in the language of a screen.
MEANT = {Instruction.Meaning.AGREED: "同意", Instruction.Meaning.READ: "已阅"}


@act("instruct", exclusive=False)
def instruct(
    a: Act, *, text: str = "", kind: str = "", needs_feedback: bool = False, task_id: int | None = None
) -> str:
    """The leader (or the deputy who stands in for him) writes. An empty text is a tick (圈阅)."""
    task = allow(a, "instruct", task_id=task_id)
    if task is None:
        raise NotAllowed(_("本件没有送您批示。"))
    leader = a.by if a.behalf is None else Person.objects.get(pk=a.behalf.person_id)
    write(a, task, leader, text=text, kind=kind, given_at=a.now, needs_feedback=needs_feedback)
    return go_on(a)


@act("record", exclusive=False)
def record(
    a: Act,
    *,
    leader: Person,
    text: str = "",
    kind: str = "",
    given_at: datetime | None = None,
    needs_feedback: bool = False,
    scan: tuple[Blob, str] | None = None,
    scan_pending: bool = False,
    task_id: int | None = None,
) -> str:
    """The secretary or a clerk records what the leader wrote or said: both names stay, with the scan.

    `given_at` is when the leader wrote; it may lie in the past, never in the future. `task_id` is the leader's task
    the form was drawn with: words about a proposal that was taken back must not stand under another.
    """
    allow(a, "record")
    waiting_for = [t for t in a.live(Lane.MAIN, TaskKind.INSTRUCT) if t.status == Status.OPEN]
    task = next((t for t in waiting_for if t.holder == leader.principal), None)
    if task_id is not None and (task is None or task.pk != task_id):
        raise faster(a.subject)
    if task is None:
        raise BadInput(_("本件没有送 %(who)s 批示。") % {"who": leader.name}, "leader")
    internal = {s.role for s in a.by.hats.seats if s.internal}
    if not (records_for(a.by.hats, task) or internal & {Role.CLERK, Role.HANDLER} or leader.pk == a.by.pk):
        raise NotAllowed(_("只有该领导的秘书或文书可以代录。"))
    when = given_at or a.now
    if when > a.now:
        raise BadInput(_("批示时间不能晚于现在。"), "given_at")
    attached = attach(a, [(scan[0], scan[1], "instruction")]) if scan else []
    row = write(a, task, leader, text=text, kind=kind, given_at=when, needs_feedback=needs_feedback)
    row.scan = attached[0] if attached else None
    row.scan_pending = scan_pending or (not attached and row.kind != InstructionKind.ORAL)
    row.save(update_fields=["scan", "scan_pending"])
    return go_on(a)


def write(
    a: Act, task: Task, leader: Person, *, text: str, kind: str, given_at: datetime, needs_feedback: bool
) -> Instruction:
    doc: Document = a.subject
    words = text.strip()
    kind = kind or (InstructionKind.WRITTEN if words else InstructionKind.TICK)
    if not words and kind != InstructionKind.TICK:
        raise BadInput(_("请照原文录入批示内容；只画圈的请选圈阅。"), "text")
    seat = leader.hats.seat
    number = (Instruction.objects.filter(document=doc).aggregate(n=Max("number"))["n"] or 0) + 1
    row = Instruction.objects.create(
        document=doc,
        number=number,
        round=doc.round,
        leader=leader,
        leader_name=leader.name,
        leader_title=seat.title if seat else "",
        leader_rank=seat.rank if seat else leader.rank,
        kind=kind,
        meaning=meaning(doc, kind, words),
        text=words,
        given_at=given_at,
        recorded_at=a.now,
        recorded_by_id=a.by.pk,
        recorded_by_name=a.by.name,
        needs_feedback=needs_feedback,
        unconfirmed=kind == InstructionKind.ORAL,
    )
    if a.behalf is None and leader.pk != a.by.pk:
        a.behalf = Recorded(leader)
    a.say(OpinionKind.INSTRUCTION, words or MEANT[Instruction.Meaning(row.meaning)])
    a.data["instruction"] = row.number
    a.data["given_at"] = given_at.isoformat()
    a.close(task, row.kind)
    return row


class Recorded:
    """The leader a secretary records for, as the entry wants him: name, title, rank."""

    def __init__(self, leader: Person) -> None:
        seat = leader.hats.seat
        self.person_id, self.name = leader.pk, leader.name
        self.title, self.rank = (seat.title, seat.rank) if seat else ("", leader.rank)


def meaning(doc: Document, kind: str, words: str) -> str:
    """A tick on a paper with a request means agreed, on a report read (domain.md §5.1; 条例 第二十二条)."""
    if words and kind != InstructionKind.TICK:
        return Instruction.Meaning.WORDS
    asks = doc.kind in ASKS and doc.category == "action"
    return Instruction.Meaning.AGREED if asks else Instruction.Meaning.READ


def go_on(a: Act) -> str:
    """The next leader's turn, or - after the last - to the one who hands the paper over to units."""
    doc: Document = a.subject
    turn = next_signers(a, TaskKind.INSTRUCT, TaskKind.COUNTERSIGN)
    for task in turn:
        restart(a, task)
    if turn:
        words = {"who": "、".join(t.holder_name for t in turn), "until": until(turn[0].due_at)}
        return _("批示已保存，送 %(who)s%(until)s。") % words
    if a.live(Lane.MAIN, TaskKind.INSTRUCT, TaskKind.COUNTERSIGN):
        return _("批示已保存。")
    if doc.state == "submitted":
        step(a, "take_instructions")
        who = to_assign(a).name
        return _("批示已保存，送 %(who)s 交办%(until)s。") % {
            "who": who,
            "until": until(limit(a, "assign").at),
        }
    return _("批示已保存。")


def restart(a: Act, task: Task) -> None:
    """Whose turn has come has the whole time of his step: it counts from now, not from when the route was made."""
    due = limit(a, task.kind)
    a.update(task, due_at=due.at, due_first=due.at, due_source=due.source, due_trace=due.trace)


def to_assign(a: Act, note: str = "") -> Person:
    """Open the assigning task for the paper's handler (a chief when he has left); answers who it is."""
    holder = keeper(a.subject)
    a.open(TaskKind.ASSIGN, holder, due=limit(a, "assign"), note=note)
    return holder
