"""What the reviewer agrees to stands under the proposal; what holds no more is folded up and says why."""

from __future__ import annotations

import re

from documents.actions.propose import propose_return
from documents.actions.review import give_back
from documents.actions.withdraw import withdraw
from documents.models import Document
from tests.office import Office, approve, fresh, registered, reviewing

from .browser import Page, text


def opinions(office: Office, doc: Document) -> list[str]:
    shown = text(Page(office.chief).open(doc, "?order=time"))
    return re.findall(r"<(?:article|details) class=\"op.*?</(?:article|details)>", shown, re.S)


def facts(html: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html))


def test_everything_he_approves_is_on_the_page(office: Office) -> None:
    doc = reviewing(
        office,
        leaders=[office.leader, office.leader2],
        co_units=[office.unit2, office.unit3],
        readers=[office.supervisor, office.head],
    )
    shown = facts(opinions(office, doc)[0])
    assert shown["主办"] == "省水利厅"
    assert shown["协办"] == "省财政厅、省交通运输厅"
    assert shown["送领导"] == "赵六 → 李四"
    assert shown["传阅"] == "蒋六六、何明远"
    assert re.fullmatch(r"(\d{4}-)?\d\d-\d\d \d\d:\d\d", shown["时限"])


def test_leaders_at_the_same_time_and_many_readers(office: Office) -> None:
    people = list(office.everybody().values())
    doc = reviewing(office, leaders=[office.leader, office.leader2], route_mode="parallel", readers=people)
    shown = facts(opinions(office, doc)[0])
    assert shown["送领导"] == "赵六、李四（同时送）"
    assert shown["传阅"].endswith(f" 等 {len(people)} 人")


def test_a_proposal_to_return_shows_its_reasons_and_advice(office: Office) -> None:
    doc = registered(office)
    propose_return(
        doc,
        by=office.handler,
        codes=["R07", "R11"],
        text="请补盖印章。",
        reviewer=office.chief,
        advice="请一文一事。",
    )
    shown = facts(opinions(office, doc)[0])
    assert shown["退文理由"].startswith("R07 请示一文多事")
    assert "R11 请示未注明联系人和电话" in shown["退文理由"]
    assert shown["修改建议"] == "请一文一事。"
    assert "主办" not in shown


def test_the_proposal_given_back_and_the_one_taken_back_are_folded(office: Office) -> None:
    doc = reviewing(office, text="第一稿。")
    doc = give_back(doc, by=office.chief, reason="再核。").subject
    doc = reviewing(office, doc, text="第二稿。")
    withdraw(doc, by=fresh(office.handler))
    doc = reviewing(office, Document.objects.get(pk=doc.pk), text="第三稿。", co_units=[office.unit2])
    first, back, second, third = opinions(office, doc)
    assert first.startswith("<details")
    assert "已退回" in first
    assert back.startswith("<article")
    assert second.startswith("<details")
    assert "已撤回" in second
    assert third.startswith("<article")
    assert "现在的拟办" in third
    assert facts(third)["协办"] == "省财政厅"
    assert not facts(first + second)


def test_an_approval_taken_back_does_not_stand(office: Office) -> None:
    doc = reviewing(office)
    doc = approve(doc, by=office.chief, opinion="同意送赵六同志。").subject
    withdraw(doc, by=fresh(office.chief))
    proposal, approval = opinions(office, doc)
    assert facts(proposal)["主办"] == "省水利厅"
    assert "现在的拟办" not in proposal  # the only one
    assert approval.startswith("<details")
    assert "已撤回" in approval


def test_while_it_is_written_anew_no_proposal_holds(office: Office) -> None:
    doc = reviewing(office)
    withdraw(doc, by=fresh(office.handler))
    (only,) = opinions(office, doc)
    assert "已撤回" in only
    assert not facts(only)
