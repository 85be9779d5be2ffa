"""The search (S22): where to search, and what was searched lately."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.office import Office, again, make_office, registered, reviewing


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


def test_the_last_ten_searches_of_the_person(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    for n in range(12):
        client.get("/search/", {"q": f"第{n}次"})
    client.get("/search/", {"q": "第5次"})
    client.get("/search/", {"q": "五"})  # too short to be a search
    assert client.get("/search/").context["recent"] == [
        "第5次",
        *(f"第{n}次" for n in (11, 10, 9, 8, 7, 6, 4, 3, 2)),
    ]
    assert "?q=%E7%AC%AC" in client.get("/search/").content.decode()
    client.force_login(office.handler)
    assert client.get("/search/").context["recent"] == []
