"""Two people decide the same paper: one wins, the other is told who was faster and keeps his words."""

from __future__ import annotations

from collections.abc import Callable

from documents.models import Document
from documents.words import State
from people.models import Delegation
from tests.journeys.visitor import Visitor
from tests.office import SINCE, Office, ordinary
from tests.races.threads import at_once
from workflow.models import Entry
from workflow.replay import differences

WORDS = "拟同意，请同时征求省交通运输厅意见。"


def test_the_second_is_told_and_keeps_his_words(office: Office, visit: Callable[..., Visitor]) -> None:
    Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE, kinds=[])
    doc = ordinary(office)
    chief, deputy = visit("wu"), visit("zheng")
    for one in (chief, deputy):
        one.take(doc.title)
    deputy.press("同意拟办意见。")
    box = deputy.one("#op")
    box.clear()
    box.send_keys(WORDS)
    chief.press("同意拟办意见。")
    chief.send()
    deputy.send()

    deputy.sees("现在不能同意并送出", "吴十", "已审核同意", "您填写的内容已保留")
    kept = deputy.one("#kept")
    assert kept.get_attribute("value") == WORDS
    kept.click()
    chosen = "const k = document.querySelector('#kept'); k.select(); return k.value.slice(k.selectionStart, k.selectionEnd)"
    assert deputy.window.execute_script(chosen) == WORDS
    doc = Document.objects.get(pk=doc.pk)
    assert doc.state == State.SUBMITTED
    said = Entry.objects.filter(subject_pk=doc.pk, verb="approve").get()
    assert (said.actor_name, said.opinion) == ("吴十", "同意拟办意见。")
    assert deputy.list_of("todo") == []


def test_both_send_at_once(office: Office, visit: Callable[..., Visitor]) -> None:
    """Both have the paper on their screens and press at the same moment: which of them wins is nobody's choice."""
    Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE, kinds=[])
    doc = ordinary(office)
    both = {"吴十": visit("wu"), "郑一一": visit("zheng")}
    words = {name: f"{WORDS}（{name}）" for name in both}
    for name, window in both.items():
        window.take(doc.title)
        box = window.one("#op")
        box.clear()
        box.send_keys(words[name])
    assert at_once([window.send for window in both.values()]) == [None, None]

    said = Entry.objects.filter(subject_pk=doc.pk, verb="approve").get()
    [loser] = set(both) - {said.actor_name}
    assert said.opinion == words[said.actor_name]
    both[loser].sees("现在不能同意并送出", said.actor_name, "已审核同意", "您填写的内容已保留")
    assert both[loser].one("#kept").get_attribute("value") == words[loser]
    both[said.actor_name].sees("待办已清")
    assert Document.objects.get(pk=doc.pk).state == State.SUBMITTED
    assert list(differences(Document)) == []


def test_two_windows_of_the_same_person(office: Office, visit: Callable[..., Visitor]) -> None:
    """The same button pressed twice from two windows of one login is one approval."""
    doc = ordinary(office)
    first, second = visit("wu"), visit("wu")
    for window in (first, second):
        window.take(doc.title)
    first.send()
    second.press("同意拟办意见。")
    second.send()
    second.sees("现在不能同意并送出", "您填写的内容已保留")
    assert second.one("#kept").get_attribute("value") == "同意拟办意见。"
    assert Entry.objects.filter(subject_pk=doc.pk, verb="approve").count() == 1
