"""After an act the next paper is on the screen: the sentence says which paper went to whom, and by when."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from docflow.web.parts import when
from documents.actions.handling import accept
from documents.models import Document
from tests.office import Office, handling, reviewing, submitted
from workflow.models import Task

from .browser import Page, text


def told(page: Page, answer: Any) -> str:
    shown = text(page.client.get(answer.url))
    found = re.search(r'id="status" role="status">(.*?)</div>', shown, re.S)
    assert found
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip()


def due(doc: Document, kind: str) -> str:
    return when(Task.objects.about(doc).open().get(kind=kind).due_at)


def test_approved(office: Office) -> None:
    doc, page = reviewing(office), Page(office.chief)
    reviewing(office)
    answer = page.press(doc, "?from=todo")
    assert f"/documents/{doc.ref}/" not in answer.url
    assert told(page, answer) == f"{doc.receipt_no} 已送 赵六 批示，限 {due(doc, 'instruct')}。 撤回"


def test_given_back(office: Office) -> None:
    doc, page = reviewing(office), Page(office.chief)
    answer = page.send(doc, "give_back", reason="再核。")
    assert told(page, answer) == f"{doc.receipt_no} 已退 冯二二 修改，限 {due(doc, 'propose')}。"


def test_instructed(office: Office) -> None:
    doc, page = submitted(office), Page(office.leader)
    answer = page.press(doc, text="请水利厅办。")
    assert told(page, answer) == f"{doc.receipt_no} 批示已保存，送 冯二二 交办，限 {due(doc, 'assign')}。"


def test_straight_to_the_unit(office: Office) -> None:
    doc, page = reviewing(office, leaders=[]), Page(office.chief)
    answer = page.press(doc)
    assert told(page, answer) == f"{doc.receipt_no} 已交 省水利厅 办理，限 {due(doc, 'handle')}。 撤回"


def test_reported(office: Office) -> None:
    doc, page = handling(office), Page(office.unit_clerk)
    accept(doc, by=office.unit_clerk)
    assert told(page, page.press(doc, result="已办。")).startswith(f"{doc.receipt_no} 已报结")


def test_on_a_phone_the_address_chooses_the_side(office: Office) -> None:
    doc, page = reviewing(office), Page(office.chief)
    for query, side in (("", "doc"), ("?tab=log", "op"), ("?order=time", "op"), ("?view=text", "doc")):
        shown = text(page.open(doc, query))
        assert f'id="main" data-tab="{side}"' in shown, query
        assert f'data-tab="{side}" aria-current="true"' in shown, query
