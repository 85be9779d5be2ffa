"""A person without a seat today does no work: not from his list, not from an old page, not for or through others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert
from docflow import tasks
from docflow.web.errors import Incomplete, NotAllowed
from documents.actions.reading import circulate
from documents.actions.transferring import reassign
from documents.models import Document
from people.actions import persons, posts
from people.behind import behind
from people.models import Appointment, Delegation, Person, Roster
from people.roles import Role
from people.stranded import stranded
from tests.office import Office, appoint, approve, circulating, fresh, registered, reviewing
from workflow.models import Task

TODAY = timezone.localdate()
DAY = timedelta(days=1)


def run_out(*people: Person) -> None:
    """The last day that was written when they were appointed has passed. What was done before is checked before."""
    check_now()
    Appointment.objects.filter(person__in=people).update(until=TODAY - DAY)


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def end(office: Office, who: Person, until: Any) -> Any:
    seat = Appointment.objects.get(person=who)
    return posts.end_appointment(Roster.the(), by=fresh(office.admin), appointment=seat, until=until)


def held(who: Person) -> int:
    return Task.objects.live().filter(holder=who.principal).count()


@pytest.mark.parametrize("days", [-1, 0])
def test_the_last_appointment_does_not_end_over_open_work(office: Office, days: int) -> None:
    reviewing(office)
    with pytest.raises(Incomplete, match="1 件未办"):
        end(office, office.chief, TODAY + days * DAY)
    assert fresh(office.chief).hats.seats


def test_nor_over_papers_to_read(office: Office) -> None:
    circulating(office, [office.leader2])
    with pytest.raises(Incomplete, match="1 件待阅"):
        end(office, office.leader2, TODAY - DAY)


def test_it_ends_where_another_seat_goes_on(office: Office) -> None:
    reviewing(office)
    seat = Appointment.objects.get(person=office.chief)
    appoint(office.chief, office.office, Role.OFFICE_DIRECTOR)
    posts.end_appointment(Roster.the(), by=fresh(office.admin), appointment=seat, until=TODAY - DAY)
    assert fresh(office.chief).hats.acts_for(office.chief.principal, "review")[0]


def test_a_seat_that_begins_later_is_no_seat_today(office: Office) -> None:
    reviewing(office)
    later = appoint(office.chief, office.office, Role.OFFICE_DIRECTOR)
    Appointment.objects.filter(post=later).update(since=TODAY + 5 * DAY)
    seat = Appointment.objects.exclude(post=later).get(person=office.chief)
    with pytest.raises(Incomplete):
        posts.end_appointment(Roster.the(), by=fresh(office.admin), appointment=seat, until=TODAY - DAY)


def test_a_last_day_to_come_is_planned_and_says_what_is_open(office: Office) -> None:
    reviewing(office)
    done = end(office, office.chief, TODAY + 5 * DAY)
    assert "1 件" in done.said
    assert fresh(office.chief).hats.seats


def test_he_owes_nothing_and_can_do_nothing(office: Office, client: Client) -> None:
    doc = reviewing(office)
    client.force_login(office.chief)
    assert doc.title in client.get("/").content.decode()
    run_out(office.chief)
    hats = fresh(office.chief).hats
    assert (hats.own, hats.all, hats.roles) == (set(), set(), set())
    assert doc.title not in client.get("/").content.decode()
    assert client.get(f"/documents/{doc.ref}/").status_code == 404
    sent = {"key": "k" * 24, "version": doc.version, "opinion": "同意。"}
    assert client.post(reverse("act", args=[doc.ref, "approve"]), sent).status_code == 404
    with pytest.raises(NotAllowed):
        approve(doc, by=fresh(office.chief), expected_version=doc.version)
    doc.refresh_from_db()
    assert doc.state == "reviewing"


def test_it_is_found_told_and_handed_over(office: Office) -> None:
    doc = reviewing(office)
    circulate(doc, by=office.handler, readers=[office.leader2], note="请阅知")
    run_out(office.chief, office.leader2)
    assert {(row.holder, row.tasks) for row in stranded()} == {
        (office.chief.principal, 1),
        (office.leader2.principal, 1),
    }
    with pytest.raises(CommandError):
        call_command("stranded")
    tasks.stranded()
    told = set(Alert.objects.filter(said__contains="2 处").values_list("recipient", flat=True))
    assert told == {office.admin.pk, office.deputy.pk}  # who appoints, and who hands over
    task = Task.objects.about(doc).get(holder=office.chief.principal)
    given = {"task_id": task.pk, "to": office.deputy, "reason": "已离任"}
    reassign(doc, by=fresh(office.deputy), expected_version=doc.version, **given)
    assert [row.holder for row in stranded()] == [office.leader2.principal]


def test_the_database_counts_no_holder_without_a_seat(office: Office) -> None:
    doc = registered(office)
    run_out(office.handler)
    with pytest.raises(IntegrityError, match="no_open_holder"), transaction.atomic():  # noqa: PT012
        Document.objects.filter(pk=doc.pk).update(copies=2)
        check_now()


def test_what_comes_back_goes_to_who_is_there(office: Office) -> None:
    """The proposer's last day has passed while the chief had it: it is followed by who keeps it now."""
    doc = registered(office, kind="report", category="reading")
    doc = reviewing(office, doc, lead_unit=None, leaders=[], readers=[office.leader2])
    run_out(office.handler)
    doc = approve(doc, by=office.chief, expected_version=doc.version).subject
    assert Task.objects.about(doc).get(kind="follow").holder == office.chief.principal


@pytest.mark.parametrize("gone", ["principal", "deputy"])
def test_a_deputy_needs_two_seats(office: Office, gone: str) -> None:
    """His own and that of the one he stands in for: what ended cannot be lent, and who left lends no hand."""
    Delegation.objects.create(principal=office.chief, deputy=office.clerk2, since=TODAY)
    assert fresh(office.clerk2).hats.acts_for(office.chief.principal, "review")[0]
    run_out(office.chief if gone == "principal" else office.clerk2)
    assert fresh(office.clerk2).hats.stand_ins == []
    able = behind([office.chief.principal], timezone.now(), kind="review")
    assert able == ([] if gone == "principal" else [office.chief.pk])


def test_an_administrators_seat_makes_no_hands(office: Office) -> None:
    doc = reviewing(office)
    run_out(office.chief)
    appoint(office.chief, office.office, Role.SECADMIN)
    assert not fresh(office.chief).hats.acts_for(office.chief.principal, "review")[0]
    assert [row.holder for row in stranded()] == [office.chief.principal]
    assert doc.state == "reviewing"


def test_leaving_is_refused_all_the_same(office: Office) -> None:
    reviewing(office)
    run_out(office.chief)
    assert held(office.chief) == 1
    with pytest.raises(Incomplete):
        persons.deactivate(Roster.the(), by=fresh(office.admin), person=office.chief, left_on=TODAY)
