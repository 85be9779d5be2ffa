"""交办: split into items, each with exactly one lead, its co-units and a date; every part is a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from deadlines.limits import Explained, due_for
from docflow.web.errors import Incomplete
from documents.actions.guard import allow
from documents.actions.reading import give_readers
from documents.actions.telling import until
from documents.models import Assignment, Document, Instruction
from documents.rules.beyond import beyond
from documents.rules.splitting import BEARING, item_faults
from documents.words import Category, TaskKind
from people.models import Person, Unit
from people.queries import has_seat, registry
from people.roles import CHIEFS
from workflow.act import Act
from workflow.models import Lane, Task
from workflow.spine import act, faster, step

OPEN = (Assignment.Status.GIVEN, Assignment.Status.ACCEPTED)
KIND_OF_ROLE = {Assignment.Role.LEAD: TaskKind.HANDLE, Assignment.Role.CO: TaskKind.ASSIST}


@act("assign")
def assign(
    a: Act, *, items: Sequence[dict[str, Any]], no_work: Sequence[int] = (), task_id: int | None = None
) -> str:
    """Give items to units. Each item: `content`, `lead` (unit), `co` (units), `due` (Explained), `instruction`.

    While units are at work a further instruction may turn out to need nobody: no item then, all in `no_work`.

    An item without a date is refused: the office must set one (domain.md §1 row 10). Every instruction with a
    task has an item, or stands with its number in `no_work` (§2.10). A reading item becomes an action item.
    A part that a unit sent back as misdirected is given again: one item, its number and other units stay.
    """
    task = allow(a, "assign", task_id=task_id)
    assert task is not None
    back = _sent_back(task)
    given = [dict(item) for item in items]
    _check(a.subject, given, no_work, back)
    doc: Document = a.subject
    if no_work:
        a.data["no_work"] = sorted(no_work)
    a.close(task, "assigned")
    if not given:
        settle(a)
        return _("已注明不需交办。")
    if doc.state == "instructed":
        step(a, "hand_over")
    said = _give_again(a, back, given[0]) if back else give_units(a, given)
    return said + _later(doc, [item["due"].at for item in given])


def _later(doc: Document, dates: Sequence[datetime]) -> str:
    """A word on the latest date, when it lies beyond the paper's own limit, which stays."""
    words = beyond(doc, max(dates))
    return _("注意：期限%(words)s") % {"words": words} if words else ""


def _sent_back(task: Task) -> Assignment | None:
    if task.assignment_id is None:
        return None
    return Assignment.objects.select_related("instruction", "unit").get(pk=task.assignment_id)


def _check(
    doc: Document, items: list[dict[str, Any]], no_work: Sequence[int], back: Assignment | None
) -> None:
    nothing = not items and bool(no_work) and doc.state == "handling" and back is None
    missing = [] if nothing else item_faults(items)
    if back is not None:
        if len(items) != 1:
            missing.append(_("退回的一项请改交一个单位。"))
        missing += _already_in(back, items)
    else:
        missing += _uncovered(doc, items, no_work)
    if missing:
        raise Incomplete(missing)


def _already_in(back: Assignment, items: list[dict[str, Any]]) -> list[str]:
    taken = set(
        Assignment.objects.filter(document=back.document_id, round=back.round, item=back.item)
        .exclude(status__in=["misdirected", "withdrawn"])
        .values_list("unit_id", flat=True)
    )
    named = [u for i in items for u in (i.get("lead"), *(i.get("co") or ())) if u]
    return [_("%(unit)s已承担这一项。") % {"unit": u.short} for u in named if u.pk in taken]


def _uncovered(doc: Document, items: list[dict[str, Any]], no_work: Sequence[int]) -> list[str]:
    """What each instruction with a task still lacks; the only one takes the items that name none."""
    open_ones = open_instructions(doc)
    only = open_ones[0] if len(open_ones) == 1 else None
    if only and only.number not in no_work and not any(i.get("instruction") for i in items):
        for item in items:
            item["instruction"] = only
    named = {i["instruction"].pk for i in items if i.get("instruction")}
    found = []
    for one in open_ones:
        if one.pk in named:
            continue
        if one.number not in no_work:
            found.append(_("%(who)s的批示没有交办，也没有注明不需交办。") % {"who": one.leader_name})
        elif one.needs_feedback:
            found.append(_("%(who)s的批示要求反馈，必须交办。") % {"who": one.leader_name})
    return found


def open_instructions(doc: Document) -> list[Instruction]:
    """This round's instructions that carry a task or want an answer, and have not been given to any unit yet."""
    given = Assignment.objects.filter(document=doc, instruction__isnull=False).exclude(
        status__in=["misdirected", "withdrawn"]
    )
    bearing = Q(kind__in=BEARING) | Q(needs_feedback=True)
    rows = Instruction.objects.filter(bearing, document=doc, round=doc.round)
    return list(rows.exclude(pk__in=given.values("instruction_id")))


def give_units(a: Act, items: Sequence[dict[str, Any]]) -> str:
    """Write the assignments and their tasks, for units; called under the lock, after the state moved.

    An item's `giver` (else the person of the act) gets back what a unit says is not its own. A reading item
    becomes an action item.
    """
    doc: Document = a.subject
    if doc.category == Category.READING:
        doc.category = Category.ACTION
        a.data["became_action"] = True
    last = Assignment.objects.filter(document=doc).aggregate(n=Max("item"))["n"] or 0
    given: list[str] = []
    for number, item in enumerate(items, last + 1):
        due = item["due"] or due_for(
            "handle", urgency=doc.urgency, category=doc.category, kind=doc.kind, start=a.now
        )
        for role, unit in [("lead", item["lead"]), *(("co", u) for u in item.get("co") or ())]:
            _part(a, number, role, unit, item, due)
        given.append(_("已交 %(who)s 办理%(until)s。") % {"who": item["lead"].short, "until": until(due.at)})
    doc.lead_unit_name = items[0]["lead"].short
    return "".join(dict.fromkeys(given))


