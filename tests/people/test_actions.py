"""Each act on the organisation: what it writes, what it refuses, whom it never leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from people.actions import deputies, persons, posts, units
from people.actions.guard import fingerprint
from people.models import Appointment, Delegation, Person, Post, Roster, Unit
from people.roles import Role
from tests.office import SINCE, Office, appoint, fresh, handling, person, registered
from tests.races.threads import at_once
from workflow.models import Entry
from workflow.replay import differences

TODAY = timezone.localdate()
DAY = timedelta(days=1)


def run(action: Callable[..., Any], by: Person, **kwargs: Any) -> Any:
    return action(Roster.the(), by=fresh(by), **kwargs)


def seat_of(who: Person) -> Appointment:
    return Appointment.objects.select_related("post__unit").get(person=who)


@pytest.mark.parametrize("who", ["clerk", "chief", "leader", "head", "outsider", "auditor"])
def test_only_the_two_administrators(office: Office, who: str) -> None:
    by, post = getattr(office, who), seat_of(office.clerk).post
    before = Entry.objects.count()
    tried: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (units.save_unit, {"unit": Unit(name="新单位")}),
        (units.close_unit, {"unit": office.unit3}),
        (units.open_unit, {"unit": office.unit3}),
        (persons.save_person, {"person": Person(username="x", name="某")}),
        (persons.deactivate, {"person": office.unit3_clerk, "left_on": TODAY}),
        (persons.reactivate, {"person": office.unit3_clerk}),
        (posts.save_post, {"post": Post(unit=office.unit, title="某", role=Role.LEADER)}),
        (posts.close_post, {"post": post}),
        (posts.appoint, {"person": office.handler, "post": post, "since": TODAY}),
        (posts.end_appointment, {"appointment": seat_of(office.unit3_clerk), "until": TODAY}),
        (
            deputies.deputise,
            {"principal": office.leader2, "deputy": office.handler, "since": TODAY, "until": TODAY},
        ),
    ]
    for action, given in tried:
        with pytest.raises(NotAllowed):
            run(action, by, **given)
    assert Entry.objects.count() == before


def test_what_an_entry_keeps(office: Office) -> None:
    office.unit.short_name = "水利厅"
    done = run(units.save_unit, office.admin, unit=office.unit)
    assert done.entry.data["changed"] == {"short_name": ["省水利厅", "水利厅"]}
    office.clerk.phone = "8012"
    done = run(persons.save_person, office.admin, person=office.clerk, password="Zw7-lake-birch")
    assert done.entry.data["changed"] == {"phone": ["", "8012"]}
    assert "Zw7" not in str(done.entry.data)
    assert list(differences(Roster)) == []


def test_a_password_from_somebody_else_must_be_changed(office: Office) -> None:
    run(persons.save_person, office.admin, person=office.clerk, password="Zw7-lake-birch")
    assert fresh(office.clerk).must_change_password


def test_somebody_changed_it_since_the_form_was_drawn(office: Office) -> None:
    seen = fingerprint(units.as_saved(office.unit))
    Unit.objects.filter(pk=office.unit.pk).update(order=7)
    with pytest.raises(Faster):
        run(units.save_unit, office.admin, unit=office.unit, seen=seen)
    mine = fresh(office.clerk)
    mine.name = "陈三三三"
    run(persons.save_person, office.admin, person=mine, seen=fingerprint(persons.as_saved(mine)))


def test_names_are_unique_also_in_a_race(office: Office) -> None:
    with pytest.raises(BadInput) as refusal:
        run(
            persons.save_person,
            office.admin,
            person=Person(username=" CHEN", name="某"),
            password="Zw7-lake-birch",
        )
    assert refusal.value.field == "username"
    with pytest.raises(BadInput):
        run(units.save_unit, office.admin, unit=Unit(name=office.unit.name))
    with pytest.raises(BadInput):
        run(units.save_unit, office.admin, unit=Unit(name="另一个本机关", kind="office"))


def test_a_unit_never_stands_under_itself(office: Office) -> None:
    office.unit.parent = office.unit2
    run(units.save_unit, office.admin, unit=office.unit)
    office.unit2.parent = office.unit
    with pytest.raises(BadInput):
        run(units.save_unit, office.admin, unit=office.unit2)


def test_closing_a_unit_names_all_reasons(office: Office) -> None:
    handling(office)
    office.unit3.parent = office.unit
    office.unit3.save()
    with pytest.raises(Incomplete) as refusal:
        run(units.close_unit, office.admin, unit=office.unit)
    assert len(refusal.value.reasons) == 3
    with pytest.raises(Incomplete):
        run(units.close_unit, office.admin, unit=office.office)
    run(units.close_unit, office.admin, unit=office.sender)
    assert not Unit.objects.get(pk=office.sender.pk).is_active
    run(units.open_unit, office.admin, unit=office.sender)
    assert Unit.objects.get(pk=office.sender.pk).is_active


def test_a_post_is_closed_when_empty(office: Office) -> None:
    seat = seat_of(office.unit3_clerk)
    with pytest.raises(Incomplete):
        run(posts.close_post, office.admin, post=seat.post)
    run(posts.end_appointment, office.admin, appointment=seat, until=TODAY - DAY)
    run(posts.close_post, office.admin, post=seat.post)
    with pytest.raises(BadInput):
        run(posts.appoint, office.admin, person=office.unit3_clerk, post=seat.post, since=TODAY)


def test_several_posts_and_no_overlap(office: Office) -> None:
    post = Post.objects.create(unit=office.unit2, title="兼职", role=Role.UNIT_HEAD, rank=5)
    run(posts.appoint, office.admin, person=office.head, post=post, since=TODAY, until=TODAY + DAY)
    assert fresh(office.head).hats.units == {office.unit.pk, office.unit2.pk}
    with pytest.raises(BadInput):
        run(posts.appoint, office.admin, person=office.head, post=post, since=TODAY + DAY)
    run(posts.appoint, office.admin, person=office.head, post=post, since=TODAY + 2 * DAY)
    with pytest.raises(BadInput):
        run(posts.appoint, office.admin, person=office.head, post=post, since=TODAY, until=TODAY - DAY)


def test_no_administrator_serves_himself_or_two_masters(office: Office) -> None:
    post = seat_of(office.clerk).post
    with pytest.raises(NotAllowed):
        run(posts.appoint, office.admin, person=office.admin, post=post, since=TODAY)
    with pytest.raises(BadInput):
        run(posts.appoint, office.admin, person=office.secadmin, post=post, since=TODAY)
    audit = seat_of(office.auditor).post
    with pytest.raises(BadInput):
        run(posts.appoint, office.admin, person=office.clerk, post=audit, since=TODAY)
    with pytest.raises(BadInput):
        run(posts.appoint, office.admin, person=office.secadmin, post=audit, since=TODAY)
    assert fresh(office.secadmin).hats.roles == {Role.SECADMIN}


def test_the_last_administrator_stays(office: Office) -> None:
    seat = seat_of(office.admin)
    for action, given in [
        (posts.end_appointment, {"appointment": seat, "until": TODAY}),
        (persons.deactivate, {"person": office.admin, "left_on": TODAY}),
    ]:
        with pytest.raises(Incomplete):
            run(action, office.secadmin, **given)
    other = person("zhu2", "朱二", office.office, Role.SYSADMIN)
    run(persons.deactivate, other, person=office.admin, left_on=TODAY)


def test_an_appointment_ends_when_another_takes_over(office: Office) -> None:
    handling(office)  # the unit holds the task
    seat, other = seat_of(office.unit_clerk), seat_of(office.head)
    run(posts.end_appointment, office.admin, appointment=seat, until=TODAY)
    with pytest.raises(Incomplete):
        run(posts.end_appointment, office.admin, appointment=other, until=TODAY + DAY)
    late = Appointment.objects.create(person=office.handler, post=other.post, since=TODAY + 2 * DAY)
    run(posts.end_appointment, office.admin, appointment=other, until=TODAY + DAY)
    assert late.until is None
    with pytest.raises(BadInput):  # an end is not moved out again by the back door
        run(posts.end_appointment, office.admin, appointment=other, until=TODAY + 5 * DAY)


def test_a_person_with_work_cannot_leave(office: Office) -> None:
    registered(office)
    with pytest.raises(Incomplete, match="1 件"):
        run(persons.deactivate, office.admin, person=office.handler, left_on=TODAY)
    assert fresh(office.handler).is_active


def test_two_posts_in_one_unit_are_still_one_pair_of_hands(office: Office) -> None:
    handling(office)
    run(persons.deactivate, office.admin, person=office.head, left_on=TODAY)
    appoint(office.unit_clerk, office.unit, Role.UNIT_HEAD, 12)
    with pytest.raises(Incomplete):
        run(persons.deactivate, office.admin, person=office.unit_clerk, left_on=TODAY)
    assert Appointment.objects.filter(person=office.unit_clerk, until=None).count() == 2


def test_leaving_ends_everything_but_the_name(office: Office) -> None:
    appoint(office.leader, office.section, Role.DEPUTY_SG)
    later = Post.objects.create(unit=office.unit, title="以后", role=Role.UNIT_HEAD)
    Appointment.objects.create(person=office.leader, post=later, since=TODAY + 30 * DAY)
    run(persons.deactivate, office.admin, person=office.leader, left_on=TODAY)
    gone = fresh(office.leader)
    assert (gone.is_active, gone.left_on, gone.name) == (False, TODAY, "赵六")
    assert not Appointment.objects.filter(person=gone, until=None).exists()
    assert not Delegation.objects.filter(ended_at=None).exists()
    assert fresh(office.secretary).hats.stand_ins == []
    run(persons.reactivate, office.admin, person=gone)
    assert fresh(office.leader).hats.seats != []  # the last day is today
    appoint(office.clerk2, office.unit3, Role.UNIT_HEAD)
    for day in (TODAY + DAY, SINCE - DAY):
        with pytest.raises(BadInput):
            run(persons.deactivate, office.admin, person=office.clerk2, left_on=day)
    assert Appointment.objects.filter(person=office.clerk2, until=None).count() == 2
    with pytest.raises(NotAllowed):
        run(persons.deactivate, office.admin, person=office.admin, left_on=TODAY)


def deputise(office: Office, by: Person, who: Person, whom: Person, **given: Any) -> Any:
    term = {"since": TODAY, "until": TODAY + 3 * DAY}
    return run(deputies.deputise, by, principal=whom, deputy=who, **{**term, **given})


@pytest.mark.parametrize(
    ("who", "term"),
    [
        ("chief", {}),
        ("admin", {}),
        ("auditor", {}),
        ("deputy", {"until": TODAY - DAY}),
        ("deputy", {"since": TODAY + DAY, "until": TODAY}),
    ],
)
def test_no_such_deputy(office: Office, who: str, term: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        deputise(office, office.chief, getattr(office, who), office.chief, **term)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"until": None}, "until"),
        ({"until": None, "kinds": ["review"]}, "until"),
        ({"until": None, "kinds": ["record", "review"]}, "until"),
        ({"kinds": ["rule the world"]}, "kinds"),
    ],
)
def test_a_deputys_term_is_the_acts_affair(office: Office, given: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        deputise(office, office.chief, office.deputy, office.chief, **given)
    assert refusal.value.field == field
    deputise(office, office.leader2, office.secretary, office.leader2, until=None, kinds=["record"])


def test_who_sits_nowhere_is_no_deputy(office: Office) -> None:
    Appointment.objects.filter(person=office.deputy).update(until=TODAY - DAY)
    with pytest.raises(BadInput) as refusal:
        deputise(office, office.chief, office.deputy, office.chief)
    assert refusal.value.field == "deputy"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "office"}, "relation"),
        ({"relation": "self"}, "relation"),
        ({"kind": "planet"}, "kind"),
        ({"relation": "friend"}, "relation"),
        ({"name": ""}, "name"),
        ({"short_name": "x" * 41}, "short_name"),
    ],
)
def test_a_unit_is_the_acts_affair(office: Office, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        run(units.save_unit, office.admin, unit=Unit(**{"name": "新单位", **wrong}))
    assert refusal.value.field == field
    assert not Unit.objects.filter(name="新单位").exists()


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "zhangsanfeng"])
def test_a_password_is_the_acts_affair(office: Office, password: str) -> None:
    new = Person(username="zhangsanfeng", name="张三丰")
    with pytest.raises(BadInput) as refusal:
        run(persons.save_person, office.admin, person=new, password=password)
    assert refusal.value.field == "password"
    with pytest.raises(BadInput):
        run(persons.save_person, office.admin, person=fresh(office.clerk), password="short")
    assert fresh(office.clerk).check_password("docflow-demo")


@pytest.mark.parametrize(
    ("wrong", "field"), [({"username": "a b"}, "username"), ({"name": ""}, "name"), ({"rank": None}, "rank")]
)
def test_a_person_and_a_post_are_the_acts_affair(office: Office, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        run(persons.save_person, office.admin, person=Person(**{"username": "n", "name": "新", **wrong}))
    assert refusal.value.field == field
    with pytest.raises(BadInput) as refusal:
        run(posts.save_post, office.admin, post=Post(unit=office.unit, title="某", role="king"))
    assert refusal.value.field == "role"
    run(units.close_unit, office.admin, unit=office.sender)
    with pytest.raises(BadInput):
        run(posts.save_post, office.admin, post=Post(unit=office.sender, title="某", role=Role.LEADER))


def test_deputies_come_and_go(office: Office) -> None:
    deputise(office, office.chief, office.deputy, office.chief, kinds=["review"])
    with pytest.raises(BadInput):
        deputise(office, office.deputy, office.chief, office.deputy)  # a circle
    deputise(
        office, office.deputy, office.chief, office.deputy, since=TODAY + 9 * DAY, until=TODAY + 10 * DAY
    )
    row = Delegation.objects.get(deputy=office.deputy)
    with pytest.raises(NotAllowed):
        run(deputies.end_deputy, office.clerk, delegation=row)
    run(deputies.end_deputy, office.chief, delegation=row)
    row.refresh_from_db()
    ended = row.ended_at
    with pytest.raises(Faster):
        run(deputies.end_deputy, office.admin, delegation=row)
    row.refresh_from_db()
    assert row.ended_at == ended
    assert fresh(office.deputy).hats.stand_ins == []


def test_the_administrator_names_a_deputy_for_somebody_on_leave(office: Office) -> None:
    deputise(office, office.admin, office.deputy, office.chief)
    entry = Entry.objects.latest("pk")
    assert (entry.actor_name, entry.verb) == ("朱十十", "deputise")
    with pytest.raises(BadInput):  # but never himself
        deputise(office, office.admin, office.admin, office.leader)


def test_a_form_sent_twice(office: Office) -> None:
    one = run(
        persons.save_person,
        office.admin,
        person=Person(username="n", name="新"),
        password="Zw7-lake-birch",
        key="k" * 20,
    )
    two = run(
        persons.save_person,
        office.admin,
        person=Person(username="n", name="新"),
        password="Zw7-lake-birch",
        key="k" * 20,
    )
    assert (one.entry.pk, two.replayed) == (two.entry.pk, True)
    assert Person.objects.filter(username="n").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_circle_of_two_at_once() -> None:
    from tests.office import make_office

    office = make_office()
    pair = [(office.chief, office.deputy), (office.deputy, office.chief)]
    results = at_once([partial(deputise, office, a, b, a) for a, b in pair])
    assert sorted(isinstance(r, Refusal) for r in results) == [False, True], results
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_delegation WHERE kinds = '{}'")
        assert cursor.fetchone() == (1,)
