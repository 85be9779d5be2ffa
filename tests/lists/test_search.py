"""The search (S22): where to search, and what was searched lately."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.actions.persons import deactivate
from people.models import Roster
from people.searches import keep
from tests.office import Office, again, make_office, registered, reviewing

Statements = Callable[[Any, str], list[str]]


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def test_a_scope_shows_only_what_was_hit_there(office: Office, client: Client) -> None:
    registered(office, title="关于城市更新的请示", source_doc_number="云政〔2026〕9号")
    reviewing(office, text="城市更新要抓紧")
    client.force_login(again(office.clerk))

    def shown(scope: str, q: str = "更新") -> str:
        return client.get("/search/", {"q": q, "in": scope}).content.decode()

    assert ('id="papers"' in shown(""), 'id="said"' in shown("")) == (True, True)
    assert ("的请示" in shown("title"), 'id="said"' in shown("title")) == (True, False)
    assert ('id="papers"' in shown("said"), "要抓紧" in shown("said")) == (False, True)
    assert "没有找到" in shown("number")
    assert "的请示" in shown("number", "云政〔2026〕9号")
    assert client.get("/search/", {"q": "更新", "in": "x"}).status_code == 400


def test_a_scope_is_asked_of_the_register_not_of_its_first_page(office: Office, client: Client) -> None:
    """Fifty newer papers with the word elsewhere do not hide the one that has it there."""
    registered(office, title="关于云政改革的报告", source_doc_number="改字〔2026〕1号")
    for n in range(51):
        registered(office, title=f"关于第{n}件事的通知", source_doc_number=f"云政〔2026〕{n + 100}号")
    client.force_login(again(office.clerk))
    page = client.get("/search/", {"q": "云政", "in": "title"}).content.decode()
    assert "改革的报告" in page
    assert "件事的通知" not in page
    registered(office, title="关于云政二字的说明", source_doc_number="云政〔2026〕999号")
    assert "二字的说明" in client.get("/search/", {"q": "云政", "in": "number"}).content.decode()


@pytest.mark.parametrize("in_", ["", "number"])
def test_a_bare_serial_of_this_year_finds_its_paper(office: Office, client: Client, in_: str) -> None:
    """As it stands in the register's first column, even where it is one digit."""
    doc, other = registered(office), registered(office)
    assert doc.serial < 10
    client.force_login(again(office.clerk))

    def shown(typed: str) -> str:
        return client.get("/search/", {"q": typed, "in": in_}).content.decode()

    assert f"/documents/{doc.ref}/" in shown(str(doc.serial))
    assert f"/documents/{other.ref}/" not in shown(str(doc.serial))
    assert "没有找到" in shown("9999999")
    client.force_login(again(office.outsider))
    assert f"/documents/{doc.ref}/" not in shown(str(doc.serial))


def recent(client: Client) -> list[str]:
    found: list[str] = client.get("/search/").context["recent"]
    return found


def test_the_last_ten_searches_of_the_person(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    for n in range(12):
        client.get("/search/", {"q": f"第{n}次"})
    client.get("/search/", {"q": "第5次"})
    client.get("/search/", {"q": "五"})  # too short to be a search
    ten = ["第5次", *(f"第{n}次" for n in (11, 10, 9, 8, 7, 6, 4, 3, 2))]
    assert recent(client) == ten
    assert "?q=%E7%AC%AC" in client.get("/search/").content.decode()
    client.logout()
    client.force_login(again(office.clerk))
    assert recent(client) == ten  # another day, another computer


def test_last_searches_are_for_own_eyes(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    client.get("/search/", {"q": "防汛抗旱"})
    for who in (office.handler, office.chief, office.admin, office.auditor):
        client.force_login(again(who))
        assert recent(client) == []
        for address in ("/", "/search/", "/people/", f"/people/persons/{office.clerk.pk}/", "/settings/"):
            assert "防汛抗旱" not in client.get(address).content.decode(), (who, address)


def test_last_searches_are_cleared_by_the_person_himself(office: Office, client: Client) -> None:
    other = Client()
    other.force_login(office.handler)
    other.get("/search/", {"q": "防汛"})
    client.force_login(office.clerk)
    client.get("/search/", {"q": "抗旱"})
    assert client.get("/search/forget/").status_code == 405
    assert client.post("/search/forget/").status_code == 302
    assert recent(client) == []
    assert recent(other) == ["防汛"]


def test_last_searches_go_with_the_person(office: Office, client: Client) -> None:
    client.force_login(office.leader2)
    client.get("/search/", {"q": "防汛"})
    deactivate(
        Roster.the(), by=again(office.admin), person=again(office.leader2), left_on=timezone.localdate()
    )
    assert again(office.leader2).searches == []


def test_a_marked_search_is_not_kept(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    assert client.get("/search/", {"q": "机密★5年"}).status_code == 200
    assert recent(client) == []


def test_the_same_search_again_writes_nothing(office: Office, client: Client, statements: Statements) -> None:
    """One write when it is new, none when it is repeated; showing them costs no statement at all."""
    client.force_login(office.clerk)
    with CaptureQueriesContext(connection) as first:
        client.get("/search/", {"q": "更新"})
    writes = [q["sql"] for q in first if q["sql"].lstrip().startswith(("UPDATE", "INSERT"))]
    assert len([sql for sql in writes if "people_person" in sql]) == 1
    assert not any("UPDATE" in sql or "INSERT" in sql for sql in statements(office.clerk, "/search/?q=更新"))
    assert len(statements(office.clerk, "/search/")) == 4


def test_two_windows_lose_nothing(office: Office) -> None:
    one, two = again(office.clerk), again(office.clerk)
    keep(one, "甲乙")
    keep(two, "丙丁")
    assert again(office.clerk).searches == ["丙丁", "甲乙"]
