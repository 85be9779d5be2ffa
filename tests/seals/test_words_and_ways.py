"""What people meet at the seal pages: one word for one thing, a period that shows something, ways from page to page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from people.models import Person
from seals.forms.audit import PeriodQuery
from seals.rules.moves import MOVES
from seals.views.desk_request import _paged
from seals.words import LineKind, RequestState, SealState
from tests.office import fresh
from tests.outgoing.papers import plainly
from tests.seals.audit.stock import used
from tests.seals.requests.asked import approved, asking
from tests.seals.world import World, make_world


@pytest.fixture
def w(db: None) -> Iterator[World]:
    with plainly():
        yield make_world()


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(fresh(who))
    return client


def words(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:600]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


# -- one word for one thing ------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["废损", "签发检查点", "返回外带登记", "待用印文本"])
def test_a_thing_has_one_name_in_the_seal_room(word: str) -> None:
    """废印, 签署检查点, 印章外带 and 用印文件 are said; 签发 is what a leader does to a paper."""
    files = [
        *Path(settings.BASE_DIR, "seals").rglob("*.py"),
        *Path(settings.BASE_DIR, "templates", "seals").glob("*.html"),
    ]
    assert [file.name for file in files if word in file.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(("name", "label"), [("blank_books", "空白凭证"), ("seal_takeouts", "印章外带")])
def test_a_page_is_called_as_the_menu_calls_it(w: World, name: str, label: str) -> None:
    html = browser(w.keeper).get(reverse(name)).content.decode()
    assert f"<h1>{label}</h1>" in html
    assert re.search(
        rf'href="{reverse(name)}"[^>]*>(?:<svg.*?</svg>)?\s*(?:<[^>]+>)*\s*{label}', html, re.DOTALL
    )


def test_what_is_done_and_what_is_so_are_not_one_message() -> None:
    """A translation has a verb for the button and a state for the badge, not another room's word for the same characters."""
    with (
        override("en"),
        patch("django.utils.translation._trans.pgettext", lambda context, text: f"{context}|{text}"),
    ):
        said = [
            str(MOVES[code].label)
            for code in ("enable", "suspend", "resume", "find", "seal_up", "give_back", "destroy")
        ]
        states = [str(SealState.SEALED_UP.label), str(RequestState.CLOSED.label), str(LineKind.REFUSAL.label)]
    assert {one.partition("|")[0] for one in said} == {"seal move"}
    assert states == ["seal|封存", "seal request|已用印", "seal line|拒绝用印"]


# -- the auditor -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("today", "first"), [((2026, 12, 1), (2026, 10, 1)), ((2026, 11, 30), (2026, 10, 1)),
                                              ((2026, 10, 1), (2026, 7, 1)), ((2027, 1, 1), (2026, 10, 1))])  # fmt: skip
def test_without_days_the_audit_is_never_of_one_day(today: tuple[int, ...], first: tuple[int, ...]) -> None:
    form = PeriodQuery(QueryDict(""), today=date(*today))
    assert form.is_valid()
    assert (form.cleaned_data["first"], form.cleaned_data["last"]) == (date(*first), date(*today))


def test_the_auditor_goes_from_page_to_page(w: World) -> None:
    auditor = browser(w.o.auditor)
    assert f'href="{reverse("seal_checkpoint")}"' in auditor.get(reverse("seal_audit")).content.decode()
    for name in ("seal_checkpoint", "seal_audit_deeds"):
        assert f'href="{reverse("seal_audit")}"' in auditor.get(reverse(name)).content.decode(), name
    month = auditor.get(reverse("seal_audit_month"), {"month": "2026-01"}).content.decode()
    assert 'href="?month=2025-12"' in month
    assert 'href="?month=2026-02"' in month


# -- the book --------------------------------------------------------------------------------------------


def test_the_book_tells_seals_of_one_name_apart_and_has_no_empty_title(w: World) -> None:
    used(w)
    said = words(browser(w.keeper).get(reverse("seal_ledger")))
    assert w.seal.seal_no in said
    assert "（不显示名称）" not in said
    assert "（不显示名称）" in words(browser(w.o.auditor).get(reverse("seal_ledger")))


# -- the desk and the application ------------------------------------------------------------------------


def test_pages_that_differ_are_both_said() -> None:
    assert (_paged(1, 6).value, _paged(1, 6).ok) == ("申请 6 页，文件 1 页", False)
    assert (_paged(6, 6).value, _paged(6, 6).ok) == ("6", True)
    assert (_paged(0, 6).value, _paged(0, 6).ok) == ("6", None)
    assert _paged(0, 0).value == "—"


def test_only_keys_that_work_are_told(w: World) -> None:
    row = asking(w)
    url = reverse("seal_request", args=[row.ref])
    assert "<kbd>R</kbd>" in browser(w.director).get(url).content.decode()
    assert "<kbd>R</kbd>" not in browser(w.o.handler).get(url).content.decode()


# -- the search ------------------------------------------------------------------------------------------


def test_an_application_is_found_by_its_number_by_who_may_see_it(w: World) -> None:
    row = approved(w)
    page = reverse("seal_request", args=[row.ref])

    def found(who: Person, **asked: str) -> str:
        return browser(who).get("/search/", asked).content.decode()

    assert page in found(w.o.handler, q=row.number)
    assert page in found(w.o.handler, q=row.number.lower())
    assert page in found(w.o.handler, q=row.number.removeprefix("YY"))
    assert page not in found(w.o.handler, q="任职情况"), "what it is about is looked for in its own register"
    assert page not in found(w.o.handler, q=row.number, **{"in": "title"})
    assert page not in found(w.o.handler, q=row.number, **{"in": "said"})
    assert page not in found(w.o.outsider, q=row.number)
    seen = found(w.o.auditor, q=row.number)
    assert page in seen
    assert row.title not in seen
