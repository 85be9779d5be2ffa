"""Where the button says the paper goes, and by when, is where and when it really goes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from docflow.web.parts import when
from documents.actions.review import countersign
from documents.actions.signers import add_signer
from documents.models import Document
from tests.office import Office, approve, fresh, reviewing, submitted
from workflow.clock import database_now
from workflow.models import Task

from .browser import Page, text


def promised(page: Page, doc: Document) -> tuple[str, str]:
    found = re.search(r'<p class="nx">.*?</p>', text(page.open(doc)), re.S)
    assert found
    whom, *until = re.findall(r"<b>(.*?)</b>", found[0])
    return whom, until[0] if until else ""


def opened(doc: Document, kind: str) -> Task:
    return Task.objects.about(doc).open().get(kind=kind)


def test_the_signer_after_the_chief_gets_the_date_the_chief_saw(office: Office) -> None:
    doc = reviewing(office)
    add_signer(doc, by=office.chief, signer=office.supervisor, mode="after")
    whom, until = promised(Page(office.chief), doc)
    approve(doc, by=fresh(office.chief))
    task = opened(doc, "countersign")
    assert whom == f"{office.supervisor.name}（会签）"
    assert until == when(task.due_at)


def test_a_date_beyond_the_papers_own_is_warned_of(office: Office) -> None:
    doc = reviewing(office)
    page = Page(office.chief)
    assert "晚于本件办结限" not in text(page.open(doc))
    Document.objects.filter(pk=doc.pk).update(due_at=database_now() + timedelta(minutes=5))
    assert "晚于本件办结限" in text(page.open(doc))


def test_units_get_a_new_date_where_the_papers_own_is_over(office: Office) -> None:
    doc = reviewing(office, leaders=[])
    Document.objects.filter(pk=doc.pk).update(due_at=database_now() - timedelta(days=9))
    whom, until = promised(Page(office.chief), doc)
    approve(Document.objects.get(pk=doc.pk), by=fresh(office.chief))
    assert whom == "省水利厅（主办）"
    assert until == when(opened(doc, "handle").due_at)


@pytest.mark.parametrize("mode", ["sequential", "parallel"])
def test_with_another_leader_still_to_write(office: Office, mode: str) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode=mode)
    shown: Any = re.search(r'<p class="nx">.*?</p>', text(Page(office.leader).open(doc)), re.S)
    if mode == "parallel":
        assert "（交办）" not in shown[0]  # it waits for the other
    else:
        assert promised(Page(office.leader), doc)[0] == "李四（批示）"


def test_a_signer_of_the_leader_sends_it_to_be_assigned(office: Office) -> None:
    doc = submitted(office)
    add_signer(doc, by=office.leader, signer=office.supervisor, mode="before")
    whom, until = promised(Page(office.supervisor), doc)
    countersign(doc, by=fresh(office.supervisor), opinion="同意。")
    assert whom == "赵六（批示）"
    assert until == when(opened(doc, "instruct").due_at)
