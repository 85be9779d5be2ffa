"""Every date that runs, read in batches: of live tasks, of living papers, of organs outside that owe a receipt.

Only dates that these rules could move are read: those that lie on or after the first day on which the two calendars
differ, those whose clock stood still (their way was longer), and those that follow a step whose rules change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from deadlines.days import SHANGHAI
from deadlines.limits import Rules, due_for
from deadlines.recount import first_change
from documents.models import Document
from documents.models.document import IN_WORK
from outgoing.actions.due import RECEIVE
from outgoing.models import Addressee, Outgoing
from outgoing.words import Receipt
from seals.models import SealRequest
from workflow.models import Task

BATCH = 2000


class Running(NamedTuple):
    """A date as it stands, and what the rules ask of its paper (`facts`)."""

    subject_kind: str
    subject_pk: int
    ref: str
    number: str
    whose: str
    pk: int
    kind: str
    holder: str
    holder_name: str
    before: datetime
    trace: list[dict[str, Any]]
    facts: dict[str, str]


def running(kept: Rules, rules: Rules, changed: Collection[str]) -> Iterator[Running]:
    """Dates that may be others by `rules` than by `kept`; `changed` names the steps whose rules differ."""
    first = first_change(kept.calendar, rules.calendar)
    if first is None and not changed:
        return
    yield from _tasks(first, changed)
    yield from _papers(first, changed)
    if first is not None or RECEIVE in changed:
        yield from _alarms(first, changed)


def all_running(changed: Collection[str]) -> Iterator[Running]:
    """Every date of a live task and of a living paper, whenever it is; with what rules of the steps in `changed` ask."""
    yield from _tasks(date.min, changed)
    yield from _papers(date.min, changed)


def _within(first: date | None, changed: Collection[str]) -> Q:
    """Rows with a trace that one of the changes may reach."""
    found = Q(due_trace__0__rule__in=list(changed))
    if first is not None:
        far = Q(due_at__gte=_midnight(first)) | Q(due_trace__contains=[{"step": "stopped"}])
        found |= far | Q(due_trace__0__roll="backward")  # counted from beyond its own date
    return found & Q(due_at__isnull=False)


def _midnight(day: date) -> datetime:
    return datetime.combine(max(day, date(1990, 1, 1)), time(), SHANGHAI)


TASK = (
    "subject_kind", "subject_pk", "subject_ref", "number", "id", "kind", "holder", "holder_name", "due_at", "due_trace",
)  # fmt: skip


def _tasks(first: date | None, changed: Collection[str]) -> Iterator[Running]:
    rows = Task.objects.live().filter(_within(first, changed))
    for batch in pages(rows, *TASK):
        asked = {(r[0], r[1]) for r in batch if r[9] and r[9][0].get("rule") in changed}
        facts = _facts(asked)
        for kind, pk, ref, number, key, task_kind, holder, name, at, trace in batch:
            about = facts.get((kind, pk), {})
            yield Running(kind, pk, ref, number, "task", key, task_kind, holder, name, at, trace, about)


PAPER = (
    "id",
    "ref",
    "receipt_no",
    "handler_id",
    "handler__name",
    "due_at",
    "due_trace",
    "urgency",
    "category",
    "kind",
)


def _papers(first: date | None, changed: Collection[str]) -> Iterator[Running]:
    """The limit of the incoming paper itself; an outgoing paper shows the first date of its tasks."""
    rows = Document.objects.filter(_within(first, changed), state__in=IN_WORK)
    for batch in pages(rows, *PAPER):
        for pk, ref, number, handler, name, at, trace, urgency, category, kind in batch:
            holder = f"p{handler}" if handler else ""
            facts = _asked(urgency, category, kind, "")
            yield Running("document", pk, ref, number, "paper", 0, "", holder, name or "", at, trace, facts)


ALARM = (
    "id", "paper_id", "paper__ref", "paper__number", "paper__urgency", "paper__kind", "name", "sent_at", "urged_at",
    "alarm_at",
)  # fmt: skip


def _alarms(first: date | None, changed: Collection[str]) -> Iterator[Running]:
    """By when each organ that got a copy should have signed for it: counted as `outgoing.actions.watching` does."""
    rows = Addressee.objects.filter(receipt=Receipt.SENT, alarm_at__isnull=False, sent_at__isnull=False)
    if RECEIVE not in changed and first is not None:
        rows = rows.filter(alarm_at__gte=_midnight(first))
    for batch in pages(rows, *ALARM):
        for pk, paper, ref, number, urgency, kind, name, sent, urged, at in batch:
            facts = _asked(urgency, "", kind, "outgoing")
            for start in {urged, sent} - {None}:
                due = due_for(RECEIVE, start=start, **facts)
                if due.at == at:
                    yield Running(
                        "outgoing", paper, ref, number, "addressee", pk, "", "", name, at, due.trace, facts
                    )
                    break


def _facts(asked: Collection[tuple[str, int]]) -> dict[tuple[str, int], dict[str, str]]:
    """What the rules ask of these papers."""
    keys = {kind: [pk for of, pk in asked if of == kind] for kind in ("document", "outgoing", "seal_request")}
    found = {(kind, pk): _asked("normal", "", "", "") for kind, pk in asked if kind == "seal_takeout"}
    incoming = Document.objects.filter(pk__in=keys["document"]).values_list(
        "pk", "urgency", "category", "kind"
    )
    for pk, urgency, category, kind in incoming if keys["document"] else ():
        found["document", pk] = _asked(urgency, category, kind, "")
    ours = Outgoing.objects.filter(pk__in=keys["outgoing"]).values_list("pk", "urgency", "kind")
    for pk, urgency, kind in ours if keys["outgoing"] else ():
        found["outgoing", pk] = _asked(urgency, "", kind, "outgoing")
    asking = SealRequest.objects.filter(pk__in=keys["seal_request"]).values_list("pk", "urgency")
    for pk, urgency in asking if keys["seal_request"] else ():
        found["seal_request", pk] = _asked(urgency, "", "", "")
    return found


def _asked(urgency: str, category: str, kind: str, flow: str) -> dict[str, str]:
    return {"urgency": urgency, "category": category, "kind": kind, "flow": flow}


def pages(rows: QuerySet[Any, Any], *names: str) -> Iterator[list[tuple[Any, ...]]]:
    """These columns of all rows, so many at once, by their keys: never all in memory, and no statement takes long."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", *names)[:BATCH]):
        last = batch[-1][0]
        yield [row[1:] for row in batch]
