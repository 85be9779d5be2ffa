"""The minute's scan: the right stage for everybody behind the holder, once, whoever runs it and however late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import batches
from alerts.models import Alert, Scan
from alerts.scan import Horizon, Who, catch_up, settle, sweep, tick
from deadlines.days import SHANGHAI
from deadlines.horizon import lines
from deadlines.limits import stage
from deadlines.models import Urgency
from people.behind import BEHIND, NEXT, behind
from people.models import Delegation, Person
from tests.office import SINCE, Office, appoint, make_office
from tests.races.threads import at_once
from workflow.models import Task
from workflow.models.subject import new_ref

WHO = Who(BEHIND, NEXT)
MARKS = ["", *Urgency.values]
pytestmark = pytest.mark.django_db(transaction=True)


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=SHANGHAI)


def here(now: datetime) -> Horizon:
    return Horizon(now, lines(now))


def owed(holder: Any, due: datetime | None, **fields: Any) -> Task:
    """An open task, written past the acts: only the scan is looked at."""
    ref = new_ref()
    values: dict[str, Any] = {
        "subject_kind": "document", "subject_pk": Task.objects.count() + 1, "subject_ref": ref, "title": f"公文{ref}",
        "kind": "handle", "holder": getattr(holder, "principal", holder), "holder_name": str(holder),
        "given_at": at("2026-11-02"), "due_at": due,
    }  # fmt: skip
    return Task.objects.create(**{**values, **fields})


def written(task: Task) -> list[tuple[str, str]]:
    """To those behind the holder, without who is responsible after him."""
    rows = Alert.objects.filter(task_id=task.pk, whose="").order_by("id")
    return [(a.recipient.name, a.stage) for a in rows]


@pytest.fixture
def office() -> Office:
    return make_office()


# -- when ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at("2026-11-25"), []),
        (at("2026-11-26", "00:00"), ["due_soon"]),
        (at("2026-11-26", "23:59"), ["due_soon"]),
        (at("2026-11-27", "00:00"), ["due_today"]),
        (at("2026-11-27", "17:30"), ["due_today"]),
        (at("2026-11-27", "17:31"), ["overdue"]),
        (at("2026-12-02", "17:29"), ["overdue"]),
        (at("2026-12-02", "17:30"), ["second"]),
        (at("2026-12-04", "17:29"), ["second"]),
        (at("2026-12-04", "17:30"), ["escalated"]),
        (at("2027-01-04"), ["escalated"]),
    ],
)
def test_each_stage_is_reached_in_time(office: Office, now: datetime, expected: list[str]) -> None:
    """Due on Friday 2026-11-27 at 17:30: one working day before is Thursday."""
    task = owed(office.handler, at("2026-11-27", "17:30"))
    sweep(here(now), WHO)
    assert [s for _, s in written(task)] == expected


def test_what_stands_still_has_reached_no_stage(office: Office) -> None:
    """Neither by the sweep nor minute by minute, and what was said before asks no longer; on it goes with its new date."""
    task = owed(office.handler, at("2026-11-27", "17:30"))
    assert tick(at("2026-11-27"), lines, BEHIND, NEXT) == 1
    Task.objects.filter(pk=task.pk).update(paused_at=at("2026-11-27", "10:00"), due_version=2)
    assert tick(at("2026-11-27", "17:31"), lines, BEHIND, NEXT) == 0
    assert catch_up(here(at("2026-11-27", "17:35")), here(at("2026-11-27", "17:29")), WHO) == 0
    assert sweep(here(at("2026-11-30")), WHO) == 0
    settle(at("2026-11-30"))
    assert not Alert.objects.filter(task_id=task.pk, read_at=None).exists()
    Task.objects.filter(pk=task.pk).update(paused_at=None, due_at=at("2026-12-01", "17:30"), due_version=3)
    assert sweep(here(at("2026-12-01", "17:31")), WHO) == 1
    assert [s for _, s in written(task)] == ["due_today", "overdue"]


def test_soon_reaches_over_weekend_and_holiday(office: Office) -> None:
    monday = owed(office.handler, at("2026-11-30", "17:30"))
    after_holiday = owed(office.handler, at("2026-10-08", "17:30"))
    sweep(here(at("2026-11-27")), WHO)
    assert written(monday) == [("冯二二", "due_soon")]
    Alert.objects.all().delete()
    sweep(here(at("2026-09-29", "23:59")), WHO)
    assert written(after_holiday) == []
    for day in ("2026-09-30", "2026-10-03", "2026-10-07"):
        sweep(here(at(day)), WHO)
        assert written(after_holiday) == [("冯二二", "due_soon")]


def test_the_scan_and_the_lamp_agree(office: Office) -> None:
    """For every half hour of five weeks the SQL says what `deadlines.limits.stage` says."""
    first = at("2026-09-21", "00:00")
    due = [
        owed(office.handler, first + timedelta(hours=7 * n + 0.5), urgency=MARKS[n % len(MARKS)])
        for n in range(110)
    ]
    for n in range(0, 24 * 33, 17):
        now = first + timedelta(hours=n)
        Alert.objects.all().delete()
        sweep(here(now), WHO)
        found = dict(Alert.objects.filter(whose="").values_list("task_id", "stage"))
        wanted = {t.pk: stage(t.due_at, now, t.urgency) for t in due}
        assert {pk: name for pk, name in wanted.items() if name != "none"} == found


def test_nothing_without_a_date_a_turn_or_a_living_paper(office: Office) -> None:
    past = at("2026-11-02")
    owed(office.handler, None)
    owed(office.handler, past, status="waiting")
    owed(office.handler, past, status="done", done_at=past)
    owed(office.handler, past, status="cancelled")
    owed(office.handler, past, subject_live=False)
    assert sweep(here(at("2026-11-25")), WHO) == 0


# -- to whom ------------------------------------------------------------------------------------------


def test_everybody_of_the_unit_and_whoever_holds_the_post(office: Office) -> None:
    now = at("2026-11-25")
    unit = owed(office.unit, at("2026-11-20"))
    post = appoint(office.clerk2, office.section, "section_chief", 8)
    seat = owed(post, at("2026-11-20"))
    sweep(here(now), WHO)
    assert {name for name, _ in written(unit)} == {"何明远", "吕祎"}
    assert written(seat) == [("陈小四", "overdue")]


def test_the_deputy_too_marked_and_only_for_his_kinds(office: Office) -> None:
    Delegation.objects.create(principal=office.leader, deputy=office.leader2, since=SINCE, kinds=["instruct"])
    now = at("2026-11-25")
    instruct = owed(office.leader, at("2026-11-20"), kind="instruct")
    reading = owed(office.leader, at("2026-11-20"), kind="read", lane="circulation")
    sweep(here(now), WHO)
    assert dict(written(instruct)) == {"赵六": "overdue", "李四": "overdue"}
    assert Alert.objects.get(task_id=instruct.pk, recipient=office.leader2).by_name == "赵六"
    assert Alert.objects.get(task_id=instruct.pk, recipient=office.leader).by_name == ""
    assert written(reading) == [("赵六", "overdue")]


def test_who_left_gets_nothing_and_a_secretary_owes_nothing(office: Office) -> None:
    Person.objects.filter(pk=office.head.pk).update(is_active=False)
    now = at("2026-11-25")
    assert behind([office.head.principal, office.unit.principal], now, kind="handle") == [
        office.unit_clerk.pk
    ]
    assert behind([office.leader.principal], now, kind="instruct") == [office.leader.pk]


def test_a_deputy_of_one_day(office: Office) -> None:
    day = date(2026, 11, 25)
    Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=day, until=day)
    who = {n: behind([office.chief.principal], at(f"2026-11-{n}"), kind="review") for n in (24, 25, 26)}
    assert who == {
        24: [office.chief.pk], 25: sorted([office.chief.pk, office.deputy.pk]), 26: [office.chief.pk]
    }  # fmt: skip


# -- once ---------------------------------------------------------------------------------------------


def test_as_often_as_it_likes(office: Office) -> None:
    owed(office.unit, at("2026-11-20"))
    now = here(at("2026-11-25"))
    assert [sweep(now, WHO) for _ in range(3)] == [2, 0, 0]


def test_each_stage_and_each_new_date_once_more(office: Office) -> None:
    task = owed(office.handler, at("2026-11-27", "17:30"))
    minutes = [
        at("2026-11-25"),
        at("2026-11-26"),
        at("2026-11-27"),
        at("2026-11-27", "18:00"),
        at("2026-11-28"),
    ]
    for now in minutes:
        tick(now, lines, BEHIND, NEXT)
    assert [s for _, s in written(task)] == ["due_soon", "due_today", "overdue"]
    Task.objects.filter(pk=task.pk).update(due_at=at("2026-11-30", "17:30"), due_version=2)
    tick(at("2026-11-28", "11:00"), lines, BEHIND, NEXT)
    assert [s for _, s in written(task)] == ["due_soon", "due_today", "overdue", "due_soon"]


def test_two_days_asleep_leave_one_row_a_task(office: Office) -> None:
    """Due on Thursday; the clock stood from Wednesday morning to Saturday."""
    tasks = [owed(office.handler, at("2026-11-26", f"{h}:00")) for h in (10, 12, 17)]
    tick(at("2026-11-24", "08:00"), lines, BEHIND, NEXT)
    assert not Alert.objects.exists()
    assert tick(at("2026-11-28", "08:00"), lines, BEHIND, NEXT) == 3
    assert [written(t) for t in tasks] == [[("冯二二", "overdue")]] * 3


def test_minute_by_minute_is_the_same_as_looking_at_everything(office: Office) -> None:
    """A week of ticks without a sweep leaves what a sweep at each minute would have left."""
    first = at("2026-11-24", "00:00")
    for n in range(60):
        owed(office.handler, first + timedelta(hours=2.3 * n), urgency=MARKS[n % len(MARKS)])
    before = here(first - timedelta(minutes=7))
    sweep(before, WHO)
    for n in range(0, 60 * 24 * 7, 7):
        now = here(first + timedelta(minutes=n))
        catch_up(now, before, WHO)
        before = now
    caught = sorted(Alert.objects.filter(whose="").values_list("task_id", "stage"))
    assert sweep(before, WHO) == 0
    assert len(caught) == len(set(caught)) > 120


def test_a_task_given_with_its_stage_behind_it(office: Office) -> None:
    tick(at("2026-11-25", "09:00"), lines, BEHIND, NEXT)
    new = owed(office.handler, at("2026-11-25", "17:00"), given_at=at("2026-11-25", "09:00"))
    late = owed(office.handler, at("2026-11-24", "17:00"), status="waiting", given_at=at("2026-11-20"))
    tick(at("2026-11-25", "09:01"), lines, BEHIND, NEXT)
    assert written(new) == [("冯二二", "due_today")]
    Task.objects.filter(pk=late.pk).update(status="open", given_at=at("2026-11-25", "09:01"))
    tick(at("2026-11-25", "09:02"), lines, BEHIND, NEXT)
    assert written(late) == [("冯二二", "overdue")]
    assert written(new) == [("冯二二", "due_today")]


def test_a_clock_that_went_back_writes_nothing_twice(office: Office) -> None:
    task = owed(office.handler, at("2026-11-25", "10:00"))
    tick(at("2026-11-25", "10:30"), lines, BEHIND, NEXT)
    tick(at("2026-11-25", "10:20"), lines, BEHIND, NEXT)
    tick(at("2026-11-25", "10:40"), lines, BEHIND, NEXT)
    assert [s for _, s in written(task)] == ["overdue"]


def test_small_batches_reach_everything(office: Office) -> None:
    due = at("2026-11-20")
    for _ in range(25):
        owed(office.unit, due)  # all due at the same moment: the batch goes on by id
    assert sweep(here(at("2026-11-25")), WHO, batch=4) == 50


EIGHT = 8


def _one_each(office: Office) -> list[Task]:
    return [owed(office.unit, at("2026-11-20", f"{n % 24:02}:00")) for n in range(40)]


def test_eight_workers_at_once(office: Office) -> None:
    tasks = _one_each(office)
    now = here(at("2026-11-25"))
    results = at_once([lambda: sweep(now, WHO, batch=7)] * EIGHT)
    assert all(isinstance(r, int) for r in results), results
    assert sum(results) == 80
    assert Alert.objects.count() == 80
    assert all(dict(written(t)) == {"何明远": "overdue", "吕祎": "overdue"} for t in tasks)


def test_eight_ticks_at_once(office: Office) -> None:
    _one_each(office)
    results = at_once([lambda: tick(at("2026-11-25"), lines, BEHIND, NEXT)] * EIGHT)
    assert all(isinstance(r, int) for r in results), results
    assert (sum(results), Alert.objects.count(), Scan.objects.count()) == (80, 80, 1)


def test_without_the_unique_key_there_would_be_doubles(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: eight workers that all saw nothing yet; the key, and not luck, keeps it at one each."""
    _one_each(office)
    now = here(at("2026-11-25"))
    slow = batches.WRITE.replace("ON CONFLICT ON CONSTRAINT alert_once DO NOTHING", "")
    slow = slow.replace("WITH lines", "WITH pause AS MATERIALIZED (SELECT pg_sleep(0.3)), lines", 1)
    slow = slow.replace("FROM (SELECT 1) one", "FROM pause")
    monkeypatch.setattr(batches, "WRITE", slow)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE alerts_alert DROP CONSTRAINT alert_once")
    try:
        results = at_once([lambda: sweep(now, WHO)] * EIGHT)
        assert all(isinstance(r, int) for r in results), results
        assert sum(results) > 80
        assert Alert.objects.count() == sum(results)
    finally:
        Alert.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE alerts_alert ADD CONSTRAINT alert_once"
                " UNIQUE (recipient_id, task_id, due_version, stage, occurrence)"
            )


