"""Who agreed to another text is heard again before anybody signs, wherever the text was changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from docflow.web.errors import Incomplete, NotAllowed
from outgoing.actions import drafting, issuing, returning, route, signing
from outgoing.models import Outgoing
from outgoing.queries.page import opinions
from tests.outgoing.desk import CHECKED, RECHECKED, Desk, drafted, plan
from tests.outgoing.papers import changed, entry, holders, now
from workflow.models import Entry, Task
from workflow.replay import differences


def asked(d: Desk) -> dict[str, list[int]]:
    return {"units": [d.o.unit.pk], "legal": [d.o.supervisor.pk]}


def heard(d: Desk, *, unit: str = "agreed") -> Outgoing:
    """A unit has answered, the legality review has passed: with the reviewer."""
    paper = drafted(d, is_normative=True)
    route.send(paper, by=d.drafter, plan=plan(d, **asked(d)))
    route.countersign(paper, by=d.o.unit_clerk, result=unit, opinion="不宜。")
    if unit == "disagreed":
        route.settle(now(paper), by=d.drafter, answer="未采纳。")
    return passed(d, paper)


def passed(d: Desk, paper: Outgoing) -> Outgoing:
    return route.check(now(paper), by=d.o.supervisor, result="passed", opinion="合法。").subject


def reviewed(d: Desk) -> Outgoing:
    return route.review(heard(d), by=d.o.chief, checked=CHECKED).subject


def rechecking(d: Desk) -> Outgoing:
    return signing.sign(reviewed(d), by=d.o.leader2).subject


def numbering(d: Desk) -> Outgoing:
    return issuing.recheck(rechecking(d), by=d.o.deputy, checked=RECHECKED).subject


def printing(d: Desk) -> Outgoing:
    return issuing.number(numbering(d), by=d.o.clerk).subject


def all_again(d: Desk, paper: Outgoing) -> Outgoing:
    """The unit and the review once more, and then the reviewer."""
    assert (now(paper).state, holders(paper)) == ("countersigning", ["省水利厅"])
    paper = route.countersign(now(paper), by=d.o.unit_clerk, result="agreed").subject
    assert (paper.state, holders(paper)) == ("checking", ["蒋六六"])
    paper = passed(d, paper)
    assert (paper.state, holders(paper)) == ("reviewing", ["吴十"])
    assert list(differences(Outgoing)) == []
    return paper


@pytest.mark.parametrize("make", [heard, reviewed, rechecking])
def test_straight_back_is_no_way_round_them(d: Desk, make: Callable[[Desk], Outgoing]) -> None:
    paper = make(d)
    who = {"reviewing": d.o.chief, "signing": d.o.leader2, "rechecking": d.o.deputy}[paper.state]
    paper = returning.give_back(paper, by=who, reason="请改", straight=True).subject
    paper = changed(paper, d.drafter)
    all_again(d, route.send(paper, by=d.drafter, plan=plan(d, **asked(d))).subject)


def test_straight_back_unchanged_asks_nobody_again(d: Desk) -> None:
    """Not even who disagreed: what he said was to this text, and was settled."""
    paper = route.review(heard(d, unit="disagreed"), by=d.o.chief, checked=CHECKED).subject
    paper = returning.give_back(paper, by=d.o.leader2, reason="请补说明", straight=True).subject
    assert route.send(paper, by=d.drafter, plan=plan(d, **asked(d))).subject.state == "signing"


def test_what_the_reviewer_changed_goes_back_before_it_is_signed(d: Desk) -> None:
    paper = changed(heard(d), d.o.chief)
    assert "审核同意后先送 省水利厅、合法性审核 重新办理" in entry(paper, "text").data["said"]
    done = route.review(paper, by=d.o.chief, checked=CHECKED)
    assert "会签、审核后文稿有改动：已送 省水利厅 会签" in done.said
    paper = all_again(d, done.subject)
    assert route.review(paper, by=d.o.chief, checked=CHECKED).subject.state == "signing"


def test_what_is_changed_at_the_signers_goes_back_at_once(d: Desk) -> None:
    all_again(d, changed(reviewed(d), d.drafter))


@pytest.mark.parametrize("make", [rechecking, numbering, printing])
def test_signed_anew_it_is_agreed_anew(d: Desk, make: Callable[[Desk], Outgoing]) -> None:
    paper = changed(make(d), d.drafter)
    number = paper.number
    paper = all_again(d, signing.resign(paper, by=d.drafter).subject)
    paper = route.review(paper, by=d.o.chief, checked=CHECKED).subject
    paper = signing.sign(paper, by=d.o.leader2).subject
    paper = issuing.recheck(paper, by=d.o.deputy, checked=RECHECKED).subject
    assert (paper.number, paper.state) == (number, "printing" if number else "numbering")


def test_nobody_signs_or_rechecks_what_a_unit_has_not_seen(d: Desk) -> None:
    """On its way since before that was asked."""
    paper, signed = reviewed(d), rechecking(d)
    Task.objects.filter(subject_kind="outgoing", kind="countersign", status="done").update(batch="")
    for call in (
        lambda: signing.sign(paper, by=d.o.leader2),
        lambda: issuing.recheck(signed, by=d.o.deputy, checked=RECHECKED),
    ):
        with pytest.raises(Incomplete, match="省水利厅 没有看过这一稿.*请用「退回修改」退拟稿人"):
            call()


def test_what_was_said_to_another_text_is_marked(d: Desk) -> None:
    paper = changed(reviewed(d), d.drafter)
    rows = Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk)
    gone = {o.kind: o.gone for o in opinions(paper, rows)}
    assert (gone["countersign"], gone["legal"], gone["review"]) == ("文稿已改", "文稿已改", "")


def refused(d: Desk) -> Outgoing:
    paper = drafted(d, is_normative=True)
    route.send(paper, by=d.drafter, plan=plan(d, legal=[d.o.supervisor.pk]))
    return route.check(now(paper), by=d.o.supervisor, result="refused", opinion="缺依据。").subject


def test_that_it_needs_no_review_is_not_the_drafters_to_say(d: Desk) -> None:
    paper = refused(d)
    with pytest.raises(
        NotAllowed, match="不再合法性审核须由没有拟过本件的处长或副处长在「改栏目」中决定：吴十、郑一一"
    ):
        drafting.edit(paper, by=d.drafter, fields={"is_normative": False})
    drafting.edit(paper, by=d.drafter, fields={"title": "江东省人民政府办公厅关于另一事项的通知"})
    done = drafting.edit(now(paper), by=d.o.chief, fields={"is_normative": False})
    assert done.entry.data["changed"] == {"is_normative": ["True", "False"]}
    assert route.send(done.subject, by=d.drafter, plan=plan(d)).subject.state == "reviewing"


def test_nor_a_chiefs_of_his_own_paper_and_before_it_is_sent_the_drafters(d: Desk) -> None:
    paper = drafted(d, by=d.o.chief, affects_operators=True)
    drafting.edit(paper, by=d.o.chief, fields={"affects_operators": False})
    drafting.edit(now(paper), by=d.o.chief, fields={"affects_operators": True})
    asked = plan(d, fair=[d.o.clerk.pk], reviewers=[d.o.deputy.pk], rechecker=[d.o.clerk2.pk])
    route.send(now(paper), by=d.o.chief, plan=asked)
    paper = returning.take_back(now(paper), by=d.o.chief).subject
    with pytest.raises(NotAllowed, match="不再公平竞争审查须由没有拟过本件的处长或副处长.*：郑一一"):
        drafting.edit(paper, by=d.o.chief, fields={"affects_operators": False})


def test_the_database_knows_the_same_edges_as_the_machine(d: Desk) -> None:
    field = Outgoing._meta.get_field("state")
    machine = {(str(t.source), str(t.target)) for t in field.get_all_transitions(Outgoing)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, target FROM outgoing_edge")
        assert set(cursor.fetchall()) == machine
