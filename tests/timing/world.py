"""Papers of every kind at every stage, and what of them is a date: for the tests of rehearsals and checks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from deadlines import store
from deadlines.days import Calendar, Day
from deadlines.limits import Limit, Rules, counted, parse_typed
from documents.actions import extension
from documents.actions.pausing import resume, suspend
from documents.actions.reading import circulate
from documents.models import Document
from outgoing.actions import pausing
from tests.documents.papers import STAGES as INCOMING
from tests.documents.papers import cast, for_time
from tests.office import Office, fresh, registered, reviewing
from tests.outgoing.desk import Desk, dispatched, make_desk
from tests.outgoing.papers import STAGES as OUTGOING
from tests.outgoing.papers import now, plainly
from timing.actions.moving import move_all
from timing.models import Timetable
from timing.queries.moves import Move, fingerprint, moves
from workflow.act import Act
from workflow.clock import told
from workflow.spine import act

OURS = ("drafting", "units", "turns", "checking", "signing", "signed", "seal", "sent", "gone", "paused")
TABLES = {  # table to the columns that a change of rules may change
    "workflow_task": {"due_at", "due_source", "due_trace", "due_version"},
    "documents_document": {"due_at", "due_source", "due_trace", "entry_count", "entry_head"},
    "documents_assignment": {"due_at"},
    "outgoing_outgoing": {"due_at", "entry_count", "entry_head"},
    "outgoing_addressee": {"alarm_at"},
}


@act("rules_saved")
def save(a: Act, *, rules: Rules, seen: str, why: str = "日历更新") -> str:
    """What saves a calendar or a rule, without the rows of it."""
    return str(len(move_all(a, rules, seen, why=why)))


def saved(by: Any, rules: Rules, seen: str | None = None) -> list[Move]:
    """Rehearse and save; the list."""
    found = moves(rules)
    save(Timetable.the(), by=by, rules=rules, seen=fingerprint(found) if seen is None else seen)
    return found


def make_world() -> Desk:
    """An incoming paper in each stage, with readers; limits typed as an amount and as a day; an outgoing one in each
    stage, one whose clock stands still and one that goes on again."""
    d = make_desk()
    cast(d.o)
    for make in INCOMING.values():
        doc = make(d.o)
        doc.refresh_from_db()
        if not doc.is_final:
            circulate(doc, by=d.o.clerk, readers=[d.o.leader2, d.o.supervisor], note="请阅。")
    moment = timezone.now()
    registered(d.o, due=parse_typed("+7", moment, rule="handle"))
    registered(d.o, due=parse_typed(f"{moment + timedelta(days=9):%Y-%m-%d}", moment, rule="handle"))
    days = counted("calendar_day", 9, start=moment, source="拟办人设定")
    reviewing(d.o, lead_unit=d.o.unit, leaders=[], due=days)
    with plainly():
        for stage in OURS:
            OUTGOING[stage](d)
        again = OUTGOING["paused"](d)
        with told(moment + timedelta(days=3)):
            pausing.resume(now(again), by=d.drafter)
        put_off_and_stopped(d.o, moment)
    dispatched(d)
    return d


def put_off_and_stopped(o: Office, moment: datetime) -> Document:
    """A unit's part with a later date granted, whose clock stood still for three days."""
    doc = for_time(o)
    granted = extension.answer_extension(doc, by=fresh(o.chief), granted=True).subject
    on = timezone.localdate(moment) + timedelta(days=5)
    still = suspend(granted, by=fresh(o.chief), code="supplement", reason="请补附件", look_on=on).subject
    with told(moment + timedelta(days=3)):
        done: Document = resume(Document.objects.get(pk=still.pk), by=fresh(o.chief)).subject
    return done


@contextmanager
def prepared(django_db_blocker: Any) -> Iterator[Desk]:
    with django_db_blocker.unblock(), transaction.atomic():
        store.reset()
        yield make_world()
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is not kept."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def other_calendar(
    days: dict[date, Any], *, notices: Sequence[int] = (), without: Sequence[int] = ()
) -> Rules:
    """The rules with these days of another kind; a notice for `notices` years, none for `without`."""
    kept = store.rules()
    special = {
        **kept.calendar.special,
        **{day: Day(kind, "试", notice="新通知") for day, kind in days.items()},
    }
    known = {year: text for year, text in kept.calendar.notices.items() if year not in without}
    known |= {year: f"{year}年放假通知" for year in notices}
    was = kept.calendar
    made = Calendar(special, known, was.editions, was.hours, was.seasons)
    return Rules(made, kept.limits, {}, monotonic(), kept.stages)


def other_limit(
    step: str, unit: str, amount: Any, *, on: date | None = None, source: str = "新规则", **which: str
) -> Rules:
    """The rules with this limit from `on` (today) in place of the one it supersedes, or beside the others."""
    kept, start = store.rules(), on or timezone.localdate()
    key = {"flow": "", "category": "", "kind": "", "urgency": "", **which}
    rows = []
    for row in kept.limits[step]:
        same = all(getattr(row, name) == value for name, value in key.items())
        ends = start - timedelta(days=1) if same and row.effective_to is None else row.effective_to
        rows.append(Limit(row.policy_id, row.step, row.flow, row.category, row.kind, row.urgency, row.unit, row.amount,
                          row.source, row.effective_from, ends))  # fmt: skip
    rows.append(Limit(0, step, key["flow"], key["category"], key["kind"], key["urgency"], unit, Decimal(str(amount)),
                      source, start, None))  # fmt: skip
    return Rules(kept.calendar, {**kept.limits, step: rows}, {}, monotonic(), kept.stages)


def snapshot() -> dict[tuple[str, int], dict[str, Any]]:
    """Every row of the tables that hold dates."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT id, to_jsonb(t) FROM {table} t")
            found |= {(table, pk): json.loads(row) for pk, row in cursor.fetchall()}
    return found


def changed(
    before: dict[tuple[str, int], Any], after: dict[tuple[str, int], Any]
) -> dict[tuple[str, int], set[str]]:
    """Which columns of which rows are others; no row came or went."""
    assert before.keys() == after.keys()
    found = {key: {name for name in row if row[name] != after[key][name]} for key, row in before.items()}
    return {key: names for key, names in found.items() if names}


__all__ = ["Desk", "Office", "changed", "make_world", "other_calendar", "other_limit", "prepared", "save", "saved",
           "snapshot", "undone"]  # fmt: skip
