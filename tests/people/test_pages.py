"""The organisation's pages: for administrators only, few queries, nothing typed makes them fall over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people import drawn
from people.actions.guard import fingerprint
from people.models import Appointment, Delegation, Person, Post, Unit
from people.roles import Role
from tests.office import Office, appoint, fresh, handling, person

TODAY = timezone.localdate()


@pytest.fixture
def admin(office: Office, client: Client) -> Client:
    client.force_login(office.admin)
    return client


def fields(response: Any, name: str = "form") -> dict[str, Any]:
    """What the browser would send of a form as it was drawn."""
    return sent(response.context[name])


def sent(form: Any) -> dict[str, Any]:
    """The same of the form itself."""
    values = {f.html_name: f.value() for f in form}
    return {k: v for k, v in values.items() if v is not None}


def addresses(office: Office) -> list[str]:
    seat = Appointment.objects.get(person=office.clerk)
    return [
        "/people/",
        "/setup/",
        "/people/units/new/",
        f"/people/units/{office.unit.pk}/",
        "/people/posts/new/",
        "/people/persons/new/",
        f"/people/persons/{office.clerk.pk}/",
        f"/people/units/{office.unit.pk}/close/",
        f"/people/units/{office.unit.pk}/open/",
        f"/people/posts/{seat.post_id}/close/",
        *(f"/people/persons/{office.clerk.pk}/{what}/" for what in ("appoint", "deputy", "leave", "return", seat.pk)),
    ]  # fmt: skip


def test_others_find_nothing(office: Office, client: Client) -> None:
    for who in (office.chief, office.leader, office.outsider, office.auditor):
        client.force_login(who)
        for url in addresses(office):
            assert {client.get(url).status_code, client.post(url, {}).status_code} <= {404, 405}, url
            assert client.post(url, {}).status_code in (404, 405), url


def test_the_pages_stand(admin: Client, office: Office) -> None:
    gone = person("gone", "走了", office.unit3, Role.UNIT_HEAD)
    Person.objects.filter(pk=gone.pk).update(is_active=False, left_on=TODAY)
    Unit.objects.filter(pk=office.sender.pk).update(is_active=False)
    Person.objects.create_user("idle", "闲人")
    Appointment.objects.filter(person=office.unit3_clerk).update(until=TODAY - timedelta(days=1))
    for url in addresses(office)[:7]:
        assert admin.get(url).status_code == 200, url
    html = admin.get("/people/").content.decode()
    for name in ("走了", "云川市人民政府", "闲人", "孔垚", "陈三三"):
        assert name in html
    assert admin.get(f"/people/persons/{gone.pk}/").status_code == 200
    assert admin.get(f"/people/units/{office.sender.pk}/").status_code == 200


def test_a_person_from_nothing_to_leaving(admin: Client, office: Office) -> None:
    typed = {**fields(admin.get("/people/persons/new/")), "username": "Fang", "name": "方新", "rank": 20}
    assert admin.post("/people/persons/new/", {**typed, "password": "12345"}).status_code == 422
    done = admin.post("/people/persons/new/", {**typed, "password": "Zw7-lake-birch"})
    new = Person.objects.get(username="fang")
    assert done.headers["Location"] == f"/people/persons/{new.pk}/"
    again = admin.post("/people/persons/new/", {**typed, "password": "Zw7-lake-birch"})
    assert again.headers["Location"] == f"/people/persons/{new.pk}/"
    page = f"/people/persons/{new.pk}/"
    post = Post.objects.create(unit=office.unit2, title="科长", role=Role.UNIT_HEAD)
    term = {**fields(admin.get(page), "appoint_form"), "post": post.pk}
    assert admin.post(f"{page}appoint/", term).status_code == 302
    assert admin.post(f"{page}appoint/", term).status_code == 302  # the same form twice is one appointment
    seat = Appointment.objects.get(person=new)
    deputy = {**fields(admin.get(page), "deputy_form"), "deputy": office.head.pk}
    assert admin.post(f"{page}deputy/", deputy).status_code == 422  # no last day
    assert admin.post(f"{page}deputy/", {**deputy, "until": TODAY}).status_code == 302
    row = Delegation.objects.get(principal=new)
    back = sent(dict(admin.get(page).context["deputies"])[row])
    assert admin.post(f"/settings/deputies/{row.pk}/end/", back).headers["Location"] == page
    end = {**fields(admin.get(page), "leave_form"), "until": TODAY - timedelta(days=3)}
    assert admin.post(f"{page}{seat.pk}/", end).status_code == 422  # before it began
    left = fields(admin.get(page), "leave_form")
    assert admin.post(f"{page}leave/", left).status_code == 302
    assert not fresh(new).is_active
    assert admin.post(f"{page}return/", fields(admin.get(page), "return_form")).status_code == 302
    assert fresh(new).is_active


def test_refusals_stand_in_the_page(admin: Client, office: Office) -> None:
    handling(office)
    unit = f"/people/units/{office.unit.pk}/"
    refused = admin.post(f"{unit}close/", fields(admin.get(unit), "switch"))
    assert refused.status_code == 409
    assert "未办" in refused.content.decode()
    seat = Appointment.objects.get(person=office.unit3_clerk)
    close = {"key": "k" * 24, "seen": fingerprint(drawn.of_post(seat.post))}
    assert admin.post(f"/people/posts/{seat.post_id}/close/", close).status_code == 409
    own = f"/people/persons/{office.admin.pk}/"
    refused = admin.post(f"{own}leave/", fields(admin.get(own), "leave_form"))
    assert refused.status_code == 403
    assert "不能停用自己" in refused.content.decode()


def test_two_windows_on_one_unit(admin: Client, office: Office) -> None:
    url = f"/people/units/{office.unit.pk}/"
    one, two = fields(admin.get(url)), fields(admin.get(url))
    assert admin.post(url, {**one, "order": 5}).status_code == 302
    late = admin.post(url, {**two, "short_name": "水利"})
    assert late.status_code == 409
    assert late.context["form"]["short_name"].value() == "水利"
    office.unit.refresh_from_db()
    assert (office.unit.order, office.unit.short_name) == (5, "省水利厅")
    assert admin.post(url, fields(late)).status_code == 302  # having seen it, he may


def test_units_and_posts(admin: Client, office: Office) -> None:
    typed = {
        **fields(admin.get("/people/units/new/")),
        "name": "某某厅",
        "kind": "organ",
        "relation": "subordinate",
    }
    assert admin.post("/people/units/new/", {**typed, "relation": "self"}).status_code == 422
    assert admin.post("/people/units/new/", typed).status_code == 302
    assert admin.post("/people/units/new/", typed).status_code == 302
    made = Unit.objects.get(name="某某厅")
    new = admin.get(f"/people/posts/new/?unit={made.pk}")
    assert new.context["form"]["unit"].value() == str(made.pk)
    typed = {**fields(new), "title": "文书", "role": "unit_clerk"}
    assert admin.post("/people/posts/new/", typed).status_code == 302
    assert admin.post("/people/posts/new/", typed).status_code == 302
    post, page = Post.objects.get(unit=made), f"/people/units/{made.pk}/"
    close = {"key": "c" * 24, "seen": admin.get(page).context["posts"][0].seen}
    assert admin.post(f"/people/posts/{post.pk}/close/", close).status_code == 302
    assert admin.post(f"{page}close/", fields(admin.get(page), "switch")).status_code == 302
    assert admin.post(f"{page}open/", fields(admin.get(page), "switch")).status_code == 302
    made.refresh_from_db()
    assert made.is_active


def test_own_deputy_and_display(office: Office, client: Client) -> None:
    client.force_login(office.chief)
    page = client.get("/settings/")
    asked = {**fields(page, "deputy_form"), "form": "deputy", "deputy": office.deputy.pk, "kinds": ["review"]}
    assert client.post("/settings/", asked).status_code == 422
    assert client.post("/settings/", {**asked, "until": TODAY}).status_code == 302
    assert fresh(office.deputy).hats.acts_for(office.chief.principal, "review")[0]
    row = Delegation.objects.get(principal=office.chief)
    client.force_login(office.clerk)
    assert client.post(f"/settings/deputies/{row.pk}/end/", {"key": "k" * 24}).status_code == 404
    client.force_login(office.chief)
    back = sent(dict(client.get("/settings/").context["given"])[row])
    assert client.post(f"/settings/deputies/{row.pk}/end/", back).status_code == 302
    assert fresh(office.deputy).hats.stand_ins == []
    assert client.post("/settings/", {"form": "view", "text_size": "huge"}).status_code == 422
    assert (
        client.post("/settings/", {"form": "view", "text_size": "xl", "single_keys": "on"}).status_code == 302
    )
    assert fresh(office.chief).text_size == "xl"


@pytest.mark.parametrize("units", [1, 3])
def test_the_tree_costs_the_same(
    units: int, office: Office, admin: Client, django_assert_num_queries: Any
) -> None:
    for n in range(units):
        unit = Unit.objects.create(name=f"新单位{n}")
        who = person(f"new{n}", f"新人{n}", unit, Role.UNIT_HEAD)
        appoint(who, unit, Role.UNIT_CLERK)
    admin.get("/people/")
    with django_assert_num_queries(
        12
    ):  # one of them asks whether the alerter lives, for administrators alone
        assert admin.get("/people/").status_code == 200


HARD = [
    "",
    "x",
    "\0",
    "²",
    "9" * 30,
    "-1",
    "2026-02-30",
    "<b>",
    "\ud800",
    "🀄" * 200,
    "0001-01-01",
    "9999-12-31",
]
words = st.sampled_from(HARD) | st.text(max_size=20)


@pytest.mark.parametrize(
    "url",
    [
        "/people/units/new/",
        "/people/units/{unit}/",
        "/people/units/{unit}/close/",
        "/people/posts/new/",
        "/people/persons/new/",
        "/people/persons/{clerk}/",
        "/people/persons/{clerk}/appoint/",
        "/people/persons/{clerk}/deputy/",
        "/people/persons/{clerk}/leave/",
        "/people/persons/{clerk}/{seat}/",
        "/settings/",
        "/login/",
    ],
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(typed=st.lists(words, min_size=14, max_size=14))
def test_bad_input_is_answered(url: str, typed: list[str], office: Office, client: Client) -> None:
    names = ["key", "seen", "name", "username", "password", "unit", "parent", "post", "deputy", "since", "until",
             "kinds", "left_on", "order"]  # fmt: skip
    data = dict(zip(names, typed, strict=True)) | {
        "form": "deputy",
        "title": typed[0],
        "rank": typed[1],
        "role": typed[2],
    }
    if url != "/login/":
        client.force_login(office.admin)
    seat = Appointment.objects.get(person=office.clerk).pk
    where = url.format(unit=office.unit.pk, clerk=office.clerk.pk, seat=seat)
    sent = {k: v.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for k, v in data.items()}
    assert client.post(where, sent).status_code < 500


@pytest.mark.parametrize("tail", ["0", "9" * 30, "1" * 5000, "²", "-1", "%00", "%ff"])
def test_bad_addresses(tail: str, admin: Client) -> None:
    shapes: list[Callable[[str], str]] = [
        lambda t: f"/people/units/{t}/",
        lambda t: f"/people/persons/{t}/",
        lambda t: f"/people/persons/1/{t}/",
        lambda t: f"/people/posts/{t}/close/",
        lambda t: f"/people/posts/new/?unit={t}",
    ]
    for shape in shapes:
        assert admin.get(shape(tail)).status_code < 500
        assert admin.post(shape(tail), {"key": "k" * 24}).status_code < 500
