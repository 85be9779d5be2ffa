"""What a change of the calendar moves is what its page listed; of two administrators at once one wins."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from alerts.models import Alert
from deadlines import limits, store
from deadlines.days import local
from deadlines.engine import due, recompute
from deadlines.explain import explain
from deadlines.models import CalendarNotice
from deadlines.notice_file import Read, read
from docflow import tasks
from docflow.celery import app
from docflow.web.errors import Faster, Incomplete, NotAllowed
from people.roles import Role
from tests.office import Office, appoint, fresh, handling, make_office
from tests.races.threads import at_once, passed, without_the_lock
from tests.timing.test_calendar_page import LINES, TYPED, checked, hidden
from timing.actions.calendar import save_notice
from timing.models import Timetable
from timing.queries.calendar import missing_year, standing
from timing.queries.moves import fingerprint, moves
from workflow.models import Entry, Task


@pytest.fixture
def office(db: None) -> Office:
    store.reset()
    return make_office()


def notice(scope: str = "national", **more: Any) -> Read:
    issued = date.fromisoformat(TYPED["issued_on"])
    return read(LINES, 2027, scope=scope, **{"title": TYPED["title"], "issued_on": issued, **more})


def save(by: Any, found: Read, *, seen: str = "", moved: str = "") -> Any:
    return save_notice(
        Timetable.the(), by=fresh(by), read=found, scope="national",
        seen=seen or standing().version, moved=moved or fingerprint(moves(store.rules())),
    )  # fmt: skip


# -- what moves ------------------------------------------------------------------------------------------


def counted_in_days(office: Office) -> tuple[Task, date]:
    """A running date counted in working days, and the first of these days."""
    doc = handling(office)
    task = Task.objects.live().filter(subject_pk=doc.pk, due_trace__0__unit="working_day")[0]
    day = local(datetime.fromisoformat(task.due_trace[1]["at"])).date() + timedelta(days=1)
    while not standing().works(day):
        day += timedelta(days=1)
    return task, day


def local_day_off(day: date) -> tuple[str, dict[str, str]]:
    typed = {
        "text": f"{day} 放假 地方节日",
        "title": "本地通知",
        "issued_on": f"{day.year}-01-01",
        "source": "",
    }
    return f"/calendar/{day.year}/local/", typed


def test_the_dates_that_move_are_those_of_the_list(
    office: Office, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    task, day = counted_in_days(office)
    client.force_login(office.admin)
    address, typed = local_day_off(day)
    answer = checked(client, address, typed)
    assert "个在办期限变动" in answer.content.decode()
    assert Task.objects.get(pk=task.pk).due_at == task.due_at
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, typed | hidden(answer)).status_code == 302
    moved = Task.objects.get(pk=task.pk)
    start, rule = datetime.fromisoformat(task.due_trace[1]["at"]), task.due_trace[0]
    assert moved.due_at == due(start, rule["unit"], rule["amount"], limits.calendar()).at
    assert task.due_at
    assert moved.due_at
    assert moved.due_at > task.due_at
    assert moved.due_first == task.due_first
    assert recompute(moved.due_trace) == moved.due_at
    assert "（本地通知）" in "".join(explain(moved.due_trace, "zh-hans"))
    assert Entry.objects.get(verb="calendar_notice").data["moved"] >= 1
    assert moves(store.rules()) == [], "nothing is left to move"


def test_a_list_that_has_changed_is_shown_again(office: Office, client: Client) -> None:
    _task, day = counted_in_days(office)
    client.force_login(office.admin)
    address, typed = local_day_off(day)
    answer = checked(client, address, typed)
    handling(office)  # one more paper meanwhile
    late = client.post(address, typed | hidden(answer))
    assert late.status_code == 409
    assert "清单已变化，请重新核对。" in late.content.decode()
    assert not CalendarNotice.objects.filter(scope="local").exists()
    assert client.post(address, typed | hidden(late)).status_code == 302


def test_what_another_process_changed_a_moment_ago_is_what_moves(
    office: Office, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """Days off are taken back by a process that has not heard of them yet: against what it keeps nothing would move."""
    task, day = counted_in_days(office)
    client.force_login(office.admin)
    kept = store.rules()
    address, typed = local_day_off(day)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, typed | hidden(checked(client, address, typed))).status_code == 302
    assert Task.objects.get(pk=task.pk).due_at != task.due_at
    store._rules = kept
    typed["text"] = ""
    answer = checked(client, address, typed)
    assert "个在办期限变动" in answer.content.decode()
    store._rules = kept
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, typed | hidden(answer)).status_code == 302
    assert Task.objects.get(pk=task.pk).due_at == task.due_at


# -- who ---------------------------------------------------------------------------------------------------


def test_only_the_system_administrator_changes(office: Office) -> None:
    for who in (office.secadmin, office.chief, office.leader):
        with pytest.raises(NotAllowed, match="系统管理员"):
            save(who, notice())


def test_what_has_faults_is_not_saved_by_any_way(office: Office) -> None:
    with pytest.raises(Incomplete):
        save(office.admin, notice(issued_on=None, title=""))
    assert not CalendarNotice.objects.filter(year=2027).exists()


def test_who_was_faster_is_named(office: Office) -> None:
    other = second(office)
    seen = standing().version
    save(office.admin, notice(), seen=seen)
    with override("zh-hans"), pytest.raises(Faster, match=f"{office.admin.name} .*已导入2027年放假安排"):
        save(other, notice(title="另一份通知"), seen=seen)
    assert CalendarNotice.objects.filter(year=2027).count() == 1


def second(office: Office) -> Any:
    other = fresh(office.unit3_clerk)
    other.appointments.all().delete()
    appoint(other, office.office, Role.SYSADMIN, 90)
    return fresh(other)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_administrators_at_once(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    store.reset()
    office = make_office()
    other, seen, nothing = second(office), standing().version, fingerprint([])
    Timetable.the()
    if not locked:  # both come through, and only a unique key below holds one of them up
        without_the_lock(monkeypatch, 2)
    found = at_once([
        lambda: save(office.admin, notice(), seen=seen, moved=nothing),
        lambda: save(other, notice(title="另一份通知"), seen=seen, moved=nothing),
    ])  # fmt: skip
    if not locked:
        assert passed(found) == 2
        return
    assert passed(found) == 1, found
    [late] = [result for result in found if isinstance(result, Faster)]
    assert late.who in (office.admin.name, other.name)
    assert CalendarNotice.objects.filter(year=2027).count() == 1


# -- 1 November --------------------------------------------------------------------------------------------


def test_next_years_notice_is_due_from_november(office: Office) -> None:
    assert [missing_year(date(2026, *day)) for day in ((10, 31), (11, 1), (12, 31))] == [0, 2027, 2027]
    assert missing_year(date(2025, 12, 1)) == 0
    save(office.admin, notice())
    assert missing_year(date(2026, 12, 1)) == 0


def test_administrators_are_told_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Alert.objects.filter(said__contains="2031年放假安排尚未导入，2030年12月31日以后的期限均为暂定")
    for day, count in (((2030, 10, 31), 0), ((2030, 11, 1), 1), ((2030, 11, 2), 1)):
        year, month, of_month = day
        then = datetime(year, month, of_month, 9).astimezone()
        monkeypatch.setattr(tasks, "database_now", lambda then=then: then)
        tasks.calendar_next_year()
        assert told.count() == count
    assert told.get().recipient_id == office.admin.pk
    later = second(office)
    tasks.calendar_next_year()
    assert set(told.values_list("recipient_id", flat=True)) == {office.admin.pk, later.pk}
    assert "docflow.tasks.calendar_next_year" in {entry["task"] for entry in app.conf.beat_schedule.values()}
