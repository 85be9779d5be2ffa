"""The meeting of a pack and its actions: followed from week to week, each change with who, when and why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from bulletins.actions import following
from bulletins.actions.errors import note
from bulletins.actions.meetings import discuss, keep_minutes
from bulletins.figures import packs as figures
from bulletins.figures.base import Scope
from bulletins.models import (
    ErrorChange,
    ErrorEntry,
    Meeting,
    MeetingAction,
    MinutesVersion,
    Pack,
    PackBook,
    PackFigure,
)
from bulletins.queries.meetings import actions_for
from bulletins.rules.weeks import WEEK
from deadlines.days import SHANGHAI, local
from docflow.web.errors import BadInput, Faster, NotAllowed
from tests.bulletins.packs.world import decided, last_week, made, met, this_week
from tests.office import Office, fresh, make_office
from workflow.clock import database_now
from workflow.models import Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def today() -> date:
    return local(database_now()).date()


def now(action: MeetingAction) -> MeetingAction:
    return MeetingAction.objects.get(pk=action.pk)


def whole(action: MeetingAction) -> None:
    assert list(differences(MeetingAction)) == []
    assert list(differences(PackBook)) == []


def test_every_version_of_the_minutes_stays(office: Office) -> None:
    pack = made()
    meeting = met(office, pack)
    given = {"held_on": meeting.held_on, "chair": "吴十", "attendees": ["冯二二", "陈三三"]}
    keep_minutes(PackBook.the(), by=office.deputy, pack=pack, version=1, minutes="改过的。", **given)
    assert list(MinutesVersion.objects.values_list("version", "minutes", "by_name")) == [
        (1, "过了一遍。", "吴十"), (2, "改过的。", "郑一一"),
    ]  # fmt: skip
    with pytest.raises(Faster, match="郑一一"):
        keep_minutes(PackBook.the(), by=office.chief, pack=pack, version=1, minutes="我的。", **given)
    with pytest.raises(BadInput, match="没有改动"):
        keep_minutes(PackBook.the(), by=office.chief, pack=pack, version=2, minutes="改过的。", **given)
    assert Meeting.objects.get().minutes == "改过的。"


@pytest.mark.parametrize(
    "sql", ["UPDATE bulletins_minutesversion SET minutes = 'x'", "DELETE FROM bulletins_minutesversion"]
)
def test_no_version_is_changed(office: Office, sql: str) -> None:
    met(office, made())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_meeting_has_its_day(office: Office) -> None:
    pack = made()
    for day in (pack.first - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(BadInput) as refused:
            met(office, pack, held_on=day)
        assert refused.value.field == "held_on"
    for who in (office.clerk, office.leader, office.outsider, office.auditor):
        with pytest.raises(NotAllowed):
            keep_minutes(
                PackBook.the(),
                by=who,
                pack=pack,
                version=0,
                held_on=today(),
                chair="",
                attendees=[],
                minutes="",
            )


def test_an_action_is_work_of_its_owner(office: Office) -> None:
    action = decided(office, met(office, made()))
    task = Task.objects.get(subject_kind="meeting_action")
    assert (task.holder, task.kind, task.title, task.status) == (
        office.handler.principal,
        "meeting_action",
        action.text,
        "open",
    )
    assert task.due_at is not None
    assert local(task.due_at).date() == action.due_on == action.due_first
    with pytest.raises(NotAllowed):
        following.finish(action, by=office.clerk, result="好了")
    with pytest.raises(BadInput):
        following.finish(action, by=office.handler, result="  ")
    following.finish(action, by=office.handler, expected_version=action.version, result="讲了三次。")
    assert (now(action).state, now(action).result) == ("done", "讲了三次。")
    assert not Task.objects.open().filter(subject_kind="meeting_action").exists()
    with pytest.raises(Faster):
        following.finish(now(action), by=office.handler, result="再一次")
    whole(action)


def test_a_day_that_is_past_and_nobody_to_do_it(office: Office) -> None:
    meeting = met(office, made())
    with pytest.raises(BadInput) as refused:
        decided(office, meeting, due_on=today() - timedelta(days=1))
    assert refused.value.field == "due_on"
    office.handler.appointments.all().delete()
    with pytest.raises(BadInput) as refused:
        decided(office, meeting)
    assert refused.value.field == "owner"
    assert not MeetingAction.objects.exists()


def test_moved_the_first_day_stays(office: Office) -> None:
    action = decided(office, met(office, made()))
    later = action.due_on + timedelta(days=7)
    following.move(
        action, by=office.chief, expected_version=action.version, due_on=later, reason="等省厅口径。"
    )
    moved = now(action)
    assert (moved.due_on, moved.due_first) == (later, action.due_first)
    task = Task.objects.get(subject_kind="meeting_action")
    assert local(task.due_at).date() == later  # type: ignore[arg-type]
    assert local(task.due_first).date() == action.due_first  # type: ignore[arg-type]
    assert Alert.objects.filter(
        recipient=office.handler, subject_ref=action.ref, said__contains="等省厅口径"
    ).exists()
    for who in (office.handler, office.leader):
        with pytest.raises(NotAllowed):
            following.move(moved, by=who, due_on=later + WEEK, reason="再等")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bulletins_meetingaction SET due_first = due_on")
    whole(action)


def test_dropped_and_taken_up_again(office: Office) -> None:
    action = decided(office, met(office, made()))
    with pytest.raises(NotAllowed):
        following.drop(action, by=office.handler, reason="不想办")
    following.drop(action, by=office.deputy, reason="与上级安排重复。")
    assert (now(action).state, now(action).result) == ("dropped", "与上级安排重复。")
    again = today() + timedelta(days=3)
    following.take_up(now(action), by=office.chief, reason="还是要办。", due_on=again)
    row = now(action)
    assert (row.state, row.result, row.due_on, row.due_first) == ("open", "", again, action.due_first)
    assert (
        Task.objects.open().filter(subject_kind="meeting_action", holder=office.handler.principal).count()
        == 1
    )
    whole(action)


def test_handed_to_another(office: Office) -> None:
    action = decided(office, met(office, made()))
    following.hand(action, by=office.chief, owner=office.clerk, reason="冯二二出差。")
    task = Task.objects.open().get(subject_kind="meeting_action")
    assert (task.holder, now(action).owner_name) == (office.clerk.principal, "陈三三")
    assert local(task.due_at).date() == action.due_on  # type: ignore[arg-type]
    following.finish(now(action), by=office.clerk, result="办了。")
    whole(action)


def without_its_task(action: MeetingAction) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflow_task SET status = 'cancelled' WHERE subject_kind = 'meeting_action'")
        cursor.execute("UPDATE bulletins_meetingaction SET text = text WHERE id = %s", [action.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_open_action_has_a_holder(office: Office) -> None:
    """The database says so, too."""
    action = decided(office, met(office, made()))
    with pytest.raises(IntegrityError, match="no_open_holder"), transaction.atomic():
        without_its_task(action)


def test_next_week_lists_what_is_open_and_what_was_done(office: Office) -> None:
    first = met(office, made(last_week() - WEEK), held_on=last_week())
    left, done = decided(office, first, text="没办完的"), decided(office, first, text="办完的")
    following.finish(done, by=office.handler, result="好了。")
    pack = made()
    codes = dict(
        PackFigure.objects.filter(pack=pack, code__startswith="actions_").values_list("code", "value")
    )
    assert codes == {"actions_open": 1.0, "actions_late": 0.0, "actions_done": 1.0, "actions_dropped": 0.0}
    rows = PackFigure.objects.get(pack=pack, code="actions_done").rows
    assert rows[0][3] == "办完的"
    assert "好了。" in rows[0][4]
    assert [a.text for a in actions_for(pack, None)] == ["没办完的", "办完的"]
    assert left.state == "open"


def test_errors_are_marked_once(office: Office) -> None:
    meeting = met(office, made())
    row = ErrorEntry.objects.create(
        no=1, found_at=database_now(), stage="during", category="format", description="附件少一页"
    )
    discuss(PackBook.the(), by=office.chief, meeting=meeting, entries=[row.pk])
    assert ErrorEntry.objects.get().discussed_in == meeting
    assert ErrorChange.objects.get().fields == {"discussed_in": ["", meeting.held_on.isoformat()]}
    with pytest.raises(BadInput, match="都已"):
        discuss(PackBook.the(), by=office.chief, meeting=meeting, entries=[row.pk])
    with pytest.raises(NotAllowed):
        discuss(PackBook.the(), by=office.clerk, meeting=meeting, entries=[row.pk])


def test_packs_of_other_weeks_do_not_show_later_actions(office: Office) -> None:
    earlier = made(last_week())
    later = met(office, made(this_week()), held_on=today())
    decided(office, later)
    assert actions_for(earlier, None) == []
    assert Pack.objects.count() == 2
    assert fresh(office.chief).hats.office_roles


def test_errors_are_locked_in_the_order_of_the_collector(office: Office) -> None:
    """He takes the counter, then the entries he links: the other way round each would wait for the other."""
    meeting = met(office, made())
    entry = note(fresh(office.chief), "format", about=None, key="k" * 20)
    with CaptureQueriesContext(connection) as said:
        discuss(PackBook.the(), by=fresh(office.chief), meeting=meeting, entries=[entry.pk])
    sql = [one["sql"] for one in said]
    counter = next(n for n, one in enumerate(sql) if "bulletins_counter" in one)
    rows = next(n for n, one in enumerate(sql) if "bulletins_errorentry" in one)
    assert counter < rows


def test_what_the_meeting_before_has_listed_is_not_listed_again(office: Office) -> None:
    """It was held in the middle of this week: what was done before it is no news of this one."""
    earlier = met(office, made(last_week()), held_on=this_week())
    done, since = decided(office, earlier), decided(office, earlier, text="之后办完的")
    for action, held in ((done, timedelta(days=1)), (since, timedelta(days=0))):
        following.finish(action, by=fresh(office.handler), result="办完了", expected_version=action.version)
        at = datetime.combine(this_week(), time(12), SHANGHAI) - held
        MeetingAction.objects.filter(pk=action.pk).update(ended_at=at)
    scope = Scope(
        this_week() - timedelta(days=3), this_week() + timedelta(days=3), database_now() + timedelta(days=9)
    )
    assert [row.pk for row in figures.done(scope)] == [since.pk]
