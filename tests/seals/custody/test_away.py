"""Away for a day or more: in doubt from the first day on, told beforehand, never left behind in silence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert
from deadlines.days import SHANGHAI
from docflow import tasks
from docflow.celery import app
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from people.actions.persons import deactivate
from people.actions.posts import end_appointment
from people.models import Appointment, Person, Roster
from seals.actions.absences import away, come_back
from seals.actions.custody import appoint
from seals.models import Absence, Seal
from seals.queries.custody import doubt, doubts
from seals.queries.reminders import reminders
from tests.office import fresh
from tests.seals.custody.hands import handed
from tests.seals.world import World, in_use, make_world
from workflow.clock import database_now, told


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def gone(w: World, since: date | None = None, days: int = 1, **more: Any) -> Absence:
    """The keeper says that he is away."""
    first = since or timezone.localdate()
    given = {"by": w.keeper, "person": w.keeper, "since": first, "until": first + timedelta(days - 1), **more}
    away(Roster.the(), **given)
    return Absence.objects.latest("pk")


def why(w: World) -> str:
    return doubt(Seal.objects.get(pk=w.seal.pk), database_now())


def test_in_doubt_from_the_first_day_until_it_was_handed_over(w: World) -> None:
    assert why(w) == ""
    gone(w, timezone.localdate() + timedelta(1))
    assert why(w) == "", "tomorrow"
    gone(w)
    assert "褚四四" in why(w)
    assert "不在岗" in why(w)
    handed(w, w.stand_in)
    assert why(w) == ""
    with pytest.raises(BadInput, match="不在岗，不能接收"):
        handed(w, w.keeper)


def test_he_hands_over_on_the_very_day(w: World) -> None:
    gone(w, days=3)
    assert handed(w, w.stand_in)[0].temporary


def test_back_earlier(w: World) -> None:
    row = gone(w, days=9)
    come_back(Roster.the(), by=fresh(w.o.chief), absence=row)
    assert why(w) == ""
    with pytest.raises(Faster, match="已经结束"):
        come_back(Roster.the(), by=w.keeper, absence=row)
    gone(w)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"since": date(2020, 1, 1)}, "since"),
        ({"days": 0}, "until"),
        ({"days": 400}, "until"),
        ({"person": "clerk"}, "person"),
    ],
)
def test_what_does_not_fit(w: World, given: dict[str, Any], field: str) -> None:
    if given.get("person"):
        given = {"person": w.o.clerk, "by": w.o.chief}
    with pytest.raises(BadInput) as refused:
        gone(w, **given)
    assert refused.value.field == field
    assert not Absence.objects.exists()


def test_not_twice_for_the_same_days(w: World) -> None:
    gone(w, days=3)
    with pytest.raises(BadInput, match="已登记"):
        gone(w, timezone.localdate() + timedelta(2))


def test_others_are_the_chiefs_business(w: World) -> None:
    with pytest.raises(NotAllowed):
        gone(w, by=w.stand_in)
    gone(w, by=w.o.chief)
    assert Alert.objects.filter(recipient=w.keeper, said__contains="请在离岗前办理临时交接").exists()
    assert Alert.objects.filter(recipient=w.stand_in).exists()
    assert not Alert.objects.filter(recipient=w.o.chief).exists(), "he said it himself"


@pytest.mark.parametrize(
    "sql",
    ["UPDATE seals_absence SET until = until + 1", "DELETE FROM seals_absence", "TRUNCATE seals_absence",
     "UPDATE seals_absence SET person_id = person_id + 1"],
)  # fmt: skip
def test_days_away_are_only_ever_ended(w: World, sql: str) -> None:
    gone(w)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}")


# -- told beforehand ---------------------------------------------------------------------------------


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, 40, tzinfo=SHANGHAI)


def test_told_on_the_working_day_before_and_on_each_day(w: World) -> None:
    """A Monday: on Friday, in the same words on the weekend, then on the day itself."""
    today = timezone.localdate()
    monday = today + timedelta(days=(7 - today.weekday()) % 7 + 7)
    while monday.strftime("%m-%d") in ("10-05", "05-04") or monday.month == 1 and monday.day < 5:
        monday += timedelta(7)
    gone(w, monday, days=2)
    said = {n: [one.said for one in reminders(morning(monday + timedelta(n)))] for n in range(-4, 3)}
    assert said[-4] == []
    assert len(said[-3]) == 1
    assert "离岗前办理临时交接" in said[-3][0]
    assert said[-3] == said[-2] == said[-1]
    assert "现在不能用印" in said[0][0]
    assert said[0] != said[1], "each day once more"
    assert said[2] == []
    to = {p.pk for one in reminders(morning(monday)) for p in one.to}
    assert {w.keeper.pk, w.stand_in.pk, w.o.chief.pk, w.o.deputy.pk, w.director.pk} == to


def test_the_morning_tells_once(w: World) -> None:
    gone(w)
    Alert.objects.all().delete()
    tasks.seal_custody()
    tasks.seal_custody()
    assert Alert.objects.filter(recipient=w.stand_in, said__contains="还没有交接").count() == 1
    handed(w, w.stand_in)
    Alert.objects.all().delete()
    tasks.seal_custody()
    assert not Alert.objects.exists(), "nothing is in doubt"
    assert "docflow.tasks.seal_custody" in {entry["task"] for entry in app.conf.beat_schedule.values()}


# -- leaving -----------------------------------------------------------------------------------------


def test_nobody_leaves_with_a_seal(w: World) -> None:
    admin, today = fresh(w.o.admin), timezone.localdate()
    seat = Appointment.objects.get(person=w.keeper)
    with pytest.raises(Incomplete, match="还有 1 枚印章"):
        deactivate(Roster.the(), by=admin, person=w.keeper, left_on=today)
    with pytest.raises(Incomplete, match="还有 1 枚印章"):
        end_appointment(Roster.the(), by=admin, appointment=seat, until=today - timedelta(1))
    planned = end_appointment(Roster.the(), by=admin, appointment=seat, until=today + timedelta(5))
    assert "还有 1 枚印章" in planned.said
    for url in (reverse("person", args=[w.keeper.pk]), reverse("leaver", args=[w.keeper.pk])):
        client = Client()
        client.force_login(admin)
        assert "手里还有 1 枚印章" in client.get(url).content.decode()
    handed(w, w.stand_in)
    deactivate(Roster.the(), by=admin, person=fresh(w.keeper), left_on=today)


def test_a_deputy_gets_no_seal(w: World) -> None:
    client = Client()
    client.force_login(w.keeper)
    assert "设代理人不移动它" in client.get(reverse("settings")).content.decode()
    client.force_login(w.o.clerk)
    assert "设代理人不移动它" not in client.get(reverse("settings")).content.decode()


def test_who_has_no_seat_or_was_stopped_is_in_doubt(w: World) -> None:
    """Whatever way it came about: the act would have refused."""
    Appointment.objects.filter(person=w.keeper).update(until=timezone.localdate() - timedelta(1))
    assert "没有职务" in why(w)
    Person.objects.filter(pk=w.keeper.pk).update(is_active=False)
    assert "已离任" in why(w)
    director = fresh(w.director)
    handed(
        w, w.stand_in, by=director, from_person=fresh(w.keeper), signed_for_from=director, in_stead="已调离"
    )
    assert why(w) == ""


# -- appointing --------------------------------------------------------------------------------------


def test_another_keeper_is_appointed_and_has_to_get_it(w: World) -> None:
    given = {
        "keeper": w.o.handler,
        "stand_in": w.o.clerk2,
        "supervisor": w.supervisor,
        "paper": "厅任〔2026〕7号",
    }
    done = appoint(w.seal, by=fresh(w.director), **given)
    assert "请办理交接" in done.said
    assert "任命的保管人、代管人是别人" in why(w)
    handed(w, w.o.handler)
    assert why(w) == ""


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"keeper": "auditor"}, "keeper"),
        ({"stand_in": "auditor"}, "stand_in"),
        ({"keeper": "admin"}, "keeper"),
        ({"stand_in": "secadmin"}, "stand_in"),
        ({"supervisor": "auditor"}, "supervisor"),
        ({"keeper": "outsider"}, "keeper"),
        ({"keeper": "chief"}, "keeper"),
        ({"stand_in": "chief"}, "stand_in"),
        ({"stand_in": "handler"}, "stand_in"),
        ({"supervisor": "handler"}, "supervisor"),
        ({"paper": "  "}, "paper"),
    ],
)
def test_who_is_not_appointed(w: World, given: dict[str, str], field: str) -> None:
    """The chief appoints: neither himself, nor an administrator, nor an outsider, nor one person twice."""
    plain: dict[str, Any] = {
        "keeper": w.o.handler,
        "stand_in": w.o.clerk,
        "supervisor": w.supervisor,
        "paper": "任",
    }
    more = {name: getattr(w.o, who, who) for name, who in given.items()}
    with pytest.raises(BadInput) as refused:
        appoint(w.seal, by=fresh(w.o.chief), **{**plain, **more})
    assert refused.value.field == field
    assert Seal.objects.get(pk=w.seal.pk).keeper == w.keeper


def test_who_does_not_appoint(w: World) -> None:
    plain: dict[str, Any] = {
        "keeper": w.o.handler,
        "stand_in": w.o.clerk,
        "supervisor": w.supervisor,
        "paper": "任",
    }
    for who in (w.keeper, w.stand_in, w.supervisor, w.o.clerk, w.o.leader, w.o.auditor, w.o.admin, w.o.head):
        with pytest.raises(NotAllowed):
            appoint(w.seal, by=fresh(who), **plain)


def test_a_supervisor_who_keeps_is_a_switch(w: World, settings: Any) -> None:
    given: dict[str, Any] = {
        "keeper": w.o.handler,
        "stand_in": w.o.clerk,
        "supervisor": w.o.handler,
        "paper": "任",
    }
    with pytest.raises(BadInput, match="监印人须是"):
        appoint(w.seal, by=fresh(w.director), **given)
    settings.SEAL_SUPERVISOR_SEPARATE = False
    appoint(w.seal, by=fresh(w.director), **given)
    assert Seal.objects.get(pk=w.seal.pk).supervisor == w.o.handler


def test_who_signs_with_it_does_not_keep_it(w: World) -> None:
    seal = in_use(w, seal_no="Q-01", name="签名章", kind="signature", signer=w.o.deputy)
    with pytest.raises(BadInput, match="签名人本人"):
        appoint(
            seal,
            by=fresh(w.director),
            keeper=w.o.deputy,
            stand_in=w.stand_in,
            supervisor=w.supervisor,
            paper="任",
        )


def test_doubts_of_many_cost_no_more(w: World, django_assert_num_queries: Any) -> None:
    for n in range(3):
        in_use(w, seal_no=f"Z-{n}", name=f"章{n}", kind="special")
    for some in (Seal.objects.all()[:1], Seal.objects.all()):
        rows = list(some)
        with django_assert_num_queries(1):
            assert set(doubts(rows, timezone.now()).values()) == {""}


def test_a_told_time_counts(w: World) -> None:
    gone(w, timezone.localdate() + timedelta(3))
    with told(morning(timezone.localdate() + timedelta(3))):
        assert "不在岗" in why(w)
