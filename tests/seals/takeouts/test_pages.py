"""The pages of 外带: who sees what, how it is asked, answered, signed for, and refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import Person
from seals.models import LedgerLine, Seal, SealTakeout
from tests.documents.files.make import image
from tests.seals.takeouts.asking import request_for
from tests.seals.takeouts.trip import Trip, approved, asked, back, make_trip, out
from workflow.clock import database_now
from workflow.spine import new_key

pytestmark = pytest.mark.django_db
PASSWORD = "docflow-demo"


@pytest.fixture
def t(db: None) -> Trip:
    return make_trip()


def at(client: Client, who: Person) -> Client:
    client.force_login(who)
    return client


def address(row: SealTakeout, verb: str = "") -> str:
    return (
        reverse("seal_takeout_act", args=[row.ref, verb]) if verb else reverse("seal_takeout", args=[row.ref])
    )


def local(when: Any) -> str:
    return timezone.localtime(when).strftime("%Y-%m-%dT%H:%M")


def typed(t: Trip, **fields: Any) -> dict[str, Any]:
    now = database_now()
    return {
        "key": new_key(), "version": 1, "seal": t.w.seal.pk, "reason": "签订协议", "where": "江东宾馆", "since": local(now),
        "until": local(now + timedelta(hours=3)), "planned": 2, "traveller1": "褚四四", "traveller2": "冯二二",
        "approver1": t.w.director.pk, "approver2": t.deputy_sg.pk, **fields,
    }  # fmt: skip


def sent(row: SealTakeout, **fields: Any) -> dict[str, Any]:
    row.refresh_from_db()
    return {"key": new_key(), "version": row.version, **fields}


SIGNED = {"password1": PASSWORD, "password2": PASSWORD, "password_keeper": PASSWORD}


def test_a_whole_trip_by_its_pages(t: Trip, client: Client) -> None:
    page = at(client, t.w.o.clerk).get(reverse("seal_takeout_new"))
    assert page.status_code == 200
    assert "原则上不得带出" in page.content.decode()
    answer = client.post(reverse("seal_takeout_new"), typed(t))
    row = SealTakeout.objects.get()
    assert answer.headers["Location"] == address(row)
    for who in (t.w.director, t.deputy_sg):
        assert "同意外带" in at(client, who).get(address(row)).content.decode()
        assert client.get(address(row, "approve")).status_code == 200
        assert client.post(address(row, "approve"), sent(row)).status_code == 302
    assert at(client, t.chief).get(address(row, "out")).content.decode().count('type="password"') == 3
    assert client.post(address(row, "out"), sent(row, **SIGNED)).status_code == 302
    assert Seal.objects.get().state == "out"
    page = client.get(address(row, "in"))
    assert "盖章页照片" in page.content.decode()
    photos = [SimpleUploadedFile(f"{n}.png", image("PNG", size=(40 + n, 30))) for n in (1, 2)]
    given = sent(
        row,
        made=2,
        why="",
        condition="完好",
        files=photos,
        password_keeper=PASSWORD,
        second_user="",
        second_password="",
    )
    assert client.post(address(row, "in"), given).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.photos.count(), Seal.objects.get().state) == ("back", 2, "in_use")
    page = client.get(address(row))
    assert page.content.decode().count("<img src=") == 2
    picture = client.get(reverse("seal_takeout_photo", args=[row.ref, row.photos.all()[0].pk]))
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/webp")
    picture.close()


def test_an_outsider_finds_nothing(t: Trip, client: Client) -> None:
    row = back(t)
    photo = reverse("seal_takeout_photo", args=[row.ref, row.photos.all()[0].pk])
    for who in (t.w.o.outsider, t.w.o.head, t.w.o.admin, t.w.o.secadmin, t.w.o.clerk2):
        at(client, who)
        for url in (address(row), address(row, "out"), address(row, "approve"), photo):
            assert client.get(url).status_code == 404, who.name
            assert client.post(url).status_code in (404, 405), who.name
        assert row.number not in client.get(reverse("seal_takeouts")).content.decode()


def test_who_has_a_part_sees_it_and_no_more_may(t: Trip, client: Client) -> None:
    row = asked(t)
    for who in (t.w.o.clerk, t.w.o.handler, t.w.keeper, t.w.supervisor, t.w.o.chief, t.w.director, t.sg):
        assert at(client, who).get(address(row)).status_code == 200, who.name
        assert row.number in client.get(reverse("seal_takeouts")).content.decode()
        expected = {t.w.director.pk: 200}.get(who.pk, 403)
        assert client.get(address(row, "approve")).status_code == expected, who.name
        if expected == 403:
            assert client.post(address(row, "approve"), sent(row)).status_code == 403
    assert SealTakeout.objects.get().approved1_at is None


def test_the_audit_administrator_sees_numbers_alone(t: Trip, client: Client) -> None:
    row = back(t)
    at(client, t.w.o.auditor)
    for url in (address(row), reverse("seal_takeouts")):
        page = client.get(url).content.decode()
        assert row.number in page
        assert row.reason not in page
        assert row.where not in page
    assert (
        row.number
        not in client.get(reverse("seal_takeouts"), {"q": "协议"}).content.decode().split("<table")[-1]
    )
    assert (
        client.get(reverse("seal_takeout_photo", args=[row.ref, row.photos.all()[0].pk])).status_code == 404
    )
    assert client.get(reverse("seal_takeout_new")).status_code == 403


BAD = [
    ({"until": "胡说"}, "until"), ({"planned": "0"}, "planned"), ({"planned": "９x"}, "planned"), ({"traveller2": "褚四四"}, "traveller2"),
    ({"approver2": "0"}, "approver2"), ({"seal": "99999999999999999999"}, "seal"), ({"reason": "字" * 201}, "reason"),
    ({"reason": ""}, "reason"), ({"where": "a\0b"}, "where"), ({"reason": "机密★5年 请办"}, "reason"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "field"), BAD)
def test_bad_input_is_said_at_its_field(t: Trip, client: Client, fields: dict[str, str], field: str) -> None:
    answer = at(client, t.w.o.clerk).post(reverse("seal_takeout_new"), typed(t, **fields))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert "江东宾馆" in answer.content.decode() or field == "where"
    assert not SealTakeout.objects.exists()


@pytest.mark.parametrize("wrong", list(SIGNED))
def test_a_wrong_password_is_no_signature(t: Trip, client: Client, wrong: str) -> None:
    row = approved(t)
    answer = at(client, t.chief).post(address(row, "out"), sent(row, **{**SIGNED, wrong: "nicht-dieses"}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[wrong]
    assert "nicht-dieses" not in answer.content.decode()
    assert not LedgerLine.objects.exists()


def test_a_stale_form_says_who_was_faster(t: Trip, client: Client) -> None:
    row = approved(t)
    old = sent(row, **SIGNED)
    out_url = address(row, "out")
    assert at(client, t.chief).post(out_url, old).status_code == 302
    assert client.post(out_url, old).status_code == 302, "the same form again"
    at(client, t.w.o.deputy)
    answer = client.post(out_url, {**old, "key": new_key()})
    assert answer.status_code == 409
    assert "吴十" in answer.content.decode()
    assert client.get(out_url).status_code == 409
    assert LedgerLine.objects.count() == 1


def test_a_difference_is_asked_for_on_the_page(t: Trip, client: Client) -> None:
    row = out(t)
    at(client, t.chief)
    base = {"made": 0, "condition": "完好", "password_keeper": PASSWORD}
    for more, field in (
        ({}, "why"),
        ({"why": "未签"}, "second_password"),
        ({"why": "未签", "second_user": "wei"}, "second_password"),
        ({"why": "未签", "second_user": "wei", "second_password": "x"}, "second_password"),
        ({"why": "未签", "second_user": "feng", "second_password": PASSWORD}, "second_password"),
    ):
        answer = client.post(address(row, "in"), sent(row, **base, **more))
        assert answer.status_code == 422, more
        assert answer.context["form"].errors[field], more
    given = sent(row, **base, why="未签", second_user="wei", second_password=PASSWORD)
    assert client.post(address(row, "in"), given).status_code == 302
    assert SealTakeout.objects.get().second_name == "卫五五"


def test_a_picture_is_a_picture(t: Trip, client: Client) -> None:
    row = out(t)
    given = sent(
        row, made=3, condition="完好", password_keeper=PASSWORD, files=[SimpleUploadedFile("a.txt", b"text")]
    )
    answer = at(client, t.chief).post(address(row, "in"), given)
    assert answer.status_code == 422
    assert answer.context["form"].errors["files"]


def test_the_form_on_return_lists_what_was_to_be_stamped(t: Trip, client: Client) -> None:
    row = out(t)
    request = request_for(t.w, takeout=row, place="outside", copies=4)
    page = at(client, t.chief).get(address(row, "in")).content.decode()
    assert f"{request.number} 实盖份数" in page
    assert f"{request.number} 废印份数" in page
    assert request.number in client.get(address(row)).content.decode()


def test_late_is_red(t: Trip, client: Client) -> None:
    row = out(t, since=database_now() - timedelta(hours=2), until=database_now() + timedelta(seconds=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1.1)")
    page = at(client, t.chief).get(address(row)).content.decode()
    assert "超期未还" in page
    assert "lamp-red" in page
    listed = client.get(reverse("seal_takeouts"), {"view": "late"}).content.decode()
    assert row.number in listed
    assert "lamp-red" in listed


@pytest.mark.parametrize(
    "query",
    [{"state": "no"}, {"view": "x"}, {"sort": "x"}, {"before": "x"}, {"before": "9" * 30}, {"q": "a\0"}],
)
def test_a_bad_address_is_no_error_of_ours(t: Trip, client: Client, query: dict[str, str]) -> None:
    assert at(client, t.chief).get(reverse("seal_takeouts"), query).status_code == 400


def test_filters_and_orders(t: Trip, client: Client) -> None:
    rows = [asked(t, reason=f"事由{n}") for n in range(3)]
    at(client, t.chief)

    def listed(**query: str) -> list[str]:
        page = client.get(reverse("seal_takeouts"), query).content.decode()
        return sorted(
            (r.number for r in rows if f">{r.number}<" in page or f"{r.number}</a>" in page), key=page.index
        )

    numbers = [r.number for r in rows]
    assert listed() == numbers[::-1]
    assert listed(sort="no-up") == numbers
    assert listed(q="事由1") == [numbers[1]]
    assert listed(view="out") == []
    assert listed(state="asking") == numbers[::-1]
    assert listed(before=str(rows[1].pk)) == [numbers[0]]


def test_statements_do_not_grow(t: Trip, client: Client) -> None:
    at(client, t.chief)
    counts = []
    for _n in range(2):
        asked(t)
        asked(t)
        client.get(reverse("seal_takeouts"))
        with CaptureQueriesContext(
            connection,
        ) as done:
            client.get(reverse("seal_takeouts"))
        counts.append(len(done))
    assert counts[0] == counts[1]
