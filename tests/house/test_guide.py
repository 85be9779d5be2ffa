"""The operating guide: whole, searched, and the piece for one page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from docflow.guide import SECTIONS
from docflow.guide_places import OF_ACT, OF_PAGE, OF_VERB
from documents.rules.verbs import VERBS
from outgoing.rules.verbs import VERBS as OUTGOING_VERBS
from seals.rules.moves import MOVES
from seals.rules.request_verbs import VERBS as OF_REQUEST
from seals.urls import urlpatterns as seal_urls
from seals.views.blanks import VERBS as OF_BLANKS
from seals.views.takeouts import VERBS as OF_TAKEOUT
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
    assert shown(chen, "?q=退文单") == {"review", "proof"}
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
     ("//nowhere", "没有专门的说明"), ("/seals/desk/", "用印登记"), ("/seals/requests/abc/do/approve/", "申请用印"),
     ("/blanks/abc/do/close/", "外带与空白凭证")],
)  # fmt: skip
def test_the_piece_for_a_page(chen: Client, path: str, word: str) -> None:
    page = chen.get("/help/", {"page": path}).content.decode()
    assert '<dialog id="page-help"' in page
    assert word in page


def test_the_map_names_what_exists() -> None:
    codes = {s.code for s in SECTIONS}
    assert {c for many in (*OF_PAGE.values(), *OF_VERB.values(), *OF_ACT.values()) for c in many} <= codes
    assert set(OF_VERB) <= {*VERBS, *OUTGOING_VERBS}
    names = {p.name for room in get_resolver().url_patterns for p in getattr(room, "url_patterns", [room])}
    assert set(OF_PAGE) <= names


# Files, pictures and forms without a page of their own.
NO_PAGE = {
    "handover_sheet", "passport_file", "seal_absence_end", "seal_audit_checkpoint", "seal_audit_export", "seal_desk_file",
    "seal_desk_page", "seal_imprint", "seal_leave", "seal_ledger_sheet", "seal_line_photo", "seal_request_drawing", "seal_request_file",
    "seal_request_page", "seal_request_slip", "seal_signed_file", "seal_takeout_photo", "seals_print", "seal_ledger_print",
    "seal_requests_print", "seal_takeouts_print", "seals_forget", "seal_ledger_forget", "seal_requests_forget", "seal_takeouts_forget",
}  # fmt: skip


def test_every_page_and_act_of_a_seal_is_spoken_of() -> None:
    pages = {pattern.name for pattern in seal_urls}
    assert pages - set(OF_PAGE) == NO_PAGE
    verbs = {
        "seal_act": {*MOVES, "take_stock"}, "seal_request_act": set(OF_REQUEST), "seal_takeout_act": set(OF_TAKEOUT),
        "blank_book_act": set(OF_BLANKS),
    }  # fmt: skip
    assert set(OF_ACT) == {(page, verb) for page, found in verbs.items() for verb in found}
