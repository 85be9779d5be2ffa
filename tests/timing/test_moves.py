"""A change of calendar or rules moves exactly what its rehearsal listed, tells exactly whom it named, and nothing else."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.models import Alert
from deadlines import store
from deadlines.engine import recompute
from deadlines.limits import Rules
from docflow.web.errors import Faster, NotAllowed
from documents.actions.redating import redate
from documents.actions.withdraw import withdraw
from documents.models import Document
from documents.rules.verbs import VERBS
from outgoing.actions.redating import redate as redate_outgoing
from outgoing.models import Outgoing
from outgoing.rules.verbs import VERBS as OUTGOING_VERBS
from tests.office import fresh, registered, reviewing
from tests.timing.world import (
    Desk,
    changed,
    other_calendar,
    other_limit,
    save,
    saved,
    snapshot,
    undone,
)
from timing.models import Timetable
from timing.queries.moves import Move, fingerprint, moves
from timing.queries.overlooked import overlooked
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db
UNITS = [
    ("working_day", 1, 15),
    ("calendar_day", 1, 20),
    ("working_hour", 1, 60),
    ("clock_hour", 1, 100),
    ("month", 1, 2),
]
STEPS = (
    "propose",
    "review",
    "instruct",
    "handle",
    "read",
    "countersign",
    "sign",
    "receive",
    "receipts",
    "draft",
)


def today() -> date:
    return timezone.localdate()


# Some of the next fifty days are of another kind; perhaps next year's notice is there, or this year's is not.
CALENDARS = st.fixed_dictionaries({
    "days": st.dictionaries(st.integers(-2, 50), st.sampled_from(["holiday", "make_up"]), max_size=20),
    "notices": st.sampled_from([(), (1,)]),
    "without": st.sampled_from([(), (0,)]),
})  # fmt: skip
# One step has another limit from today on, perhaps for some papers alone.
LIMITS = st.fixed_dictionaries({
    "step": st.sampled_from(STEPS),
    "amount": st.sampled_from(UNITS).flatmap(lambda u: st.tuples(st.just(u[0]), st.integers(u[1], u[2]))),
    "which": st.sampled_from(
        [{"urgency": "normal"}, {"category": "action"}, {"kind": "request"}, {"flow": "outgoing"}, {}]
    ),
})  # fmt: skip


def built(change: dict[str, Any]) -> Rules:
    if "step" in change:
        return other_limit(change["step"], *change["amount"], **change["which"])
    days = {today() + timedelta(n): kind for n, kind in change["days"].items()}
    years = ([today().year + n for n in change[name]] for name in ("notices", "without"))
    return other_calendar(days, **dict(zip(("notices", "without"), years, strict=True)))


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(change=st.one_of(CALENDARS, LIMITS))
def test_the_effect_equals_the_list(world: Desk, change: dict[str, Any]) -> None:
    rules = built(change)
    with undone():
        before, alerts = snapshot(), Alert.objects.count()
        found = saved(world.o.admin, rules)
        after = snapshot()
        assert _listed(before, found) == changed(before, after)
        for move in found:
            _is_as_listed(move, after)
        told = [(a.recipient_id, a.subject_ref) for a in Alert.objects.order_by("id")[alerts:]]
        assert sorted(told) == sorted({(pk, m.ref) for m in found for pk, _ in m.told})
        assert [*differences(Document), *differences(Outgoing), *differences(Timetable)] == []


def _listed(before: dict[tuple[str, int], Any], found: list[Move]) -> dict[tuple[str, int], set[str]]:
    """What of which row the list says is another: its date, its reasons; and the entry on its paper."""
    told: dict[tuple[str, int], set[str]] = {}

    def add(table: str, pk: int, *names: str) -> None:
        told.setdefault((table, pk), set()).update(names)

    for move in found:
        paper = "documents_document" if move.subject_kind == "document" else "outgoing_outgoing"
        add(paper, move.subject_pk, "entry_count", "entry_head")
        date_too = {"due_at"} if move.moved else set()
        other_source = {"due_source"} if move.due.source != move.trace[0]["source"] else set()
        if move.whose == "paper":
            add(paper, move.subject_pk, "due_trace", *date_too, *other_source)
        elif move.whose == "addressee":
            if move.moved:
                add("outgoing_addressee", move.pk, "alarm_at")
        else:
            version = {"due_version"} if move.moved else set()
            add("workflow_task", move.pk, "due_trace", *date_too, *version, *other_source)
            part = before["workflow_task", move.pk]["assignment_id"]
            if move.moved and part and move.kind in ("handle", "assist"):
                add("documents_assignment", part, "due_at")
    for pk in {m.subject_pk for m in found if m.subject_kind == "outgoing"}:
        if _first_open(before, pk, {}) != _first_open(
            before, pk, {m.pk: m.after for m in found if m.whose == "task"}
        ):
            add("outgoing_outgoing", pk, "due_at")
    return told


def _first_open(rows: dict[tuple[str, int], Any], paper: int, moved: dict[int, datetime]) -> datetime | None:
    """The first date of its open tasks, which the outgoing register shows."""
    tasks = [
        row for (table, _), row in rows.items()
        if table == "workflow_task" and (row["subject_kind"], row["subject_pk"]) == ("outgoing", paper)
        and row["lane"] == "main" and row["status"] == "open" and row["due_at"]
    ]  # fmt: skip
    return min((moved.get(t["id"]) or datetime.fromisoformat(t["due_at"]) for t in tasks), default=None)


def _is_as_listed(move: Move, after: dict[tuple[str, int], Any]) -> None:
    table = {"task": "workflow_task", "addressee": "outgoing_addressee"}.get(move.whose, "documents_document")
    row = after[table, move.pk or move.subject_pk]
    if table == "outgoing_addressee":
        assert datetime.fromisoformat(row["alarm_at"]) == move.after
        return
    assert datetime.fromisoformat(row["due_at"]) == move.after == recompute(row["due_trace"])
    assert row["due_trace"] == json.loads(json.dumps(move.due.trace))
    if row.get("assignment_id") and move.kind in ("handle", "assist"):
        part = after["documents_assignment", row["assignment_id"]]
        assert datetime.fromisoformat(part["due_at"]) == move.after


def test_every_kind_of_date_is_among_them(world: Desk) -> None:
    """Else the property says little: tasks of both rooms, waiting ones, readers, papers, organs outside, parts."""
    days = {today() + timedelta(n): "holiday" for n in range(8)}
    found = moves(other_calendar(days))
    kinds = {(m.subject_kind, m.whose, m.kind) for m in found if m.moved}
    for wanted in [("document", "paper", ""), ("document", "task", "read"), ("document", "task", "handle"),
                   ("document", "task", "assist"), ("document", "task", "instruct"), ("outgoing", "task", "sign"),
                   ("outgoing", "task", "countersign"), ("outgoing", "task", "receipts"),
                   ("outgoing", "task", "receive"), ("outgoing", "addressee", "")]:  # fmt: skip
        assert wanted in kinds, wanted
    stopped = [m for m in found if any(e["step"] == "stopped" for e in m.trace)]
    assert stopped, "a date whose clock stood still"
    paused = set(Task.objects.live().filter(paused_at__isnull=False).values_list("pk", flat=True))
    assert paused & {m.pk for m in found if m.whose == "task"}, "a clock that stands still"


def test_written_days_never_move(world: Desk) -> None:
    days = {today() + timedelta(n): "holiday" for n in range(12)}
    absolute = Document.objects.filter(due_trace__0__unit="absolute").values_list("pk", flat=True)
    assert absolute
    found = moves(other_calendar(days))
    assert not {m.subject_pk for m in found if m.whose == "paper"} & set(absolute)


def test_a_moment_of_the_office_moves_by_the_time_its_clock_stood_still(world: Desk) -> None:
    """Granted by a chief, then stopped: what was left is left on the new calendar, too; who granted it stays to be read."""
    [task] = Task.objects.live().filter(due_trace__contains=[{"step": "extended"}, {"step": "stopped"}])
    assert (task.due_trace[0]["unit"], task.due_at) == ("absolute", recompute(task.due_trace))
    assert task.due_at
    day = timezone.localdate(task.due_at)
    with undone():
        found = saved(world.o.admin, other_calendar({day: "holiday"}))
        [move] = [m for m in found if m.whose == "task" and m.pk == task.pk]
        assert timezone.localdate(move.after) > day
        now = Task.objects.get(pk=task.pk)
        assert recompute(now.due_trace) == now.due_at == move.after
        steps = [entry["step"] for entry in now.due_trace]
        assert steps.index("extended") < steps.index("stopped")
        kept = [next(e for e in t.due_trace if e["step"] == "extended") for t in (task, now)]
        assert kept[0] == kept[1]


def test_nothing_changed_moves_nothing(world: Desk) -> None:
    before = snapshot()
    assert moves(store.rules()) == []
    assert saved(world.o.admin, other_calendar({today() + timedelta(4000): "holiday"})) == []
    assert changed(before, snapshot()) == {}


@pytest.mark.parametrize("trace", [[{"step": "rule", "unit": "moon"}], [{"step": "rule"}], [{"at": 1}], []])
def test_one_spoiled_date_stops_no_rehearsal(world: Desk, trace: list[Any]) -> None:
    """It stays as it stands, and the nightly check names it; all others are listed."""
    rules = other_calendar({today() + timedelta(n): "holiday" for n in range(1, 8)})
    found = {m.pk for m in moves(rules) if m.whose == "task"}
    with undone():
        Task.objects.filter(pk=min(found)).update(due_trace=trace)
        assert {m.pk for m in moves(rules) if m.whose == "task"} == found - {min(found)}
        assert overlooked() == []


def test_nothing_is_overlooked_where_every_date_is_counted_by_what_stands(world: Desk) -> None:
    """Every kind of paper and date: else each night would name what is right."""
    assert overlooked() == []


def test_a_limit_reaches_only_what_began_when_it_is_in_force(world: Desk) -> None:
    assert moves(other_limit("handle", "working_day", 3, urgency="normal", on=today() + timedelta(1))) == []
    found = moves(other_limit("handle", "working_day", 3, urgency="normal"))
    assert {m.trace[0]["rule"] for m in found} == {"handle"}
    typed = [m for m in found if m.trace[0]["source"] == "经办人填写"]
    assert typed == [], "an amount somebody set is no rule of the table"
    assert {m.whose for m in found} >= {"paper"}


def test_the_first_promise_and_the_version(world: Desk) -> None:
    days = {today() + timedelta(n): "holiday" for n in range(8)}
    first = dict(Task.objects.live().values_list("pk", "due_first"))
    version = dict(Task.objects.live().values_list("pk", "due_version"))
    with undone():
        for move in saved(world.o.admin, other_calendar(days)):
            if move.whose == "task":
                task = Task.objects.get(pk=move.pk)
                assert task.due_first == first[move.pk]
                assert task.due_version == version[move.pk] + move.moved


def test_no_longer_provisional_without_moving(world: Desk) -> None:
    """The date stays, its reasons say so now, nobody is told, and what was said of it asks on."""
    year = today().year
    with undone():
        store._rules = other_calendar({}, without=(year,))
        doc = registered(world.o)
        assert any(e.get("provisional") for e in doc.due_trace)
        store.reset()
        kept = store.rules()
        store._rules = other_calendar({}, without=(year,))
        alerts = Alert.objects.count()
        found = saved(world.o.admin, kept)
        mine = [m for m in found if m.subject_pk == doc.pk and m.subject_kind == "document"]
        assert [m.whose for m in mine] == ["paper", "task"]
        assert all(
            (m.unsure_before, m.unsure_after, m.moved, m.told) == (True, False, False, ()) for m in mine
        )
        doc.refresh_from_db()
        assert not any(e.get("provisional") for e in doc.due_trace)
        assert Alert.objects.count() == alerts
        entry = Entry.objects.filter(subject_kind="document", subject_pk=doc.pk).latest("seq")
        assert entry.data["due_kept"] == [0, mine[1].pk]
        assert "due_moved" not in entry.data


def test_who_is_told_and_what(world: Desk) -> None:
    with undone():
        doc = reviewing(world.o)
        days = {today() + timedelta(n): "holiday" for n in range(1, 8)}
        found = [m for m in saved(world.o.admin, other_calendar(days)) if m.subject_pk == doc.pk]
        mine = {m.whose: m for m in found if m.subject_kind == "document"}
        assert [name for _pk, name in mine["task"].told] == ["吴十", "代一"], "and who stands in for him"
        said = Alert.objects.get(subject_ref=doc.ref, recipient=world.o.chief, said__contains="日历更新").said
        assert said.startswith(f"日历更新，{doc.receipt_no} 的期限：审核由 ")
        entry = Entry.objects.filter(subject_kind="document", subject_pk=doc.pk).latest("seq")
        assert (entry.verb, entry.actor_id, entry.reason) == ("redate", world.o.admin.pk, "日历更新")
        assert [
            mine["task"].pk,
            mine["task"].before.isoformat(),
            mine["task"].after.isoformat(),
        ] in entry.data["due_moved"]


def test_nobody_redates_by_himself(world: Desk) -> None:
    """No verb of either table, no part of a page; outside the timetable's act it is refused, also to the administrator."""
    assert "redate" not in VERBS
    assert "redate" not in OUTGOING_VERBS
    doc = registered(world.o)

    under: Any = SimpleNamespace(subject=doc, by=world.o.admin, now=timezone.now())

    with pytest.raises(NotAllowed):
        redate(under, {doc.pk: []}, why="日历更新")
    with pytest.raises(NotAllowed):
        redate_outgoing(under, {}, why="日历更新")
    assert not Entry.objects.filter(verb="redate").exists()


