"""依次会签: the units of a paper one after the other, as the list names them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, NotAllowed
from outgoing.actions import returning, route, signing
from outgoing.forms.route import SendForm
from outgoing.models import Outgoing
from outgoing.queries.page import lines, shown, stops
from tests.outgoing.desk import CHECKED, Desk, drafted, plan, sent, signing_
from tests.outgoing.papers import changed, entry, holders, now, turns, two_units
from workflow.models import Entry, Task
from workflow.replay import differences


def three(d: Desk, **more: Any) -> Outgoing:
    """In another order than that of their numbers."""
    units = [d.o.unit3.pk, d.o.unit.pk, d.o.unit2.pk]
    return sent(d, units=units, order="in_turn", **more)


def task(paper: Outgoing, unit: Any) -> Task:
    return Task.objects.about(paper).live().get(holder=unit.principal)


def asked(paper: Outgoing) -> tuple[list[str], list[str]]:
    """Who countersigns now, and who waits, in order."""
    return holders(paper, "countersign"), holders(paper, "countersign", status="waiting")


def test_each_answer_opens_the_next_one(d: Desk) -> None:
    paper = three(d)
    assert asked(paper) == (["省交通运输厅"], ["省水利厅", "省财政厅"])
    assert entry(paper, "send").data["said"] == "已送 省交通运输厅 会签。随后依次送 省水利厅、省财政厅。"
    done = route.countersign(paper, by=d.o.unit3_clerk, result="amended", opinion="请写明时限。")
    assert done.said == "意见已保存，请 省水利厅 会签。"
    assert asked(paper) == (["省水利厅"], ["省财政厅"])
    route.countersign(now(paper), by=d.o.unit_clerk, result="agreed")
    assert holders(paper, "settle") == []
    route.countersign(now(paper), by=d.o.unit2_clerk, result="no_opinion")
    assert holders(paper) == ["冯二二"]  # the opinion of the first is settled when all have been heard
    assert route.settle(now(paper), by=d.drafter, answer="采纳。").subject.state == "reviewing"
    assert list(differences(Outgoing)) == []


def test_side_by_side_is_what_it_was(d: Desk) -> None:
    for order in (None, "together"):
        units = {"units": [d.o.unit3.pk, d.o.unit.pk]}
        paper = sent(d, None, **units, **({"order": order} if order else {}))
        assert asked(paper) == (["省交通运输厅", "省水利厅"], [])


def test_an_order_that_there_is_not_is_refused(d: Desk) -> None:
    paper = drafted(d)
    with pytest.raises(BadInput, match="请选择会签次序：同时或依次"):
        sent(d, paper, units=[d.o.unit.pk], order="random")
    assert now(paper).state == "drafting"


def test_a_unit_whose_turn_has_not_come_is_told_whose_it_is(d: Desk) -> None:
    paper = three(d)
    for who, unit in ((d.o.unit_clerk, "省水利厅"), (d.o.unit2_clerk, "省财政厅")):
        with pytest.raises(
            NotAllowed, match=f"还没有轮到{unit}：现在由省交通运输厅办理，办完后依次送到{unit}。"
        ):
            route.countersign(paper, by=who, result="agreed")
    with pytest.raises(
        BadInput, match="还没有轮到省水利厅，现在由省交通运输厅会签；请先录省交通运输厅的意见"
    ):
        route.record_countersign(paper, by=d.o.clerk, task_id=task(paper, d.o.unit).pk, result="agreed")
    with pytest.raises(NotAllowed, match="这一步由省交通运输厅办理"):
        route.countersign(paper, by=d.o.outsider, result="agreed")
    assert now(paper).entry_count == paper.entry_count


def test_a_recorded_answer_and_one_that_is_overdue_open_the_next_one(d: Desk) -> None:
    paper = three(d)
    first = task(paper, d.o.unit3)
    done = route.record_countersign(paper, by=d.o.clerk, task_id=first.pk, result="agreed", by_name="王厅长")
    assert done.said == "意见已保存，请 省水利厅 会签。"
    long_ago = timezone.now() - timedelta(days=2)
    Task.objects.about(paper).live().filter(kind="countersign").update(due_at=long_ago)
    waiting, late = task(paper, d.o.unit2).pk, task(paper, d.o.unit).pk
    for wrong in ([waiting], [late, waiting]):  # who has not been asked is not late
        with pytest.raises(Exception, match="请选择已逾期尚未答复的单位"):
            route.overdue(now(paper), by=d.drafter, task_ids=wrong, reason="催过")
    assert (
        route.overdue(now(paper), by=d.drafter, task_ids=[late], reason="催过").said
        == "意见已保存，请 省财政厅 会签。"
    )
    assert route.countersign(now(paper), by=d.o.unit2_clerk, result="agreed").subject.state == "reviewing"


def test_a_date_begins_with_the_turn(d: Desk) -> None:
    paper = three(d)
    assert [task(paper, u).due_at is None for u in (d.o.unit3, d.o.unit, d.o.unit2)] == [False, True, True]
    long_ago = timezone.now() - timedelta(days=9)
    Task.objects.about(paper).live().update(given_at=long_ago)
    route.countersign(paper, by=d.o.unit3_clerk, result="agreed")
    turn = task(paper, d.o.unit)
    assert turn.given_at > long_ago
    assert turn.due_at is not None
    assert (turn.due_first, turn.due_at > timezone.now(), turn.due_version) == (turn.due_at, True, 1)
    assert turn.due_source
    assert turn.due_trace
    assert now(paper).due_at == turn.due_at


def test_reviewers_and_signers_too(d: Desk) -> None:
    paper = signing_(d, signers=[d.o.leader.pk, d.o.leader2.pk])
    assert task(paper, d.o.leader2).due_at is None
    signing.sign(paper, by=d.o.leader)
    assert task(paper, d.o.leader2).due_at is not None


def test_who_is_given_another_text_is_asked_anew_in_his_place(d: Desk) -> None:
    """The first agreed to the old text: it is asked again, and who had it now waits for it. Who was late is not."""
    paper = three(d)
    route.countersign(paper, by=d.o.unit3_clerk, result="agreed")
    told = task(paper, d.o.unit).due_at
    changed(now(paper), d.drafter)
    assert asked(paper) == (["省交通运输厅"], ["省水利厅", "省财政厅"])
    assert entry(paper, "text").data["said"].endswith("文稿有改动，请 省交通运输厅 重新办理。")
    said = {
        a.recipient.name: a.said
        for a in Alert.objects.filter(subject_ref=paper.ref).select_related("recipient")
    }
    assert "请重新办理" in said[d.o.unit3_clerk.name]
    assert "文稿有改动，先请 省交通运输厅 重新会签，随后再送您" in said[d.o.unit_clerk.name]
    assert d.o.unit2_clerk.name not in said
    with pytest.raises(NotAllowed, match="还没有轮到省水利厅"):
        route.countersign(now(paper), by=d.o.unit_clerk, result="agreed")
    route.countersign(now(paper), by=d.o.unit3_clerk, result="agreed")
    again = task(paper, d.o.unit)
    assert (again.status, again.due_version, again.due_first) == (
        "open",
        2,
        told,
    )  # reminders of the old date are over
    route.countersign(now(paper), by=d.o.unit_clerk, result="agreed")
    route.countersign(now(paper), by=d.o.unit2_clerk, result="agreed")
    assert now(paper).state == "reviewing"
    assert list(differences(Outgoing)) == []


def test_who_answered_already_and_waits_once_more_is_told_to_wait(d: Desk) -> None:
    """Not that he has done it already."""
    paper = three(d)
    for who in (d.o.unit3_clerk, d.o.unit_clerk):
        route.countersign(now(paper), by=who, result="agreed")
    changed(now(paper), d.drafter)
    assert asked(paper) == (["省交通运输厅"], ["省水利厅", "省财政厅"])
    with pytest.raises(NotAllowed, match="还没有轮到省水利厅：现在由省交通运输厅办理"):
        route.countersign(now(paper), by=d.o.unit_clerk, result="agreed")


def test_only_those_who_must_be_asked_anew(d: Desk) -> None:
    """Sent once more with the same text: the first agreed to it, the second was against it, the third was not asked."""
    paper = three(d)
    route.countersign(paper, by=d.o.unit3_clerk, result="agreed")
    route.countersign(now(paper), by=d.o.unit_clerk, result="disagreed", opinion="不宜。")
    paper = returning.take_back(now(paper), by=d.drafter, reason="再商").subject
    assert Task.objects.about(paper).live().filter(kind="countersign").count() == 0
    paper = three_again(d, paper)
    assert asked(paper) == (["省水利厅"], ["省财政厅"])
    assert [t.sequence for t in Task.objects.about(paper).live().order_by("sequence")] == [1, 2]


def three_again(d: Desk, paper: Outgoing, **more: Any) -> Outgoing:
    return sent(d, paper, units=[d.o.unit3.pk, d.o.unit.pk, d.o.unit2.pk], order="in_turn", **more)


def test_changed_in_the_review_it_goes_back_in_order(d: Desk) -> None:
    paper = three(d)
    for who in (d.o.unit3_clerk, d.o.unit_clerk, d.o.unit2_clerk):
        route.countersign(now(paper), by=who, result="agreed")
    changed(now(paper), d.o.chief)
    paper = route.review(now(paper), by=d.o.chief, checked=CHECKED).subject
    assert (paper.state, asked(paper)) == ("countersigning", (["省交通运输厅"], ["省水利厅", "省财政厅"]))


def test_taken_back_nobody_waits_and_only_who_had_it_is_told(d: Desk) -> None:
    paper = three(d)
    returning.take_back(paper, by=d.drafter, reason="补一段")
    assert asked(paper) == ([], [])
    told = {
        a.recipient.name
        for a in Alert.objects.filter(stage="told", by_name="冯二二").select_related("recipient")
    }
    assert d.o.unit3_clerk.name in told
    assert not {d.o.unit_clerk.name, d.o.unit2_clerk.name} & told
    assert list(differences(Outgoing)) == []


def test_another_order_next_time(d: Desk) -> None:
    paper = returning.take_back(three(d), by=d.drafter).subject
    paper = sent(d, paper, units=[d.o.unit3.pk, d.o.unit.pk], order="together")
    assert asked(paper) == (["省交通运输厅", "省水利厅"], [])


def test_a_unit_named_twice_is_asked_once(d: Desk) -> None:
    paper = sent(d, units=[d.o.unit.pk, d.o.unit2.pk, d.o.unit.pk], order="in_turn")
    assert asked(paper) == (["省水利厅"], ["省财政厅"])


# -- what is shown -----------------------------------------------------------------------------------


def test_the_map_says_who_is_next(d: Desk) -> None:
    paper = three(d)
    route.countersign(paper, by=d.o.unit3_clerk, result="agreed")
    way = [(s.label, s.state, s.who) for s in stops(now(paper), shown(now(paper)).main)]
    assert way[1:4] == [
        ("会签", "done", "省交通运输厅"),
        ("会签", "now", "省水利厅"),
        ("会签", "next", "省财政厅"),
    ]
    beside = two_units(d)
    way = [(s.label, s.state, s.who) for s in stops(beside, shown(beside).main)]
    assert way[1] == ("会签", "now", "省水利厅、省财政厅")


def test_the_log_says_in_which_order(d: Desk) -> None:
    paper = three(d)
    rows = list(Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk).order_by("seq"))
    assert "依次送 省交通运输厅、省水利厅、省财政厅。" in lines(paper, rows, shown(paper).main)[0].more


def test_the_form_keeps_what_was_chosen(d: Desk) -> None:
    paper = returning.take_back(turns(d), by=d.drafter).subject
    form = SendForm(doc=paper, person=d.drafter)
    assert form.initial["order"] == "in_turn"
    typed = {"units": "省财政厅、省水利厅", "reviewers": "吴十", "signers": "李四", "rechecker": "郑一一",
             "version": paper.version, "key": "k"}  # fmt: skip
    for given, kept in (("", "together"), ("in_turn", "in_turn")):
        form = SendForm({**typed, "order": given}, doc=paper, person=d.drafter)
        assert form.is_valid(), form.errors
        made = form.act_kwargs()["plan"]
        assert (made["order"], made["units"]) == (kept, [d.o.unit2.pk, d.o.unit.pk])
    assert not SendForm({**typed, "order": "random"}, doc=paper, person=d.drafter).is_valid()
    assert plan(d).get("order") is None  # papers sent before had none


def test_who_was_faster_is_named(d: Desk) -> None:
    paper = turns(d)
    route.countersign(paper, by=d.o.head, result="agreed")
    with pytest.raises(Faster, match="何明远 .* 已办过这一步"):
        route.countersign(paper, by=d.o.unit_clerk, result="agreed")
