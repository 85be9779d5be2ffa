"""Views that a person keeps: his alone, checked when kept, forgotten by him."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from documents.models import SavedView
from tests.lists.bulk import papers
from tests.lists.test_pages import Page, text
from tests.office import Office

pytestmark = pytest.mark.django_db


def test_a_view_of_ones_own(office: Office, page: Page, client: Client) -> None:
    papers(office, 1, urgency="urgent")
    html = text(page(office.clerk, "/documents/?urgency=urgent&before=99"))
    keep = re.search(r'href="(/documents/views/[^"]*)"', html)
    assert keep is not None
    form = text(page(office.clerk, keep[1].replace("&amp;", "&")))
    query = re.search(r'name="query" value="([^"]*)"', form)
    assert query is not None
    assert query[1] == "urgency=urgent"
    sent = client.post("/documents/views/", {"name": "急件", "query": query[1]})
    assert sent["Location"] == "/documents/?urgency=urgent"
    assert "急件" in text(page(office.clerk, "/documents/"))
    assert "急件" not in text(page(office.chief, "/documents/"))
    client.force_login(office.clerk)
    again = client.post("/documents/views/", {"name": "急件", "query": query[1]})
    assert again.status_code == 422
    view = SavedView.objects.get(person=office.clerk)
    client.force_login(office.chief)
    assert client.post(f"/documents/views/{view.pk}/forget/").status_code == 404
    client.force_login(office.clerk)
    assert client.post(f"/documents/views/{view.pk}/forget/").status_code == 302
    assert not SavedView.objects.exists()


def test_what_cannot_be_kept(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    assert client.post("/documents/views/", {"name": "", "query": "q=更新"}).status_code == 422
    assert client.post("/documents/views/", {"name": "x" * 21, "query": "q=更新"}).status_code == 422
    assert client.post("/documents/views/", {"name": "甲", "query": "q=更新"}).status_code == 302
    assert client.post("/documents/views/", {"name": "甲", "query": "q=更新"}).status_code == 422
    client.post("/documents/views/", {"name": "乙", "query": "since=0230&next=//evil"})
    assert not SavedView.objects.filter(query__contains="evil").exists()
    for i in range(20):
        client.post("/documents/views/", {"name": f"视图{i}", "query": "q=更新"})
    assert SavedView.objects.count() == 12
