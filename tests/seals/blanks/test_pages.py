"""The pages of blank sheets."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seals.models import BlankBook, BlankSheet
from tests.seals.blanks.test_acts import book, letters, used
from tests.seals.takeouts.asking import request_for
from tests.seals.world import World, make_world
from workflow.spine import new_key

pytestmark = pytest.mark.django_db
PASSWORD = "docflow-demo"


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def act_url(b: BlankBook, verb: str = "write") -> str:
    return reverse("blank_book_act", args=[b.ref, verb])


def sent(b: BlankBook, **fields: Any) -> dict[str, Any]:
    b.refresh_from_db()
    return {"key": new_key(), "version": b.version, **fields}


def test_taken_in_written_off_and_closed(w: World, client: Client) -> None:
    client.force_login(w.keeper)
    new = {
        "kind": "introduction",
        "name": "介绍信",
        "letters": "介",
        "first": 1,
        "last": 5,
        "received_on": "2026-01-05",
        "keeper": "褚四四",
    }
    assert client.get(reverse("blank_book_new")).status_code == 200
    assert client.post(reverse("blank_book_new"), {**new, "key": new_key(), "version": 1}).status_code == 302
    b, request = BlankBook.objects.get(), request_for(w, copies=3)
    assert request.number in client.get(act_url(b)).content.decode()
    given = {
        "numbers": "介1–介3",
        "end": "used",
        "matter": "外出办事",
        "given_to": "陈三三",
        "request": request.pk,
    }
    assert client.post(act_url(b), sent(b, **given)).status_code == 302
    page = client.get(reverse("blank_book", args=[b.ref])).content.decode()
    assert "介4–介5" in page
    assert "介1–介3" in page
    assert request.number in page
    second = {"second_user": "wei", "second_password": PASSWORD}
    count = sent(b, counted=2, **second)
    assert client.post(act_url(b, "count"), count).status_code == 302
    assert client.post(act_url(b, "count"), sent(b, counted=1, **second)).status_code == 409
    assert client.post(act_url(b, "close"), sent(b, **second)).status_code == 409
    given = {"numbers": "4-5", "end": "returned", "matter": "换版", **second}
    assert client.post(act_url(b), sent(b, **given)).status_code == 302
    hand = {"counted": 0, "to_user": "yang", "to_password": PASSWORD}
    assert client.post(act_url(b, "hand"), sent(b, **hand)).status_code == 302
    client.force_login(w.stand_in)
    assert client.post(act_url(b, "close"), sent(b, **second)).status_code == 302
    b.refresh_from_db()
    assert b.closed_at
    assert "已结清" in client.get(reverse("blank_book", args=[b.ref])).content.decode()
    assert client.get(act_url(b)).status_code == 403


def test_outsiders_find_nothing(w: World, client: Client) -> None:
    b = book(w)
    for who in (w.o.outsider, w.o.clerk, w.o.head, w.o.admin, w.o.secadmin):
        client.force_login(who)
        for url in (
            reverse("blank_books"),
            reverse("blank_book_new"),
            reverse("blank_book", args=[b.ref]),
            act_url(b),
        ):
            assert client.get(url).status_code == 404, who.name
            assert client.post(url).status_code in (404, 405), who.name


def test_who_sees_it_may_not_write(w: World, client: Client) -> None:
    b = book(w)
    for who in (w.supervisor, w.director, w.o.auditor):
        client.force_login(who)
        assert client.get(reverse("blank_book", args=[b.ref])).status_code == 200
        assert client.get(act_url(b)).status_code == (200 if who == w.director else 403)
    client.force_login(w.supervisor)
    given = sent(b, numbers="101", end="used", matter="x", given_to="y")
    assert client.post(act_url(b), given).status_code == 403
    assert not BlankSheet.objects.exists()


def test_the_audit_administrator_reads_no_matter(w: World, client: Client) -> None:
    b = book(w)
    used(w, b, [101], matter="某项机要工作安排")
    client.force_login(w.o.auditor)
    page = client.get(reverse("blank_book", args=[b.ref])).content.decode()
    assert "101" in page
    assert "某项机要工作安排" not in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"numbers": "abc"}, "numbers"), ({"numbers": "1-999999999"}, "numbers"), ({"numbers": "105-101"}, "numbers"),
     ({"numbers": "99"}, "numbers"), ({"end": "eaten"}, "end"), ({"matter": "a\0"}, "matter"), ({"matter": "机密★5年"}, "matter"),
     ({"end": "spoiled"}, "second_password"), ({"end": "spoiled", "second_user": "wei", "second_password": "x"}, "second_password"),
     ({"second_user": "wei"}, "second_password")],
)  # fmt: skip
def test_bad_input(w: World, client: Client, fields: dict[str, str], field: str) -> None:
    b = book(w)
    client.force_login(w.keeper)
    given = sent(b, **{"numbers": "101", "end": "used", "matter": "通知", "given_to": "文印室", **fields})
    answer = client.post(act_url(b), given)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not BlankSheet.objects.exists()


def test_a_number_already_gone_names_who(w: World, client: Client) -> None:
    b = book(w)
    old = sent(b, numbers="101-103", end="used", matter="通知", given_to="文印室")
    used(w, b, [102], matter="另一件")
    client.force_login(w.keeper)
    answer = client.post(act_url(b), old)
    assert answer.status_code == 409
    assert "褚四四" in answer.content.decode()
    assert "101-103" in answer.content.decode(), "what was typed stays"


def test_statements_do_not_grow(w: World, client: Client) -> None:
    client.force_login(w.o.chief)
    counts = []
    for n in range(2):
        for i in range(1 + n):
            b = letters(w, prefix=f"{n}{i}")
            used(w, b, [1, 3], request=request_for(w, copies=2))
        pages = [reverse("blank_books"), reverse("blank_book", args=[b.ref]), act_url(b)]
        for url in pages:
            client.get(url)
        with CaptureQueriesContext(connection) as done:
            for url in pages:
                client.get(url)
        counts.append(len(done))
    assert counts[0] == counts[1]