def test_a_list_that_is_another_by_now_is_refused(world: Desk) -> None:
    days = {today() + timedelta(n): "holiday" for n in range(8)}
    rules = other_calendar(days)
    seen = fingerprint(moves(rules))
    with undone():
        registered(world.o)
        before = snapshot()
        with pytest.raises(Faster, match="清单已变化，请重新核对"):
            save(Timetable.the(), by=world.o.admin, rules=rules, seen=seen)
        assert changed(before, snapshot()) == {}


def test_taken_back_after_a_change_it_has_the_date_of_the_new_calendar(world: Desk) -> None:
    with undone():
        doc = reviewing(world.o, leaders=[])
        days = {today() + timedelta(n): "holiday" for n in range(1, 8)}
        rules = other_calendar(days)
        saved(world.o.admin, rules)
        store._rules = rules  # as the process that saved it has them
        doc.refresh_from_db()
        back = withdraw(doc, by=fresh(world.o.handler)).subject
        task = Task.objects.about(back).get(status="open", lane="main")
        assert task.kind == "propose"
        assert moves(rules) == [], "what came back is counted on the calendar in force"
        assert recompute(task.due_trace) == task.due_at


def test_statements_do_not_grow_with_the_dates(world: Desk) -> None:
    with undone():
        rules = other_calendar({today() + timedelta(n): "holiday" for n in range(8)})
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as seen:
                moves(rules)
            counts.append(len(seen))
            for _n in range(3):
                registered(world.o)
        assert counts[0] == counts[1]
