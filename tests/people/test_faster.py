"""Two administrators, two pages: each form carries what it was drawn from, the slower is told who was faster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from docflow.web.errors import Faster
from people import drawn
from people.actions import deputies, guard, persons, posts, units
from people.models import Appointment, Delegation, Person, Post, Roster, Unit
from people.roles import Role
from people.views.own import ViewForm
from tests.office import Office, fresh, make_office, person
from tests.people.test_pages import fields
from tests.races.threads import at_once
from workflow import spine
from workflow.models import Entry
from workflow.spine import Done

TODAY = timezone.localdate()
DAY = timedelta(days=1)


def page_of(who: Person) -> str:
    return f"/people/persons/{who.pk}/"


@pytest.fixture
def two(office: Office) -> tuple[Client, Client]:
    """The system administrator and the security administrator, each at his own machine."""
    one, other = Client(), Client()
    one.force_login(office.admin)
    other.force_login(office.secadmin)
    return one, other


def test_he_left_on_the_day_the_first_one_said(office: Office, two: tuple[Client, Client]) -> None:
    one, other = two
    leaver = office.unit3_clerk
    mine, his = (fields(c.get(page_of(leaver)), "leave_form") for c in two)
    early, late = TODAY - 2 * DAY, TODAY
    assert one.post(f"{page_of(leaver)}leave/", {**mine, "left_on": early}).status_code == 302
    refused = other.post(f"{page_of(leaver)}leave/", {**his, "left_on": late})
    assert refused.status_code == 409
    html = refused.content.decode()
    assert "朱十十" in html
    assert "已停用" in html
    gone = fresh(leaver)
    assert (gone.left_on, Appointment.objects.get(person=leaver).until) == (early, early)
    assert Entry.objects.filter(verb="deactivate").count() == 1


def test_who_is_back_does_not_come_back_again(office: Office, two: tuple[Client, Client]) -> None:
    one, other = two
    leaver = office.unit3_clerk
    one.post(f"{page_of(leaver)}leave/", fields(one.get(page_of(leaver)), "leave_form"))
    mine, his = (fields(c.get(page_of(leaver)), "return_form") for c in two)
    assert one.post(f"{page_of(leaver)}return/", mine).status_code == 302
    assert other.post(f"{page_of(leaver)}return/", his).status_code == 409
    assert Entry.objects.filter(verb="reactivate").count() == 1


def test_appointing_and_ending(office: Office, two: tuple[Client, Client]) -> None:
    one, other = two
    who = office.unit3_clerk
    seat = Appointment.objects.get(person=who)
    post = Post.objects.create(unit=office.unit3, title="副处长", role=Role.UNIT_HEAD)
    drawn_by_other = other.get(page_of(who))
    mine = {**fields(one.get(page_of(who)), "appoint_form"), "post": post.pk}
    assert one.post(f"{page_of(who)}appoint/", mine).status_code == 302
    his = {**fields(drawn_by_other, "leave_form"), "until": TODAY}
    refused = other.post(f"{page_of(who)}{seat.pk}/", his)
    assert refused.status_code == 409
    assert "副处长" in refused.content.decode()
    his = {**fields(drawn_by_other, "appoint_form"), "post": post.pk, "since": TODAY + 9 * DAY}
    assert other.post(f"{page_of(who)}appoint/", his).status_code == 409
    again = fields(other.get(page_of(who)), "leave_form")
    assert other.post(f"{page_of(who)}{seat.pk}/", {**again, "until": TODAY}).status_code == 302


def test_deputies(office: Office, two: tuple[Client, Client]) -> None:
    one, other = two
    mine, his = (
        {**fields(c.get(page_of(office.chief)), "deputy_form"), "deputy": office.deputy.pk, "until": TODAY}
        for c in two
    )
    assert one.post(f"{page_of(office.chief)}deputy/", mine).status_code == 302
    assert other.post(f"{page_of(office.chief)}deputy/", his).status_code == 409
    row = Delegation.objects.get(principal=office.chief)
    backs = [dict(c.get(page_of(office.chief)).context["deputies"])[row] for c in two]
    for client, back, said in ((one, backs[0], "已收回"), (other, backs[1], "朱十十")):
        url = f"/settings/deputies/{row.pk}/end/"
        answer = client.post(url, {f.html_name: f.value() for f in back}, follow=True)
        assert said in answer.content.decode()
    assert Entry.objects.filter(verb="deputy_end").count() == 1


def test_units_and_posts(office: Office, two: tuple[Client, Client]) -> None:
    one, other = two
    page = f"/people/units/{office.sender.pk}/"
    post = Post.objects.create(unit=office.sender, title="空", role=Role.UNIT_CLERK)
    mine, his = (c.get(page).context for c in two)
    for client, context, answer in ((one, mine, 302), (other, his, 409)):
        [shown] = context["posts"]
        sent = {"key": f"post{answer}{'k' * 20}", "seen": shown.seen}
        assert client.post(f"/people/posts/{post.pk}/close/", sent).status_code == answer
    for client, context, answer in ((one, mine, 302), (other, his, 409)):
        sent = {f.html_name: f.value() for f in context["switch"]}
        assert client.post(f"{page}close/", sent).status_code == answer
    mine, his = (c.get(page).context for c in two)
    for client, context, answer in ((one, mine, 302), (other, his, 409)):
        sent = {f.html_name: f.value() for f in context["switch"]}
        assert client.post(f"{page}open/", sent).status_code == answer


@pytest.mark.parametrize("what", ["appoint", "deputy", "leave", "return", "{seat}"])
def test_no_form_goes_without_what_it_was_drawn_from(what: str, office: Office, two: Any) -> None:
    seat = Appointment.objects.get(person=office.unit3_clerk)
    post = Post.objects.create(unit=office.unit3, title="副处长", role=Role.UNIT_HEAD)
    sent = {"key": "k" * 24, "post": post.pk, "since": TODAY, "until": TODAY, "left_on": TODAY,
            "deputy": office.head.pk}  # fmt: skip
    url = f"{page_of(office.unit3_clerk)}{what.format(seat=seat.pk)}/"
    assert two[0].post(url, sent).status_code == 422
    for url in (f"/people/units/{office.sender.pk}/close/", f"/people/posts/{seat.post_id}/close/"):
        assert two[0].post(url, sent).status_code == 422
    name = {"key": "k" * 24, "name": "新", "username": "neu", "rank": 3, "order": 1, "kind": "organ",
            "relation": "subordinate"}  # fmt: skip
    for url in (f"/people/units/{office.sender.pk}/", page_of(office.unit3_clerk)):
        assert two[0].post(url, name).status_code == 422
    assert not Entry.objects.exists()


def test_a_row_saved_from_an_old_copy_brings_nobody_back(office: Office) -> None:
    """Saving a name writes the name: not whether he is still here, which somebody has just changed."""
    old = fresh(office.unit3_clerk)
    persons.deactivate(Roster.the(), by=fresh(office.admin), person=fresh(old), left_on=TODAY)
    old.phone = "8012"
    persons.save_person(Roster.the(), by=fresh(office.secadmin), person=old)
    now = fresh(old)
    assert (now.is_active, now.left_on, now.phone) == (False, TODAY, "8012")
    unit = Unit.objects.get(pk=office.sender.pk)
    units.close_unit(Roster.the(), by=fresh(office.admin), unit=office.sender)
    unit.order = 3
    units.save_unit(Roster.the(), by=fresh(office.admin), unit=unit)
    assert not Unit.objects.get(pk=unit.pk).is_active


def test_what_he_sets_for_himself_brings_him_not_back(office: Office, client: Client) -> None:
    client.force_login(office.unit3_clerk)
    own = {"form": "view", "text_size": "xl", "single_keys": "on"}

    def leave_meanwhile(self: Any) -> dict[str, Any]:
        persons.deactivate(Roster.the(), by=fresh(office.admin), person=fresh(self.instance), left_on=TODAY)
        return dict(self.cleaned_data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ViewForm, "clean", leave_meanwhile)
        client.post("/settings/", own)
    assert (fresh(office.unit3_clerk).is_active, fresh(office.unit3_clerk).text_size) == (False, "xl")


def leavers(office: Office) -> list[Callable[[], Any]]:
    """Sixteen tries from the same page, by two administrators, each with a day of his own."""
    who = office.unit3_clerk
    seen = guard.fingerprint(drawn.of_person(who))
    return [
        partial(
            persons.deactivate,
            Roster.the(),
            by=fresh(office.admin if i % 2 else office.secadmin),
            person=fresh(who),
            left_on=TODAY - i * DAY,
            seen=seen,
        )
        for i in range(16)
    ]


@pytest.mark.django_db(transaction=True)
def test_one_of_sixteen_wins() -> None:
    office = make_office()
    results = at_once(leavers(office))
    won = [r for r in results if isinstance(r, Done)]
    assert len(won) == 1, results
    assert all(isinstance(r, Faster) and r.who and r.when for r in results if r not in won), results
    gone = fresh(office.unit3_clerk)
    assert str(gone.left_on) == won[0].entry.data["left_on"]
    assert Appointment.objects.get(person=gone).until == gone.left_on


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_several_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: where the roster is not locked, what a form was drawn from is compared in vain.

    The unique number of the entry stops the others only afterwards, and names nobody.
    """

    @contextmanager
    def unlocked(subject: Any) -> Iterator[Any]:
        row = type(subject)._default_manager.get(pk=subject.pk)
        row.locked_at, row.task_keys = spine.database_now(), []
        yield row

    office = make_office()
    person("other", "别人", office.unit3, Role.UNIT_HEAD)
    monkeypatch.setattr(spine, "locked", unlocked)
    monkeypatch.setattr("people.actions.leaving.wait_for_givers", lambda: None)  # a lock, too
    passed = 0
    for _ in range(6):  # a race is a matter of luck: a few crowds make it certain
        results = at_once(leavers(office))
        passed = max(passed, sum(isinstance(r, Done) or not getattr(r, "who", "") for r in results))
        Person.objects.filter(pk=office.unit3_clerk.pk).update(is_active=True, left_on=None)
        Appointment.objects.filter(person=office.unit3_clerk).update(until=None)
    assert passed > 1


def test_acts_say_what_no_form_was_needed_for(office: Office) -> None:
    """Called without a form: what is done already is refused all the same."""
    by, who = fresh(office.admin), office.unit3_clerk
    persons.deactivate(Roster.the(), by=by, person=who, left_on=TODAY)
    post = Post.objects.create(unit=office.unit3, title="空", role=Role.UNIT_CLERK)
    stale = fresh(who)
    stale.is_active = True
    posts.close_post(Roster.the(), by=by, post=post)
    units.close_unit(Roster.the(), by=by, unit=office.sender)
    row = Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=TODAY)
    deputies.end_deputy(Roster.the(), by=by, delegation=row)
    late: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (persons.deactivate, {"person": stale, "left_on": TODAY}),
        (persons.reactivate, {"person": office.chief}),
        (posts.close_post, {"post": post}),
        (units.close_unit, {"unit": office.sender}),
        (units.open_unit, {"unit": office.unit}),
        (deputies.end_deputy, {"delegation": row}),
    ]
    for action, given in late:
        with pytest.raises(Faster):
            action(Roster.the(), by=by, **given)