# -- what it costs ------------------------------------------------------------------------------------


def test_nothing_new_is_a_few_index_probes(office: Office) -> None:
    due = at("2026-11-20")
    Task.objects.bulk_create(
        [
            Task(subject_kind="document", subject_pk=n, subject_ref=f"r{n}", kind="handle",
                 holder=office.handler.principal, holder_name="冯二二", given_at=due, due_at=due)
            for n in range(3000)
        ]
    )  # fmt: skip
    assert tick(at("2026-11-25", "09:00"), lines, BEHIND, NEXT) == 3000
    with CaptureQueriesContext(connection) as queries:
        assert tick(at("2026-11-25", "09:01"), lines, BEHIND, NEXT) == 0
    assert len(queries) == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE workflow_task, alerts_alert"
        )  # else it reads through what other tests left
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + queries[1]["sql"])
        plan = cursor.fetchone()[0][0]["Plan"]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 20
    assert "Seq Scan" not in str(plan)


def test_what_is_done_asks_no_more(office: Office) -> None:
    task = owed(office.handler, at("2026-11-20"))
    other = owed(office.handler, at("2026-11-20"))
    sweep(here(at("2026-11-25")), WHO)
    Task.objects.filter(pk=task.pk).update(status="done", done_at=at("2026-11-25"))
    assert settle(datetime.now(UTC)) == 1
    done, still = Alert.objects.get(task_id=task.pk), Alert.objects.get(task_id=other.pk)
    assert (done.read_at is not None, done.unseen) == (True, True), (
        "closed, but he never had it on his screen"
    )
    assert (still.read_at, still.unseen) == (None, False)


def test_a_new_calendar_closes_more_than_one_statement_could(office: Office) -> None:
    for _n in range(5):
        owed(office.handler, at("2026-11-20"))
    sweep(here(at("2026-11-25")), WHO)
    Task.objects.update(due_version=2)
    with CaptureQueriesContext(connection) as asked:
        assert settle(datetime.now(UTC), batch=2) == 5
    assert len(asked) == 3, "each of them bounded"
    assert not Alert.objects.filter(read_at=None).exists()
