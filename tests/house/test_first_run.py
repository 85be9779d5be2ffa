"""An empty office: two steps, one winner, then a list of what is missing; the demo stays out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from docflow import checks
from docflow.first_run import needs
from docflow.web.errors import Faster
from people.actions.first_run import open_office
from people.models import Appointment, Person, Post, Roster, Unit
from people.roles import Role
from tests.office import fresh, make_office, person
from tests.races.threads import at_once
from workflow.models import Entry
from workflow.replay import differences

OFFICE = {"form": "office", "name": "云川市人民政府办公室", "short_name": "市府办", "number_code": "云政办"}
WHO = {"form": "administrator", "username": "Admin1", "name": "管一", "password": "Zw7-lake-birch", "again": "Zw7-lake-birch"}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_demo(settings: Any) -> None:
    settings.DEMO, settings.OFFICE_NAME = False, ""
    cache.delete("office_name")


def sent(client: Client, data: dict[str, str], **more: str) -> Any:
    key = client.get("/first-run/").context["who"]["key"].value()
    return client.post("/first-run/", {"key": key, **data, **more})


@pytest.mark.django_db
def test_from_nothing_to_the_list(client: Client) -> None:
    for url in ("/", "/documents/", "/people/", "/settings/", "/help/"):
        answer = client.get(url, follow=True)
        assert answer.redirect_chain[-1][0] == "/first-run/", url
    assert "先完成第 1 步" in client.get("/first-run/").content.decode()
    assert sent(client, WHO).status_code == 200  # the second step before the first does nothing
    assert not Person.objects.exists()
    assert sent(client, {**OFFICE, "name": ""}).status_code == 422
    assert sent(client, OFFICE).status_code == 302
    assert client.get("/first-run/").context["named"]["name"] == OFFICE["name"]  # left and resumed
    assert not Unit.objects.exists()
    for wrong in (
        {"password": "short", "again": "short"},
        {"again": "other"},
        {"username": "a b"},
        {"name": ""},
    ):
        assert sent(client, WHO, **wrong).status_code == 422, wrong
    short = sent(client, WHO, password="short", again="short").content.decode()
    assert "密码太短，至少 10 个字符。" in short
    done = sent(client, WHO)
    assert done.headers["Location"] == "/login/?next=/setup/"
    assert client.get("/first-run/").status_code == 404
    assert client.post("/first-run/", OFFICE).status_code == 404
    login = client.post("/login/", {**WHO, "next": "/setup/"})
    assert login.headers["Location"] == "/setup/"
    page = client.get("/setup/").content.decode()
    assert "云川市人民政府办公室" in page  # in the top bar
    assert 'action="/identity/"' not in page
    assert Unit.objects.get().kind == "office"
    assert Person.objects.get().hats.roles == {Role.SYSADMIN}
    assert Entry.objects.get().actor_name == "管一"
    assert list(differences(Roster)) == []


@pytest.mark.django_db
def test_the_second_browser_is_told(client: Client) -> None:
    other = Client()
    for browser in (client, other):
        sent(browser, OFFICE)
    key = other.get("/first-run/").context["who"]["key"].value()
    sent(client, WHO)
    assert other.post("/first-run/", {**WHO, "key": key}).status_code == 404
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once() -> None:
    Roster.the()
    calls = [
        lambda n=n: open_office(
            office=Unit(name=f"机关{n}"),
            person=Person(username=f"a{n}", name="某"),
            password="Zw7-lake-birch",
            key=f"{n}" * 20,
        )
        for n in range(8)
    ]
    results = at_once(calls)
    assert [type(r) for r in results].count(Faster) == 7, results
    assert (Person.objects.count(), Unit.objects.count(), Post.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_the_list_shrinks(client: Client) -> None:
    office = Unit.objects.create(name="办公室", kind="office", relation="self")
    admin = person("admin1", "管一", office, Role.SYSADMIN)
    client.force_login(admin)
    assert [n.done for n in needs()] == [False] * 8 + [True] * 2
    first = client.get("/setup/")
    assert first.context["missing"] == 8
    assert first.content.decode().count("缺</span>") == 8
    section = Unit.objects.create(name="秘书科", kind="section", parent=office)
    for login, role in [
        ("c", Role.CLERK),
        ("h", Role.HANDLER),
        ("w", Role.SECTION_CHIEF),
        ("l", Role.LEADER),
    ]:
        person(login, login, section, role)
    assert client.get("/setup/").context["missing"] == 2
    person("u", "u", Unit.objects.create(name="水利局", kind="organ"), Role.UNIT_CLERK)
    person("admin2", "管二", office, Role.SECADMIN)
    done = client.get("/setup/")
    assert done.context["missing"] == 0
    assert "齐了" in done.content.decode()
    client.force_login(Person.objects.get(username="c"))
    assert client.get("/setup/").status_code == 404


def drawn(page: Any, name: str = "form") -> dict[str, Any]:
    form = page.context[name]
    return {n: v for n in form.fields if (v := form[n].value()) not in (None, "")}


def row(client: Client, label: str) -> Any:
    return next(line for line in client.get("/setup/").context["lines"] if line.label == label)


@pytest.mark.django_db
def test_each_line_leads_to_the_right_form_and_back(client: Client) -> None:
    """A section is a section of our office, a clerk gets his post: nothing is to be known beforehand."""
    office = Unit.objects.create(name="办公室", kind="office", relation="self")
    client.force_login(person("admin1", "管一", office, Role.SYSADMIN))

    url = row(client, "内设处室").url
    given = drawn(client.get(url))
    assert (given["kind"], given["relation"], str(given["parent"])) == ("section", "internal", str(office.pk))
    saved = client.post(url, {**given, "name": "秘书科"})
    assert saved.headers["Location"] == "/setup/"
    section = Unit.objects.get(name="秘书科")
    assert row(client, "内设处室").done

    clerk = row(client, "文书")
    assert clerk.step == "先设「文书」职务"
    assert "先设「文书」职务</a>" in client.get("/setup/").content.decode()
    given = drawn(client.get(clerk.url))
    assert (given["role"], str(given["unit"])) == ("clerk", str(section.pk))
    assert client.post(clerk.url, {**given, "title": "文书"}).headers["Location"] == "/setup/"

    clerk = row(client, "文书")
    assert clerk.step == ""
    page = client.get(clerk.url)
    assert "保存后再任到「文书」职务上" in page.content.decode()
    named = {"username": "wen1", "name": "文一", "password": "Zw7-lake-birch"}
    made = client.post(clerk.url, {**drawn(page), **named})
    page = client.get(made.headers["Location"])
    wen = Person.objects.get(username="wen1")
    given = drawn(page, "appoint_form")
    assert given["post"] == Post.objects.get(role="clerk").pk
    action = re.search(r'action="(/people/persons/\d+/appoint/[^"]*)"', page.content.decode())
    assert action is not None
    appointed = client.post(action[1].replace("&amp;", "&"), {**given, "since": str(given["since"])})
    assert appointed.headers["Location"] == "/setup/"
    assert fresh(wen).hats.roles == {Role.CLERK}
    assert row(client, "文书").done


@pytest.mark.django_db
def test_a_unit_without_anybody_says_what_it_lacks(client: Client) -> None:
    office = Unit.objects.create(name="办公室", kind="office", relation="self")
    client.force_login(person("admin1", "管一", office, Role.SYSADMIN))
    given = drawn(client.get(row(client, "承办单位").url))
    assert (given["kind"], given["relation"]) == ("organ", "subordinate")
    unit = Unit.objects.create(name="水利局", kind="organ", relation="subordinate")
    assert row(client, "承办单位").step == "为水利局设「单位文书」职务"
    Post.objects.create(unit=unit, title="文书", role=Role.UNIT_CLERK)
    assert row(client, "承办单位").step == "为水利局新增「单位文书」"


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["role=x", "role=x&kind=z&parent=²", "next=//evil.example/&unit=abc"])
def test_odd_links(client: Client, query: str) -> None:
    office = Unit.objects.create(name="办公室", kind="office", relation="self")
    who = person("admin1", "管一", office, Role.SYSADMIN)
    client.force_login(who)
    for url in ("units/new/", "posts/new/", "persons/new/", f"persons/{who.pk}/"):
        assert client.get(f"/people/{url}?{query}").status_code == 200
    given = drawn(client.get("/people/units/new/"))
    saved = client.post("/people/units/new/?next=//evil.example/", {**given, "name": "某局"})
    assert saved.headers["Location"] == "/people/"


@pytest.mark.django_db
def test_outside_the_demo_there_is_no_way_in(client: Client) -> None:
    office = make_office()
    Person.objects.filter(pk=office.clerk.pk).update(is_demo=True)
    assert client.post("/identity/", {"username": "chen"}).status_code == 404
    page = client.get("/login/").content.decode()
    assert "docflow-demo" not in page
    assert "/identity/" not in page
    (refusal,) = checks.no_demo_accounts(["default"])
    assert (refusal.id, "DEMO=0" in refusal.msg, "empty database" in (refusal.hint or "")) == (
        "docflow.E004",
        True,
        True,
    )
    Person.objects.filter(is_demo=True).update(is_demo=False)
    assert checks.no_demo_accounts(["default"]) == []


@pytest.mark.django_db
def test_in_the_demo_one_click(client: Client, settings: Any) -> None:
    settings.DEMO = True
    office = make_office()
    Person.objects.update(is_demo=True)
    cache.delete("demo_people")
    client.force_login(office.clerk)
    assert client.get("/identity/").status_code == 405
    assert (
        client.post("/identity/", {"username": "wu", "next": "/settings/"}).headers["Location"]
        == "/settings/"
    )
    assert client.get("/settings/").context["user"] == fresh(office.chief)
    assert client.post("/identity/", {"username": "nobody"}).status_code == 404
    Person.objects.filter(username="feng").update(is_demo=False)
    assert client.post("/identity/", {"username": "feng"}).status_code == 404  # real people never
    cache.delete("demo_people")
    assert Appointment.objects.exists()
