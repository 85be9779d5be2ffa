"""催办 beside a name urges that one: the link says which work, the form ticks exactly that."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from documents.actions.reading import circulate, read
from documents.models import Document
from tests.office import Office, circulating, fresh, handling, item
from workflow.clock import database_now
from workflow.models import Task

from .browser import Page, text


def ticked(html: str) -> list[int]:
    """Whose boxes are ticked."""
    boxes = re.findall(r'<input type="checkbox" name="whom"[^>]*>', html)
    return [int(re.search(r'value="(\d+)"', b)[1]) for b in boxes if "checked" in b]  # type: ignore[index]


def link_beside(html: str, name: str, words: str) -> str:
    row = next(li for li in re.findall(r"<li>.*?</li>", html, re.S) if name in li and words in li)
    found = re.search(rf'href="([^"]*)">{words}</a>', row)
    assert found, row
    return found[1]


def of(doc: Document, person_or_unit: Any, lane: str = "main") -> int:
    return Task.objects.about(doc).open().get(holder=person_or_unit.principal, lane=lane).pk


def test_each_branch_urges_its_own_unit(office: Office) -> None:
    doc = handling(office, items=[item(office, co=[office.unit2])])
    page = Page(office.handler)
    shown = text(page.open(doc))
    for unit in (office.unit, office.unit2):
        form = text(page.client.get(link_beside(shown, unit.short, "催办")))
        assert ticked(form) == [of(doc, unit)]


def test_a_reader_is_urged_and_not_the_keeper_of_the_paper(office: Office) -> None:
    doc = circulating(office, [office.leader, office.leader2])
    page = Page(office.clerk)
    shown = text(page.open(doc, "?tab=readers"))
    form = text(page.client.get(link_beside(shown, office.leader2.name, "催阅")))
    assert ticked(form) == [of(doc, office.leader2, "circulation")]


def test_from_the_list_of_circulations_the_open_readers_are_meant(office: Office) -> None:
    doc = circulating(office, [office.leader, office.leader2])
    circulate(doc, by=office.clerk, readers=[office.head], note="请阅知。")
    read(doc, by=fresh(office.leader))
    page = Page(office.clerk)
    shown = text(page.client.get("/circulation/?tab=running"))
    link = re.search(r'href="([^"]*/do/urge/[^"]*)"', shown)
    assert link
    form = text(page.client.get(link[1]))
    assert set(ticked(form)) == {of(doc, who, "circulation") for who in (office.leader2, office.head)}


def test_without_a_name_only_the_late_are_ticked(office: Office) -> None:
    doc = handling(office, items=[item(office, co=[office.unit2])])
    page = Page(office.handler)
    assert ticked(text(page.get(doc, "urge"))) == []
    late = Task.objects.about(doc).filter(pk=of(doc, office.unit2))
    late.update(due_at=database_now() - timedelta(hours=1))
    assert ticked(text(page.get(doc, "urge"))) == [of(doc, office.unit2)]


def test_who_has_answered_since_is_not_replaced_by_another(office: Office) -> None:
    doc = circulating(office, [office.leader, office.leader2])
    gone = of(doc, office.leader, "circulation")
    read(doc, by=fresh(office.leader))
    assert ticked(text(Page(office.clerk).get(doc, "urge", f"?task={gone}"))) == []


def test_a_bad_address_of_a_verb_is_told(office: Office) -> None:
    doc = handling(office)
    page = Page(office.handler)
    for query in ("?task=x", "?task=0", "?lane=main", "?number=99999999"):
        assert page.get(doc, "urge", query).status_code == 400, query
        assert page.get(doc, "reassign", query).status_code in (400, 403), query
