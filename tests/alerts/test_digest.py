"""What is put together: once, whoever does it and however often; looked at part by part when it goes out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alerts import outbox
from alerts.look import HIDDEN, NOTHING
from alerts.models import Alert, Delivery
from alerts.wants import next_digest, next_hour
from tests.alerts.outside import NOON, TITLE, Box, Dead, alert, known, owed, reachable, run, states
from tests.office import Office, make_office
from tests.races.threads import at_once
from workflow.models import Task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("things")]
TWO = NOON.replace(hour=14)


@pytest.fixture
def office() -> Office:
    made = make_office()
    reachable(made.handler, made.chief)
    return made


def waiting(*persons: Any, count: int = 2, stage: str = "due_soon") -> list[Alert]:
    made = [alert(person, owed(person), stage) for person in persons for _n in range(count)]
    outbox.spread(NOON, ["mail"])
    return made


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (NOON.replace(hour=0, minute=0), NOON.replace(hour=9)),
        (NOON.replace(hour=8, minute=59), NOON.replace(hour=9)),
        (NOON.replace(hour=9), NOON.replace(hour=14)),
        (NOON, NOON.replace(hour=14)),
        (NOON.replace(hour=14), NOON.replace(hour=9) + timedelta(days=1)),
        (NOON.replace(hour=23, minute=59), NOON.replace(hour=9) + timedelta(days=1)),
    ],
)
def test_twice_a_day(now: Any, then: Any) -> None:
    assert next_digest(now) == then


def test_what_is_too_much_goes_out_with_the_full_hour() -> None:
    assert next_hour(NOON.replace(minute=59)) == NOON.replace(hour=13)


def test_nothing_before_its_hour(office: Office) -> None:
    waiting(office.handler)
    box = Box()
    assert outbox.merge(TWO - timedelta(seconds=1)) == 0
    assert run(box, TWO - timedelta(seconds=1)) == 0
    assert run(box, TWO) == 0, "one that waits for its digest is never sent by itself"


def test_one_for_each_person(office: Office) -> None:
    waiting(office.handler, office.chief, count=3)
    assert outbox.merge(TWO) == 6
    box = Box()
    assert run(box, TWO) == 2
    assert sorted(m.to for m in box.got) == ["feng@oa.example.cn", "wu@oa.example.cn"]
    assert box.got[0].subject == "您有 3 件事项待查看"
    assert "将到期 3 件" in box.got[0].text
    assert box.got[0].text.count(TITLE) == 3
    carriers = Delivery.objects.filter(alert=None)
    assert {(c.state, c.carries.filter(state="merged").count()) for c in carriers} == {("sent", 3)}


def test_twice_in_the_same_minute_is_once(office: Office) -> None:
    waiting(office.handler, count=20)
    merged = at_once([lambda: outbox.merge(TWO)] * 8)
    assert sum(merged) == 20
    assert outbox.merge(TWO) == 0
    assert Delivery.objects.filter(alert=None).count() == 1
    box = Box()
    run(box, TWO)
    assert run(box, TWO) == 0
    assert len(box.got) == 1


def test_more_than_fits_goes_into_a_second(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PARTS", 3)
    waiting(office.handler, count=7)
    assert outbox.merge(TWO) == 7
    assert Delivery.objects.filter(alert=None).count() == 3


def test_each_part_is_looked_at_again(office: Office) -> None:
    closed, hidden, stays = waiting(office.handler, count=3)
    outbox.merge(TWO)
    Task.objects.filter(pk__in=[closed.task_id]).update(status="done", done_at=TWO)
    known(sees=lambda person, ref: ref != hidden.subject_ref)
    box = Box()
    run(box, TWO)
    assert box.got[0].subject == "您有 1 件事项待查看"
    parts = dict(Delivery.objects.exclude(alert=None).values_list("alert", "last_error"))
    assert parts == {closed.pk: outbox.CLOSED, hidden.pk: HIDDEN, stays.pk: ""}
    assert states() == ["cancelled", "cancelled", "merged", "sent"]


def test_where_no_part_is_left_nothing_is_sent(office: Office) -> None:
    waiting(office.handler)
    outbox.merge(TWO)
    Task.objects.update(status="cancelled")
    box = Box()
    run(box, TWO)
    assert box.got == []
    carrier = Delivery.objects.get(alert=None)
    assert (carrier.state, carrier.last_error) == ("cancelled", NOTHING)


def test_no_stage_is_in_it_that_a_newer_one_has_overtaken(office: Office) -> None:
    one, _other = waiting(office.handler)
    outbox.merge(TWO)
    alert(office.handler, Task.objects.get(pk=one.task_id or 0), "overdue")
    outbox.spread(TWO, ["mail"])
    box = Box()
    run(box, TWO)
    assert {m.subject for m in box.got} == {"您有 1 件事项待查看", f"已超期：{TITLE}"}


def test_a_digest_that_cannot_be_sent_is_dead_with_all_its_matters(office: Office) -> None:
    made = waiting(office.handler)
    outbox.merge(TWO)
    Delivery.objects.filter(alert=None).update(attempts=99)
    dead = Dead()
    run(Box(), TWO, dead=dead)
    [(row, alerts)] = dead.told
    assert (row.alert, {a.pk for a in alerts}) == (None, {a.pk for a in made})
    outbox.resend(row.pk, by_name="朱十十", now=TWO)
    box = Box()
    run(box, TWO)
    assert box.got[0].subject == "您有 2 件事项待查看"
