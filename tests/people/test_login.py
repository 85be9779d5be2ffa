"""Logging in and staying in: guessing is counted, sessions end when they must, nobody is led elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from people import attempts, sitting
from people.models import Attempt, Person
from tests.office import Office, fresh, make_office
from tests.races.threads import at_once

GOOD = {"username": "chen", "password": "docflow-demo"}
BAD = {"username": "chen", "password": "wrong"}


def tried(client: Client, data: dict[str, str], **extra: Any) -> int:
    client.logout()
    return client.post("/login/", data, **extra).status_code


def test_six_wrong_ones_and_even_the_right_one_waits(office: Office, client: Client) -> None:
    answers = [client.post("/login/", BAD).content for _ in range(6)]
    assert len({a.split(b"csrfmiddlewaretoken")[1][100:] for a in answers}) == 1  # the same words each time
    assert tried(client, GOOD) == 422
    assert tried(client, {**GOOD, "username": "feng"}) == 302  # another name is not locked
    assert tried(client, GOOD, REMOTE_ADDR="10.0.0.9") == 302  # nor is he, elsewhere
    Attempt.objects.update(at=timezone.now() - attempts.WINDOW)
    assert tried(client, GOOD) == 302
    assert not Attempt.objects.filter(address="127.0.0.1", at__gt=timezone.now() - attempts.WINDOW).exists()


def test_an_unknown_name_looks_the_same(office: Office, client: Client) -> None:
    for name in ("nobody", "chen"):
        pages = [client.post("/login/", {"username": name, "password": "x"}) for _ in range(7)]
        assert {p.status_code for p in pages} == {422}
        assert {tuple(p.context["form"].non_field_errors()) for p in pages} == {
            ("用户名或密码不正确。连续 5 次不正确后，须等 15 分钟再试。",)
        }


def test_a_name_has_one_spelling(office: Office, client: Client) -> None:
    for name in ("chen", "CHEN", " chen ", "ｃｈｅｎ", "Chen"):
        assert tried(client, {"username": name, "password": "no"}) == 422
    assert tried(client, GOOD) == 422
    assert tried(client, {"username": "ＷＵ ", "password": "docflow-demo"}) == 302


def test_many_names_from_one_place(office: Office, client: Client) -> None:
    for n in range(attempts.SPRAY):
        tried(client, {"username": f"n{n}", "password": "spring"})
    assert tried(client, GOOD) == 422
    assert tried(client, GOOD, REMOTE_ADDR="10.0.0.9") == 302


def test_the_address_behind_a_proxy(office: Office, client: Client, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for n in range(5):  # a made-up address in front of the proxy's own changes nothing
        tried(client, BAD, headers={"X-Forwarded-For": f"1.1.1.{n}, 10.1.2.3"})
    assert tried(client, GOOD, headers={"X-Forwarded-For": "9.9.9.9, 10.1.2.3"}) == 422
    assert tried(client, GOOD, headers={"X-Forwarded-For": "10.1.2.4"}) == 302
    settings.SECURE_PROXY_SSL_HEADER = None
    assert tried(client, GOOD, headers={"X-Forwarded-For": "10.1.2.3"}) == 302  # no proxy: nobody's word


@pytest.mark.django_db(transaction=True)
def test_thirty_two_at_once_are_five() -> None:
    make_office()
    begun = at_once([lambda: attempts.begin("chen", "10.0.0.1") is not None] * 32)
    assert begun.count(True) == attempts.TRIES
    assert begun.count(False) == 32 - attempts.TRIES


def test_old_tries_are_forgotten(office: Office) -> None:
    attempts.begin("chen", "10.0.0.1")
    assert attempts.forget_old() == 0
    Attempt.objects.update(at=timezone.now() - 3 * attempts.WINDOW)
    assert attempts.forget_old() == 1


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_led_home_not_away(to: str, office: Office, client: Client) -> None:
    assert client.post("/login/", {**GOOD, "next": to}).headers["Location"] == "/"
    assert client.post("/identity/", {"username": "chen", "next": to}).headers.get("Location", "/") == "/"


def test_a_new_session_at_login_and_none_after(office: Office, client: Client) -> None:
    client.get("/login/")
    client.session["planted"] = "1"
    before = client.session.session_key
    client.post("/login/", GOOD)
    after = client.session.session_key
    assert after != before
    assert client.get("/logout/").status_code == 405
    cookie = client.cookies["sessionid"].value
    client.post("/logout/")
    assert not Session.objects.filter(session_key=after).exists()
    client.cookies["sessionid"] = cookie
    answer = client.get("/settings/")
    assert answer.headers["Location"].startswith("/login/")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_person_stopped_is_out_at_once(office: Office, client: Client) -> None:
    client.post("/login/", GOOD)
    assert client.get("/settings/").status_code == 200
    Person.objects.filter(username="chen").update(is_active=False)
    assert client.get("/settings/").status_code == 302
    assert tried(client, GOOD) == 422


def test_a_new_password_ends_the_other_sessions(office: Office, settings: Any) -> None:
    settings.DEMO = False
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/login/", GOOD)
    new = {"form": "password", "old_password": "docflow-demo", "new_password1": "Zw7-lake-birch"}
    assert here.post("/settings/", {**new, "new_password2": "other-than-that"}).status_code == 422
    same = {"new_password1": "docflow-demo", "new_password2": "docflow-demo"}
    assert here.post("/settings/", {**new, **same}).status_code == 422
    assert here.post("/settings/", {**new, "new_password2": "Zw7-lake-birch"}).status_code == 302
    assert here.get("/settings/").status_code == 200
    assert there.get("/settings/").status_code == 302


def test_a_password_from_somebody_else_comes_first(office: Office, client: Client, settings: Any) -> None:
    settings.DEMO = False
    Person.objects.filter(username="zhu").update(must_change_password=True)
    client.force_login(fresh(office.admin))
    assert client.get("/people/").headers["Location"] == "/settings/"
    assert "改成自己的密码" in client.get("/settings/").content.decode()
    new = {"form": "password", "old_password": "docflow-demo"}
    client.post("/settings/", {**new, "new_password1": "Zw7-lake-birch", "new_password2": "Zw7-lake-birch"})
    assert client.get("/people/").status_code == 200


@pytest.mark.parametrize("mark", [sitting.SINCE, sitting.SEEN])
def test_a_login_does_not_last(mark: str, office: Office, client: Client) -> None:
    client.post("/login/", GOOD)
    session = client.session
    session[mark] -= sitting.WHOLE + 1 if mark == sitting.SINCE else sitting.IDLE + 1
    session.save()
    answer = client.get("/settings/")
    assert answer.headers["Location"] == "/login/?next=/settings/"
    assert "请重新登录" in client.get("/login/").content.decode()


def test_what_was_typed_is_shown(office: Office, client: Client) -> None:
    client.post("/login/", GOOD)
    session = client.session
    session[sitting.SEEN] -= sitting.IDLE + 1
    session.save()
    typed = {"form": "deputy", "reason": "下周出差", "key": "k" * 24, "old_password": "hush-hush"}
    answer = client.post("/settings/", typed)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "下周出差" in page
    assert "hush-hush" not in page
    assert "下周出差" in client.post("/settings/", typed).content.decode()  # the login is gone by now


def test_a_session_is_written_once_a_minute(
    office: Office, client: Client, django_assert_num_queries: Any
) -> None:
    client.post("/login/", GOOD)
    session = client.session
    session[sitting.SEEN] -= sitting.GRAIN
    session.save()
    client.get("/settings/")
    assert client.session[sitting.SEEN] >= session[sitting.SEEN] + sitting.GRAIN
    kept = client.session[sitting.SEEN]
    client.get("/settings/")
    assert client.session[sitting.SEEN] == kept
