"""The operating guide: whole, searched, and the piece for one page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from docflow.guide import SECTIONS
from docflow.guide_places import OF_PAGE, OF_VERB
from documents.rules.verbs import VERBS
from tests.office import make_office


@pytest.fixture
def chen(db: None, client: Client) -> Client:
    client.force_login(make_office().clerk)
    return client


def shown(client: Client, query: str) -> set[str]:
    page = client.get(f"/help/{query}").content.decode()
    return {s.code for s in SECTIONS if f'<h2 id="{s.code}">' in page}


def test_all_of_it_with_its_pictures(chen: Client) -> None:
    assert shown(chen, "") == {s.code for s in SECTIONS}
    assert chen.get("/help/").content.decode().count('class="shot"') == sum(s.pictured for s in SECTIONS)


def test_a_search_leaves_what_was_asked_for_and_marks_it(chen: Client) -> None:
    assert shown(chen, "?q=退文单") == {"review"}
    assert shown(chen, "?q=退") >= {"review", "handle"}
    assert "<mark>退文单</mark>" in chen.get("/help/?q=退文单").content.decode()


def test_nothing_found_offers_every_section(chen: Client) -> None:
    page = chen.get("/help/?q=量子").content.decode()
    assert "操作指南里没有“量子”" in page
    assert 'href="/help/#register"' in page


def test_too_long_a_question_is_refused_in_words(chen: Client) -> None:
    answer = chen.get("/help/", {"q": "字" * 101})
    assert answer.status_code == 400
    assert 'id="errs"' in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "word"),
    [("/documents/new/", "登记来文"), ("/documents/abc/do/report/", "承办与协办"), ("/people/", "没有专门的说明"),
     ("//nowhere", "没有专门的说明")],
)  # fmt: skip
def test_the_piece_for_a_page(chen: Client, path: str, word: str) -> None:
    page = chen.get("/help/", {"page": path}).content.decode()
    assert '<dialog id="page-help"' in page
    assert word in page


def test_the_map_names_what_exists() -> None:
    codes = {s.code for s in SECTIONS}
    assert {c for many in (*OF_PAGE.values(), *OF_VERB.values()) for c in many} <= codes
    assert set(OF_VERB) <= set(VERBS)
    names = {p.name for room in get_resolver().url_patterns for p in getattr(room, "url_patterns", [room])}
    assert set(OF_PAGE) <= names
