"""A chief moves a paper that is stuck: back to any step before, on over the countersigning alone, and never past the law."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from outgoing.actions import issuing, jumping, passing, route, signing, texts
from outgoing.models import NumberSlot, Outgoing
from outgoing.queries.agreed import not_agreed
from outgoing.queries.jumps import jumps
from outgoing.rules.jumping import WAY, Facts, barred
from outgoing.words import State
from people.actions.persons import deactivate
from people.models import Person, Roster
from people.roles import Role
from tests.office import fresh, person
from tests.outgoing.desk import CHECKED, RECHECKED, Desk, drafted, plan, printing, sealing, sent, signing_
from tests.outgoing.papers import (
    STAGES,
    changed,
    checking,
    entry,
    holders,
    late,
    locked,
    now,
    settling,
    two_units,
    with_signers,
)
from tests.outgoing.test_forms import pdf_text
from workflow.models import Task
from workflow.replay import differences


def jump(paper: Outgoing, by: Person, target: str, **more: Any) -> Outgoing:
    return jumping.jump(now(paper), by=by, target=target, reason="签发人出国，先退回", **more).subject


def legal(paper: Outgoing, by: Person) -> list[str]:
    return [str(step) for step, bar in jumps(now(paper), by).items() if bar is None]


@pytest.mark.parametrize(("stage", "steps"), [
    ("units", "drafting reviewing"), ("late", "drafting reviewing"), ("settling", "drafting reviewing"),
    ("checking", "drafting"), ("reviewing", "drafting"), ("signing", "drafting reviewing"),
    ("half", "drafting reviewing"), ("signed", "drafting reviewing signing"),
    ("number", "drafting reviewing signing"), ("print", "drafting reviewing signing"),
    ("stale_p", "drafting reviewing signing"), ("again", "drafting reviewing"),
    ("seal", "drafting reviewing signing"),
])  # fmt: skip
def test_where_it_may_go(d: Desk, stage: str, steps: str) -> None:
    paper = STAGES[stage](d)
    assert legal(paper, d.o.chief) == steps.split()
    for step, bar in jumps(now(paper), d.o.chief).items():
        if bar is None:
            continue
        with pytest.raises((Incomplete, NotAllowed)) as refusal:
            jump(paper, d.o.chief, step)
        assert str(refusal.value) == bar.words
        assert len(bar.words) > 8


@pytest.mark.parametrize(
    "target", ["signing", "rechecking", "numbering", "printing", "sealing", "dispatching"]
)
@pytest.mark.parametrize(
    "state", ["countersigning", "checking", "reviewing", "signing", "rechecking", "numbering"]
)
def test_what_the_law_wants_is_never_skipped(state: str, target: str) -> None:
    """Whatever else is true of the paper."""
    if WAY.index(State(target)) <= WAY.index(State(state)):
        return
    for checks in ((), ("合法性审核",)):
        assert barred(Facts(state, ("省水利厅",), checks, checks), target)


def test_back_to_the_drafter_it_walks_the_way_anew(d: Desk) -> None:
    paper = with_signers(d)
    Alert.objects.all().delete()
    done = jumping.jump(paper, by=d.o.deputy, target="drafting", reason="文种不对")
    paper = done.subject
    assert (paper.state, paper.round, holders(paper)) == ("drafting", 2, [d.drafter.name])
    assert Task.objects.about(paper).live().get().note == "文种不对"
    told = {a.recipient.name: a.said for a in Alert.objects.all()}
    assert set(told) == {d.o.leader.name, d.drafter.name}
    assert "不再由您办理：文种不对" in told[d.o.leader.name]
    assert "请您办理" in told[d.drafter.name]
    assert done.said == f"已从「签发」调整到「拟稿」，由 {d.drafter.name} 办理。"


def test_back_to_the_review_everything_after_is_done_once_more(d: Desk) -> None:
    paper = printing(d)
    number, slots = paper.number, NumberSlot.objects.count()
    paper = jump(paper, d.o.chief, "reviewing")
    assert (paper.state, holders(paper), paper.number) == ("reviewing", [d.o.chief.name], number)
    assert Task.objects.about(paper).live().get().round == paper.round == 2
    with pytest.raises(Faster):
        issuing.print_run(paper, by=d.o.clerk, copies=10)
    paper = route.review(paper, by=d.o.chief, checked=CHECKED).subject
    paper = signing.sign(paper, by=d.o.leader2).subject
    assert paper.state == "rechecking"
    paper = issuing.recheck(paper, by=d.o.deputy, checked=RECHECKED).subject
    assert (paper.state, paper.number, NumberSlot.objects.count()) == ("printing", number, slots)
    assert list(differences(Outgoing)) == []


def test_back_to_all_its_signers(d: Desk) -> None:
    paper = STAGES["signed"](d)
    paper = jump(paper, d.o.chief, "signing")
    assert (holders(paper, "sign"), holders(paper, "sign", status="waiting")) == (
        [d.o.leader.name], [d.o.leader2.name],
    )  # fmt: skip
    assert jump(paper, d.o.chief, "drafting").state == "drafting"


def test_a_text_nobody_heard_is_not_signed_again_at_once(d: Desk) -> None:
    paper = sent(d, units=[d.o.unit.pk])
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    paper = route.review(now(paper), by=d.o.chief, checked=CHECKED).subject
    paper = signing.sign(paper, by=d.o.leader2).subject
    paper = changed(paper, d.drafter)
    with pytest.raises(Incomplete, match="省水利厅 没有看过这一稿，不能直接退到签发"):
        jump(paper, d.o.chief, "signing")
    paper = jump(paper, d.o.chief, "countersigning")
    assert holders(paper) == ["省水利厅"]


def test_every_unit_is_asked_once_more(d: Desk) -> None:
    paper = two_units(d)
    route.countersign(paper, by=d.o.unit_clerk, result="amended", opinion="第二段请改。")
    route.countersign(now(paper), by=d.o.unit2_clerk, result="agreed")
    paper = route.settle(now(paper), by=d.drafter, answer="采纳。").subject
    paper = jump(paper, d.o.chief, "countersigning")
    assert len(holders(paper, "countersign")) == 2
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    paper = route.countersign(now(paper), by=d.o.unit2_clerk, result="agreed").subject
    assert paper.state == "reviewing", "what was settled in another round is not settled again"


def test_the_reviews_are_made_once_more(d: Desk) -> None:
    paper = route.check(checking(d), by=d.o.supervisor, result="passed", opinion="合法。").subject
    paper = jump(paper, d.o.deputy, "checking")
    assert holders(paper, "legal") == [d.o.supervisor.name]
    assert (
        route.check(paper, by=d.o.supervisor, result="passed", opinion="合法。").subject.state == "reviewing"
    )


def test_units_are_waited_for_no_longer_and_it_is_written_down(d: Desk, client: Client) -> None:
    paper = late(d)
    route.countersign(paper, by=d.o.unit_clerk, result="agreed", opinion="同意印发。")
    done = jumping.jump(
        now(paper), by=d.o.chief, target="reviewing", reason="省财政厅三次催办未复，防汛不能再等"
    )
    paper = done.subject
    waived = Task.objects.about(paper).get(outcome="waived")
    assert (paper.state, done.entry.data["waived"]) == ("reviewing", [waived.holder_name])
    assert not_agreed(paper) == []
    said = f"不再会签：{waived.holder_name}。理由：省财政厅三次催办未复，防汛不能再等"
    assert (done.entry.opinion_kind, done.entry.opinion) == ("countersign", said)
    client.force_login(d.o.clerk)
    shown = pdf_text(client.get(f"/outgoing/{paper.ref}/manuscript/").content)
    assert f"不再会签：{waived.holder_name}" in shown
    assert "同意印发。" in shown
    assert "已不作数" not in shown
    log = client.get(f"/outgoing/{paper.ref}/?tab=log").content.decode()
    assert f"不再等 {waived.holder_name} 会签。" in log
    assert log.count("防汛不能再等") == 1


def test_another_text_asks_the_unit_that_was_not_waited_for(d: Desk) -> None:
    """The decision was about the text it was taken on, as every agreement is."""
    paper = jump(two_units(d), d.o.chief, "reviewing")
    paper = changed(paper, d.o.chief)
    paper = route.review(paper, by=d.o.chief, checked=CHECKED).subject
    assert (paper.state, len(holders(paper, "countersign"))) == ("countersigning", 2)


def test_what_was_not_settled_is_marked_so(d: Desk) -> None:
    done = jumping.jump(
        settling(d), by=d.o.chief, target="reviewing", reason="拟稿人住院，意见已请审核人斟酌"
    )
    assert done.entry.opinion == "省水利厅的会签意见不再处理。理由：拟稿人住院，意见已请审核人斟酌"
    assert done.subject.state == "reviewing"


def test_the_legality_review_is_not_jumped_over(d: Desk) -> None:
    paper = sent(d, drafted(d, is_normative=True), units=[d.o.unit.pk], legal=[d.o.supervisor.pk])
    with pytest.raises(Incomplete, match="「合法性审核」不能跳过"):
        jump(paper, d.o.chief, "reviewing")
    assert legal(paper, d.o.chief) == ["drafting", "checking"]
    paper = jump(paper, d.o.chief, "checking")
    assert holders(paper) == [d.o.supervisor.name]


def test_a_chief_who_drafted_it_does_not_wave_it_on(d: Desk) -> None:
    paper = drafted(d, by=d.o.chief)
    asked = plan(d, units=[d.o.unit.pk], reviewers=[d.o.deputy.pk], rechecker=[d.o.clerk.pk])
    paper = route.send(paper, by=d.o.chief, plan=asked).subject
    with pytest.raises(NotAllowed, match="您拟过本件"):
        jump(paper, d.o.chief, "reviewing")
    assert legal(paper, d.o.chief) == ["drafting"]
    assert legal(paper, d.o.deputy) == ["drafting", "reviewing"]


def test_nor_who_drafted_it_before_it_was_given_to_another(d: Desk) -> None:
    paper = drafted(d, by=d.o.chief)
    paper = passing.transfer(paper, by=d.o.chief, to=d.o.handler, reason="换人").subject
    asked = plan(d, units=[d.o.unit.pk], reviewers=[d.o.deputy.pk], rechecker=[d.o.clerk.pk])
    paper = route.send(paper, by=d.o.handler, plan=asked).subject
    with pytest.raises(NotAllowed, match="您拟过本件"):
        jump(paper, d.o.chief, "reviewing")


def test_where_the_chosen_reviewer_has_left_somebody_is_named(d: Desk, client: Client) -> None:
    gone = person("gone", "贾去职", d.o.section, Role.DEPUTY_SG, 6)
    paper = signing_(d)
    Outgoing.objects.filter(pk=paper.pk).update(plan={**paper.plan, "reviewers": [gone.pk]})
    deactivate(Roster.the(), by=d.o.admin, person=fresh(gone), left_on=timezone.localdate())
    with pytest.raises(BadInput, match="原来选的「发文审核」人都已不在，请指定由谁办；可以的有：") as refusal:
        jump(paper, d.o.chief, "reviewing")
    assert refusal.value.field == "to"
    with pytest.raises(BadInput, match="请指定由谁办"):
        jump(paper, d.o.chief, "reviewing", to=d.drafter)
    client.force_login(d.o.chief)
    assert "原来选的人已不在的，请指定" in client.get(f"/outgoing/{paper.ref}/do/jump/").content.decode()
    paper = jump(paper, d.o.chief, "reviewing", to=d.o.deputy)
    assert (holders(paper), paper.plan["reviewers"]) == ([d.o.deputy.name], [d.o.deputy.pk])


def test_stamped_copies_do_not_walk_back(d: Desk) -> None:
    with pytest.raises(Incomplete, match="本件已用印，不能再调整环节"):
        jump(STAGES["dispatch"](d), d.o.chief, "signing")
    paper = jump(sealing(d), d.o.chief, "signing")
    assert (paper.original, holders(paper, "seal")) == (None, [])


def test_a_lock_is_freed_and_a_reason_is_wanted(d: Desk) -> None:
    paper = texts.lock(with_signers(d), by=d.drafter).subject
    with pytest.raises(Incomplete, match="请写明为什么调整"):
        jumping.jump(paper, by=d.o.chief, target="drafting", reason="  ")
    with pytest.raises(BadInput, match="请选择调整到哪一环节"):
        jumping.jump(paper, by=d.o.chief, target="nowhere", reason="理由")
    paper = jump(paper, d.o.chief, "reviewing")
    assert (paper.lock_name, entry(paper, "jump").data["unlocked"][1]) == ("", d.drafter.name)
    assert jump(locked(d), d.o.deputy, "drafting").lock_holder_id is None


def test_the_form_draws_what_is_legal_and_says_why_not_elsewhere(d: Desk, client: Client) -> None:
    paper = with_signers(d)
    client.force_login(d.o.chief)
    page = client.get(f"/outgoing/{paper.ref}/do/jump/").content.decode()
    assert 'value="drafting"' in page
    assert 'value="reviewing"' in page
    assert 'value="rechecking"' not in page
    assert 'name="to"' not in page
    typed = {"version": paper.version, "key": "jumped", "target": "numbering", "reason": "快发"}
    answer = client.post(f"/outgoing/{paper.ref}/do/jump/", typed)
    assert answer.status_code == 409
    assert "「签发」不能跳过" in answer.content.decode()
    assert "快发" in answer.content.decode()
    assert client.post(f"/outgoing/{paper.ref}/do/jump/", typed | {"target": "drafting"}).status_code == 302
    assert now(paper).state == "drafting"


def test_units_asked_in_turn_are_asked_in_turn_once_more(d: Desk) -> None:
    paper = sent(d, units=[d.o.unit.pk, d.o.unit2.pk], order="in_turn")
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    route.countersign(now(paper), by=d.o.unit2_clerk, result="agreed")
    paper = jump(paper, d.o.chief, "countersigning")
    assert (holders(paper), holders(paper, status="waiting")) == (["省水利厅"], ["省财政厅"])
    done = jumping.jump(paper, by=d.o.chief, target="reviewing", reason="两家都催过三次")
    assert sorted(done.entry.data["waived"]) == ["省水利厅", "省财政厅"], (
        "who waits for his turn is not waited for either"
    )
