"""The pages of errors, reports, meeting and checks in English: each thing by its own name, English signs between English words."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils.translation import override

from bulletins.actions.errors import note
from bulletins.actions.meetings import names
from bulletins.models import ErrorEntry, Meeting
from bulletins.queries.labels import named
from documents.models import Document
from people.models import Person
from proofing.catalogue import RULES
from tests.bulletins.packs.world import decided, made, met
from tests.bulletins.reports.test_reports import made as reported
from tests.office import Office, make_office, registered

pytestmark = pytest.mark.django_db

WIDE = re.compile(r"[A-Za-z][（、：；，。]|[（）、：；，。]\s*[A-Za-z]")


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def doc(office: Office) -> Document:
    return registered(office)


def words_of(who: Person, path: str) -> str:
    """What stands on the page in English, without its marks."""
    client = Client()
    client.force_login(who)
    client.cookies["django_language"] = "en"
    page = client.get(path)
    assert page.status_code == 200, path
    body = page.content.decode().partition("<main")[2]
    return html.unescape(
        re.sub(r"\s+", " ", re.sub(r"<(?:script|style).*?</(?:script|style)>|<[^>]+>", " ", body))
    )


def test_an_error_is_called_by_what_it_is(office: Office, doc: Document) -> None:
    note(office.clerk, "number", about=None, key="k" * 20)
    entry = ErrorEntry.objects.get()
    said = words_of(office.chief, "/errors/")
    assert "Document number" in said
    assert "Text size" not in said
    assert "Category All Kind Format" in said, "a kind among the kinds of something else says nothing"
    assert " Closed " in said
    page = words_of(office.chief, f"/errors/{entry.ref}/")
    assert "Category Document number" in page
    ErrorEntry.objects.update(rule="PUN-01")
    page = words_of(office.chief, f"/errors/{entry.ref}/")
    assert RULES["PUN-01"].english in page
    assert RULES["PUN-01"].text not in page
    assert "Text size" in words_of(office.chief, "/settings/"), "and the size of letters stays what it is"


def test_a_report_in_english(office: Office, doc: Document) -> None:
    row = reported(office, doc)
    said = words_of(office.chief, f"/reports/{row.ref}/")
    assert "Field Pages" in said, "the office's word, as the screen calls it"
    assert f"{office.chief.name} (by " in said
    assert "Explanation" in said
    assert not WIDE.search(words_of(office.handler, f"/reports/new/?about=document:{doc.ref}"))


def test_a_meeting_has_actions_and_owners(office: Office) -> None:
    pack = made()
    decided(office, met(office, pack, attendees=["冯二二", "陈三三"]))
    said = words_of(office.chief, f"/packs/{pack.ref}/meeting/")
    assert "Meeting actions Matter Owner" in said
    assert "Made by" not in said
    assert "冯二二, 陈三三" in said
    assert Meeting.objects.get().attendees == ["冯二二", "陈三三"]


@pytest.mark.parametrize(
    ("kept", "said"),
    [("差错 · 路径", "Errors · Routing"), ("差错 · 用印", "Errors · Sealing"), ("用印", "Seal uses"),
     ("环节时长（中位数） · 收文 · 办结", "Time of a step (median) · Incoming · Close")],
)  # fmt: skip
def test_the_kept_label_of_a_figure(kept: str, said: str) -> None:
    with override("en"):
        assert named(kept) == said
    with override("zh-hans"):
        assert named(kept) == kept


def test_names_may_stand_between_any_commas() -> None:
    assert names("冯二二, 陈三三，李四、冯二二") == ["冯二二", "陈三三", "李四"]


def test_english_signs_between_english_words(office: Office, doc: Document) -> None:
    for path in ("/gates/", "/sweep/", "/statistics/", "/board/six/", "/errors/top/", "/reports/", "/packs/"):
        found = WIDE.search(words_of(office.chief, path))
        assert not found, (path, found)
