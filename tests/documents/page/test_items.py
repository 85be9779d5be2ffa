"""A unit with several items on one paper: each line of its list opens its own, and nothing is sent for another."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from documents.actions.handling import accept, progress, report
from documents.models import Assignment, Document
from tests.office import Office, handling, item
from workflow.models import Task

from .browser import Form, Page, text


@pytest.fixture
def doc(office: Office) -> Document:
    """省财政厅 assists in item 1 and leads item 2."""
    return handling(
        office,
        items=[
            item(office, content="请牵头研究提出意见", co=[office.unit2]),
            item(office, content="请提出资金意见", lead=office.unit2),
        ],
    )


def tasks(office: Office, doc: Document) -> dict[int, Task]:
    """省财政厅's tasks by the number of the item."""
    rows = Task.objects.about(doc).filter(holder=office.unit2.principal, kind__in=["handle", "assist"])
    items = Assignment.objects.in_bulk([t.assignment_id for t in rows])
    return {items[t.assignment_id].item: t for t in rows}


def rows(page: Page) -> list[str]:
    return re.findall(r"<tr data-row.*?</tr>", text(page.client.get("/")), re.S)


def opened(page: Page, row: str) -> Any:
    link = re.search(r'class="t" href="([^"]*)"', row)
    assert link
    return page.client.get(unescape(link[1]))


def test_each_line_opens_its_item_and_accepts_that_one(office: Office, doc: Document) -> None:
    page, mine = Page(office.unit2_clerk), tasks(office, doc)
    second = next(row for row in rows(page) if "请提出资金意见" in row)
    shown = opened(page, second)
    panel = text(shown)[text(shown).index('<form class="act') :]
    assert "第 2 项 主办 · 限" in panel
    assert "冯二二：请提出资金意见" in panel
    assert "请牵头研究提出意见" not in panel
    answer = page.post(shown)
    assert answer.status_code == 302
    assert answer.url.endswith(f"&task={mine[1].pk}")  # the item that is left
    accepted = {n: Task.objects.get(pk=t.pk).accepted_at is not None for n, t in mine.items()}
    assert accepted == {1: False, 2: True}
    assert f"do/progress/?from=todo&amp;then={mine[2].pk}&amp;task={mine[1].pk}" in text(
        page.client.get(answer.url)
    )


def test_what_is_reported_is_what_the_line_named(office: Office, doc: Document) -> None:
    page, mine = Page(office.unit2_clerk), tasks(office, doc)
    for task in mine.values():
        accept(doc, by=office.unit2_clerk, task_id=task.pk)
    shown = text(page.open(doc, f"?from=todo&task={mine[2].pk}"))
    form = Form(shown)
    assert form.fields["task"] == str(mine[2].pk)
    assert "result" not in form.fields  # the whole form, where the items can be compared, comes next
    whole = page.client.get(form.action, form.fields)
    assert 'name="evidence"' in text(whole)
    assert re.search(rf'value="{mine[2].pk}"[^>]*checked', text(whole))
    assert "第 1 项 协办" in text(whole)
    assert "第 2 项 主办" in text(whole)


def test_without_a_named_item_the_page_asks_which(office: Office, doc: Document) -> None:
    page = Page(office.unit2_clerk)
    shown = text(page.open(doc))
    form = Form(shown)
    assert "您在本件有几项" in shown
    assert "task" not in form.fields
    whole = text(page.client.get(form.action, form.fields))
    assert len(re.findall(r'type="radio" name="task"', whole)) == 2


def test_the_lead_reads_what_its_co_units_answered_before_it_reports(office: Office) -> None:
    doc = handling(office, items=[item(office, co=[office.unit2])])
    accept(doc, by=office.unit_clerk)
    report(doc, by=office.unit2_clerk, result="资金已安排三百万元。")
    page = Page(office.unit_clerk)
    form = Form(text(page.open(doc)))
    assert "result" not in form.fields
    assert "资金已安排三百万元。" in text(page.client.get(form.action, form.fields))


def test_one_item_alone_is_answered_on_the_page_with_a_way_to_attach(office: Office) -> None:
    doc = handling(office)
    accept(doc, by=office.unit_clerk)
    page = Page(office.unit_clerk)
    shown = text(page.open(doc))
    assert "result" in Form(shown).fields
    assert "第 1 项 主办 · 限" in shown
    link = re.search(r'href="([^"]*)">附材料</a>', shown)
    assert link
    assert 'name="evidence"' in text(page.client.get(unescape(link[1])))


def test_a_line_of_before_does_not_choose_another_item(office: Office, doc: Document) -> None:
    mine = tasks(office, doc)
    report(doc, by=office.unit2_clerk, result="无意见。", task_id=mine[1].pk)
    page = Page(office.unit2_clerk)
    shown = text(page.open(doc, f"?from=todo&task={mine[1].pk}"))
    assert "第 2 项 主办" in shown
    assert f'name="task" value="{mine[2].pk}"' in shown


def shares(html: str) -> list[list[str]]:
    """The rows of each item, as text."""
    block = html[html.index('<details class="items"') :]
    block = block[: block.index("</details>")]
    lists = re.findall(r'<ul class="co".*?</ul>', block, re.S)
    return [[re.sub(r"<[^>]+>", " ", li) for li in re.findall(r"<li>.*?</li>", one, re.S)] for one in lists]


def test_each_item_with_its_units_the_lead_first(office: Office, doc: Document) -> None:
    shown = text(Page(office.handler).open(doc))
    assert "办理事项 2 项，已报结 0/3" in shown
    first, second = shares(shown)
    assert ["省水利厅" in first[0], "主办" in first[0], "省财政厅" in first[1], "协办" in first[1]] == [
        True
    ] * 4
    assert "省财政厅" in second[0]
    assert all("待接收，限" in row for row in first + second)
    assert "<b>第 2 项</b> 请提出资金意见" in shown
    assert "lamp-green" in shown[shown.index('class="items"') :]  # days left: no warning beside the name


def test_items_stay_when_everybody_has_answered(office: Office, doc: Document) -> None:
    for task in tasks(office, doc).values():
        report(doc, by=office.unit2_clerk, result=f"财政意见{task.pk}。", task_id=task.pk)
    report(doc, by=office.unit_clerk, result="已汇总。")
    shown = text(Page(office.handler).open(doc))
    assert "办理事项 2 项，已报结 3/3" in shown
    first, _second = shares(shown)
    assert "已报结" in first[0]
    assert "已汇总。" in first[0]


def test_what_a_unit_writes_names_the_unit_the_item_and_the_act(office: Office, doc: Document) -> None:
    mine = tasks(office, doc)
    progress(doc, by=office.unit2_clerk, text="正在测算。", task_id=mine[2].pk)
    report(doc, by=office.unit2_clerk, result="无意见。", task_id=mine[1].pk)
    shown = text(Page(office.chief).open(doc))
    for tag, words in (("第 2 项 报进展", "正在测算。"), ("第 1 项 报结", "无意见。")):
        one = next(a for a in re.findall(r"<article.*?</article>", shown, re.S) if words in a)
        assert "<b>施堃 省财政厅</b>" in one
        assert f">{tag}</span>" in one
