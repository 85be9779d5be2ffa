"""Copies on paper: the box on the page, its buttons and links, what they cost; and an upgrade."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Document
from documents.queries.open_matters import matters
from documents.rules.copies import LINKED
from documents.rules.copies import query as linking
from tests.documents.handling.path import now
from tests.documents.page.browser import Page, text
from tests.documents.side.test_copies import FACTS, hand, numbered, secret, standing
from tests.office import Office, handling, instructed, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


# -- the page --------------------------------------------------------------------------------------------


def test_the_box_shows_where_each_copy_is_and_buttons_to_the_clerk(office: Office) -> None:
    doc = handling(office, numbered(office, physical_location="文书柜2"))
    hand(doc, office, "give", unit=office.unit)
    page = text(Page(office.clerk).open(doc, FACTS))
    for words in ("纸质件 2 份＝在文书处 1＋在外 1", "000119</b> 在文书处（文书柜2）", "省水利厅", "交接记录 1 条",
                  "000118 交给省水利厅。", "?what=back&amp;numbers=000118", "?what=give&amp;numbers=000119"):  # fmt: skip
        assert words in page, words
    others = text(Page(office.chief).open(doc, FACTS))
    assert "000119</b> 在文书处" in others
    assert "do/hand_copies/" not in others


def test_the_holder_sees_that_he_holds_it(office: Office) -> None:
    doc = handling(office, numbered(office))
    hand(doc, office, "give", unit=office.unit)
    mine = "您处持有本件纸质件：000118"
    for query in ("", FACTS, "?tab=log"):
        assert mine in text(Page(office.unit_clerk).open(doc, query)), query
        assert mine not in text(Page(office.chief).open(doc, query)), query
    assert "000118 交给省水利厅。" in text(Page(office.chief).open(doc, "?tab=log"))
    assert Page(office.outsider).open(doc, FACTS).status_code == 404
    assert Page(office.outsider).get(doc, "hand_copies").status_code == 404


def test_by_the_form_step_by_step(office: Office) -> None:
    doc = handling(office, numbered(office))
    page = Page(office.clerk)
    drawn = page.get(doc, "hand_copies", "?what=give&numbers=000118")
    assert "交出哪几份" in text(drawn)
    empty = page.post(drawn)
    assert empty.status_code == 422
    assert "个人或单位，二者选一" in text(empty)
    assert 'value="000118"' in text(empty)
    assert page.post(drawn, unit="省水利厅").status_code == 302
    assert standing(doc)[118] == ("given", "省水利厅")
    again = Page(office.clerk2).post(
        page.get(doc, "hand_copies", "?what=give&numbers=000118"), unit="省水利厅"
    )
    assert again.status_code == 409
    assert "登记交给省水利厅" in text(again)
    late = page.post(page.get(doc, "hand_copies", "?what=return&numbers=000118"), receipt="")
    assert late.status_code == 422
    drawn = page.get(doc, "hand_copies", "?what=return&numbers=000118")
    assert page.post(drawn, receipt="回执 7").status_code == 302
    drawn = page.get(doc, "hand_copies", "?what=lost&numbers=000119")
    assert page.post(drawn, reason="").status_code == 422
    assert page.post(drawn, reason="查无下落").status_code == 302
    drawn = page.get(doc, "hand_copies", "?what=place")
    assert page.post(drawn, place="保密柜").status_code == 302
    assert now(doc).physical_location == "保密柜"
    assert {s for s, _name in standing(doc).values()} == {"returned", "lost"}
    assert page.get(doc, "hand_copies", "?what=nonsense").status_code == 400
    assert page.get(doc, "hand_copies").status_code == 200


def test_the_open_matter_leads_to_the_form(office: Office) -> None:
    doc = handling(office, secret(office))
    hand(doc, office, "give", unit=office.unit)
    link = f"/documents/{doc.ref}/do/hand_copies/?what=back&amp;numbers=000118"
    assert link in text(Page(office.clerk).open(doc))


def test_the_link_of_one_holder_takes_back_his_copies_alone(office: Office) -> None:
    doc = handling(office, secret(office, text="118-121", copies=4))
    hand(doc, office, "give", "118、120", unit=office.unit)
    hand(now(doc), office, "give", "119", person=office.handler)
    found = {m.words: m.about for m in matters(now(doc)) if m.what == "copies"}
    assert found == {
        "份号 000118、000120（2 份）在省水利厅，尚未清退。": "what=back&numbers=000118%E3%80%81000120",
        "份号 000119（1 份）在冯二二，尚未清退。": "what=back&numbers=000119",
    }
    page = Page(office.clerk)
    assert page.post(page.get(doc, "hand_copies", "?what=back&numbers=000119")).status_code == 302
    assert [standing(doc)[n][0] for n in (118, 119, 120)] == ["given", "kept", "given"]


def test_back_is_filled_in_with_what_is_out_only(office: Office) -> None:
    doc = handling(office, secret(office, text="118-121", copies=4))
    hand(doc, office, "give", "118", unit=office.unit)
    hand(now(doc), office, "return", "119", how="exchange", receipt="1")
    hand(now(doc), office, "lost", "120", reason="遗失")

    def filled(asked: str) -> str:
        return str(Page(office.clerk).get(doc, "hand_copies", asked).context["form"]["numbers"].value())

    assert filled("?what=back") == "000118"
    assert filled("?what=back&of=lost") == "000120"
    assert filled(f"?what=return&of={office.unit.principal}") == "000118"
    assert filled("?what=return&of=kept") == "000121"


def test_more_copies_than_a_link_takes_are_named_by_their_holder(office: Office) -> None:
    doc = handling(office, secret(office, text="1-1000", copies=1000))
    hand(doc, office, "give", "1-3", person=office.handler)
    odd = "、".join(str(n) for n in range(5, 1000, 2))
    hand(now(doc), office, "give", odd, unit=office.unit)
    [about] = [m.about for m in matters(now(doc)) if m.what == "copies" and "省水利厅" in m.words]
    assert about == f"what=back&of={office.unit.principal}"
    assert len(linking("give", "kept", range(5, 1000, 2))) < len("what=give&of=") + 9 < LINKED
    page = Page(office.clerk)
    links = page.open(doc, FACTS).context["copies"].groups
    for link in [link for group in links for link, _label in group.moves]:
        assert page.get(doc, "hand_copies", f"?{link}").status_code == 200
    assert page.post(page.get(doc, "hand_copies", f"?{about}")).status_code == 302
    assert {n for n, at in standing(doc).items() if at[0] == "given"} == {1, 2, 3}


@pytest.mark.parametrize("times", [1, 3])
def test_statements_do_not_grow(office: Office, settings: Any, times: int) -> None:
    settings.DEMO = False  # its switch of identity asks for its people
    doc = handling(office, numbered(office, f"1-{times}", times))
    for n in range(times):
        hand(now(doc), office, "give", str(n + 1), unit=office.unit)
    for who, query in ((office.clerk, FACTS), (office.unit_clerk, ""), (office.chief, FACTS)):
        page = Page(who)
        page.open(doc, query)
        with CaptureQueriesContext(connection) as seen:
            assert page.open(doc, query).status_code == 200
        assert len(seen) == (8 if query else 7), (who, query)  # the gates it passed, beside the copies


@pytest.mark.parametrize("times", [1, 3])
def test_the_act_costs_the_same_for_many(office: Office, times: int) -> None:
    doc = handling(office, numbered(office, f"1-{times}", times))
    with CaptureQueriesContext(connection) as seen:
        hand(doc, office, "return", f"1-{times}", how="exchange", receipt="1")
    assert len([q for q in seen if "documents_copy" in q["sql"]]) == 2
    assert len([q for q in seen if "documents_handing" in q["sql"]]) == 1


# -- an upgrade ------------------------------------------------------------------------------------------


def test_papers_that_are_there_get_their_rows(office: Office) -> None:
    migration = import_module("documents.migrations.0021_copies")
    texts = {"000118、000119": [118, 119], "000001-000003": [1, 2, 3], "甲-3": [], "１２": [12], "9-1": [], "": [],
             "1-999999": []}  # fmt: skip
    papers = {typed: instructed(office) for typed in texts}
    for typed, doc in papers.items():
        Document.objects.filter(pk=doc.pk).update(copy_numbers=typed)
    migration.number(apps, None)
    assert {typed: sorted(standing(doc)) for typed, doc in papers.items()} == texts
    assert {s for doc in papers.values() for s in standing(doc).values()} == {("kept", "")}
