"""The demo is everybody's: whoever is added can work, and nobody is locked out for the next visitor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from docflow.web.errors import BadInput
from people.actions import persons
from people.models import Appointment, Person, Post, Roster
from people.roles import Role
from tests.office import Office, fresh
from tests.people.test_pages import fields

NEW = "Zw7-lake-birch"
OWN = "Quiet-harbour-9"


@pytest.fixture
def demo(office: Office, settings: Any) -> Iterator[Office]:
    Person.objects.update(is_demo=True)
    settings.DEMO = True
    cache.delete("demo_people")
    yield office
    cache.delete("demo_people")


def test_a_person_added_in_the_demo_can_log_in_and_work(demo: Office, client: Client) -> None:
    client.force_login(fresh(demo.admin))
    typed = {**fields(client.get("/people/persons/new/")), "username": "fang", "name": "方新", "rank": 20}
    assert client.post("/people/persons/new/", {**typed, "password": NEW}).status_code == 302
    post = Post.objects.create(unit=demo.section, title="文书", role=Role.CLERK, rank=11)
    Appointment.objects.create(person=Person.objects.get(username="fang"), post=post, since="2024-01-02")
    his = Client()
    his.post("/login/", {"username": "fang", "password": NEW})
    assert his.get("/").headers["Location"] == "/settings/"
    page = his.get("/settings/").content.decode()
    assert 'name="new_password1"' in page
    own = {"form": "password", "old_password": NEW, "new_password1": OWN, "new_password2": OWN}
    assert his.post("/settings/", own).status_code == 302
    assert his.get("/").status_code == 200
    assert "方新" in his.get(reverse("register_new")).content.decode()


def test_a_demo_account_keeps_its_public_password(demo: Office, client: Client) -> None:
    client.force_login(fresh(demo.admin))
    page = f"/people/persons/{demo.clerk.pk}/"
    drawn = client.get(page)
    assert "公开" in drawn.content.decode()
    refused = client.post(page, {**fields(drawn), "password": NEW})
    assert refused.status_code == 422
    assert "公开" in str(refused.context["form"].errors["password"])
    with pytest.raises(BadInput) as refusal:
        persons.save_person(Roster.the(), by=fresh(demo.admin), person=fresh(demo.clerk), password=NEW)
    assert refusal.value.field == "password"
    assert fresh(demo.clerk).check_password("docflow-demo")
    assert client.post(page, {**fields(client.get(page)), "phone": "8012"}).status_code == 302


def test_he_himself_cannot_change_it_either(demo: Office, client: Client) -> None:
    client.post("/login/", {"username": "chen", "password": "docflow-demo"})
    assert 'name="new_password1"' not in client.get("/settings/").content.decode()
    own = {"form": "password", "old_password": "docflow-demo", "new_password1": OWN, "new_password2": OWN}
    client.post("/settings/", own)
    assert fresh(demo.clerk).check_password("docflow-demo")


def test_nobody_of_the_demo_is_sent_to_a_form_that_is_not_there(demo: Office, client: Client) -> None:
    """As in an office where this could still be done."""
    Person.objects.filter(pk=demo.clerk.pk).update(must_change_password=True)
    client.post("/identity/", {"username": "chen"})
    assert client.get("/").status_code == 200
    assert "先改成自己的密码" not in client.get("/settings/").content.decode()


def test_outside_the_demo_its_accounts_open_nothing(demo: Office, client: Client, settings: Any) -> None:
    settings.DEMO = False
    assert client.post("/login/", {"username": "chen", "password": "docflow-demo"}).status_code == 422
    Person.objects.filter(username="chen").update(is_demo=False)
    assert client.post("/login/", {"username": "chen", "password": "docflow-demo"}).status_code == 302


def test_the_switch_shows_who_is_there(demo: Office, client: Client) -> None:
    """Somebody added is no identity of the switch: it must not seem that he is the first of the list."""
    Person.objects.filter(pk=demo.clerk.pk).update(is_demo=False)
    client.force_login(fresh(demo.clerk))
    assert 'value="" selected>陈三三</option>' in client.get("/").content.decode()
    assert client.post("/identity/", {"username": "", "next": "/"}).headers["Location"] == "/"