def _give_again(a: Act, back: Assignment, item: dict[str, Any]) -> str:
    """Another unit takes the part that was sent back; the item keeps its number and its other units."""
    item["instruction"] = back.instruction
    _part(a, back.item, back.role, item["lead"], item, item["due"])
    for unit in item.get("co") or ():
        _part(a, back.item, "co", unit, item, item["due"])
    if back.role == Assignment.Role.LEAD:
        a.subject.lead_unit_name = item["lead"].short
    words = {"who": item["lead"].short, "until": until(item["due"].at)}
    return _("已改交 %(who)s 办理%(until)s。") % words


def _part(a: Act, number: int, role: str, unit: Unit, item: dict[str, Any], due: Explained) -> Assignment:
    content = item["content"].strip()
    row = Assignment.objects.create(
        document_id=a.subject.pk,
        instruction=item.get("instruction"),
        item=number,
        round=a.subject.round,
        role=role,
        unit=unit,
        unit_name=unit.short,
        content=content,
        due_at=due.at,
        due_first=due.at,
        given_at=a.now,
        given_by_id=(item.get("giver") or a.by).pk,
    )
    a.data.setdefault("items", []).append([number, role, unit.short, due.at.isoformat()])
    a.open(KIND_OF_ROLE[Assignment.Role(role)], unit, due=due, note=content, assignment_id=row.pk)
    return row


@act("circulate_only")
def circulate_only(
    a: Act, *, readers: Sequence[Person] = (), note: str = "", task_id: int | None = None
) -> str:
    """No unit has to do anything: readers get the paper, its handler follows it to the end."""
    task = allow(a, "circulate_only", task_id=task_id)
    assert task is not None
    doc: Document = a.subject
    if a.live(Lane.MAIN, TaskKind.ASSIGN) != [task] or task.assignment_id is not None:
        raise Incomplete(_("有退回的交办未处理，请先改交或请处长免办。"))
    wanting = [i.leader_name for i in open_instructions(doc) if i.needs_feedback]
    if wanting:
        raise Incomplete(_("%(who)s的批示要求反馈，必须交办。") % {"who": "、".join(wanting)})
    a.close(task, "circulated")
    step(a, "circulate_only")
    give_readers(a, readers, note=note)
    holder = keeper(doc)
    follow = a.open(TaskKind.FOLLOW, holder, due=limit(a, "follow"))
    return _("已送传阅，由 %(who)s 跟踪%(until)s。") % {"who": str(holder), "until": until(follow.due_at)}


def withdraw_assignments(a: Act) -> list[str]:
    """Take back everything that was handed to units, as long as no unit acted; names of the units.

    Rows become withdrawn, tasks are cancelled (the units no longer see the paper), the state goes back to
    instructed. The caller opens the next holder's task. Raises `Faster` when a unit accepted or answered.
    """
    doc: Document = a.subject
    rows = list(Assignment.objects.filter(document=doc, round=doc.round).exclude(status="withdrawn"))
    if not rows or any(row.status != Assignment.Status.GIVEN for row in rows):
        raise faster(doc)
    for task in a.live(Lane.MAIN, TaskKind.HANDLE, TaskKind.ASSIST):
        a.cancel(task, "withdrawn", revoke=True)
    Assignment.objects.filter(pk__in=[r.pk for r in rows]).update(status=Assignment.Status.WITHDRAWN)
    step(a, "take_assignments_back")
    doc.lead_unit_name = ""
    return list(dict.fromkeys(row.unit_name for row in rows))


def settle(a: Act) -> Person | None:
    """When nothing is with any unit any more, the paper's keeper gets it; returns him, else None."""
    doc: Document = a.subject
    waiting = (TaskKind.ASSIGN, TaskKind.WRAP_UP, TaskKind.HANDLE, TaskKind.ASSIST)
    if a.live(Lane.MAIN, *waiting) or at_work(doc):
        return None
    holder = keeper(doc)
    if doc.state == "handling":
        a.open(TaskKind.WRAP_UP, holder, due=limit(a, "follow"))
    else:
        a.open(TaskKind.ASSIGN, holder, due=limit(a, "assign"))
    return holder


def at_work(doc: Document) -> bool:
    """Is any part of this round still with a unit?"""
    return of_round(doc).filter(status__in=OPEN).exists()


def of_round(doc: Document) -> QuerySet[Assignment]:
    """The parts of this round."""
    return Assignment.objects.filter(document=doc, round=doc.round).select_related("unit")


def keeper(doc: Document) -> Person:
    """Who keeps the paper together: its handler, or the first chief when he has left."""
    if doc.handler is not None and has_seat(doc.handler):
        return doc.handler
    chief = registry(CHIEFS).first()
    if chief is None:
        raise Incomplete(_("拟办人已离任，且没有在任的处长，请先安排人员。"))
    return chief


def limit(a: Act, name: str) -> Explained:
    """The office's limit for a step of this paper that starts now."""
    doc: Document = a.subject
    return due_for(name, urgency=doc.urgency, category=doc.category, kind=doc.kind, start=a.now)
