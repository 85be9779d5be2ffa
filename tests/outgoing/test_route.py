"""The way to the signature: what units, checkers and reviewers answer, and both ways back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from outgoing.actions import drafting, issuing, passing, returning, route, signing
from outgoing.models import Outgoing, SignOff
from outgoing.queries.plan import missing
from people.models import Appointment, Person
from people.roles import Role
from tests.office import fresh, person
from tests.outgoing.desk import CHECKED, RECHECKED, Desk, drafted, plan, printing, sent, signing_, to, unsaved
from tests.outgoing.papers import again as signing_again
from tests.outgoing.papers import (
    all_signed,
    changed,
    checking,
    entry,
    half_signed,
    holders,
    late,
    now,
    settling,
    two_units,
    with_signers,
)
from workflow.models import Task
from workflow.replay import differences


def task(paper: Outgoing, holder: Any) -> int:
    return Task.objects.about(paper).open().get(holder=holder.principal).pk


# -- countersigning ----------------------------------------------------------------------------------


def test_all_units_agreed_it_goes_on(d: Desk) -> None:
    paper = two_units(d)
    done = route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    assert (done.subject.state, done.said) == ("countersigning", "意见已保存，还等 省财政厅。")
    done = route.countersign(paper, by=d.o.unit2_clerk, result="no_opinion")
    assert done.subject.state == "reviewing"
    assert (done.entry.opinion, done.entry.data["unit"], done.entry.data["result"]) == (
        "无意见。",
        "省财政厅",
        "no_opinion",
    )


@pytest.mark.parametrize("result", ["amended", "disagreed"])
def test_another_opinion_goes_to_the_drafter_who_settles_it(d: Desk, result: str) -> None:
    paper = two_units(d)
    with pytest.raises(Incomplete, match="写明修改意见或不同意的理由"):
        route.countersign(paper, by=d.o.unit_clerk, result=result, opinion=" ")
    route.countersign(paper, by=d.o.unit_clerk, result=result, opinion="第二段时限太紧。")
    assert holders(paper) == ["省财政厅"]
    route.countersign(paper, by=d.o.unit2_clerk, result="agreed")
    assert holders(paper, "settle") == ["冯二二"]
    with pytest.raises(Incomplete, match="逐条写明采纳情况"):
        route.settle(now(paper), by=d.drafter, answer="")
    done = route.settle(now(paper), by=d.drafter, answer="未采纳：时限是上级定的。")
    assert (done.subject.state, done.entry.opinion) == ("reviewing", "未采纳：时限是上级定的。")


def test_a_result_that_there_is_not_is_refused(d: Desk) -> None:
    with pytest.raises(BadInput, match="请选择会签结果"):
        route.countersign(two_units(d), by=d.o.unit_clerk, result="maybe")


def test_a_unit_that_has_answered_hears_when(d: Desk) -> None:
    paper = two_units(d)
    route.countersign(paper, by=d.o.head, result="agreed")
    with pytest.raises(Faster, match="何明远 .* 已办过这一步"):
        route.countersign(paper, by=d.o.unit_clerk, result="disagreed", opinion="不同意。")
    with pytest.raises(NotAllowed, match="这一步由省财政厅办理"):
        route.countersign(paper, by=d.o.unit3_clerk, result="agreed")


def test_only_who_is_late_is_waited_for_no_longer(d: Desk) -> None:
    fresh_one = two_units(d)
    with pytest.raises(Incomplete, match="没有逾期未答复的会签单位"):
        route.overdue(fresh_one, by=d.drafter, task_ids=[task(fresh_one, d.o.unit)], reason="催过")
    paper = late(d)
    Task.objects.filter(pk=task(paper, d.o.unit2)).update(due_at=timezone.now() + timedelta(days=1))
    both = [task(paper, d.o.unit), task(paper, d.o.unit2)]
    for wrong in (both, [], [0]):
        with pytest.raises(Incomplete, match="请选择已逾期尚未答复的单位"):
            route.overdue(paper, by=d.drafter, task_ids=wrong, reason="催过")
    with pytest.raises(Incomplete, match="写明催办情况"):
        route.overdue(paper, by=d.drafter, task_ids=both[:1], reason="")
    route.overdue(paper, by=d.drafter, task_ids=both[:1], reason="电话催过两次")
    assert holders(paper) == ["省财政厅"]
    assert Task.objects.get(pk=both[0]).outcome == "overdue"
    assert route.countersign(paper, by=d.o.unit2_clerk, result="agreed").subject.state == "reviewing"


def test_an_answer_on_paper_keeps_the_unit_and_who_wrote_it_down(d: Desk) -> None:
    paper = two_units(d)
    done = route.record_countersign(
        paper,
        by=d.o.clerk,
        task_id=task(paper, d.o.unit),
        result="amended",
        opinion="建议延后。",
        by_name="王厅长",
    )
    data = done.entry.data
    assert (done.entry.actor_name, data["recorded_for"], data["signed_by"]) == (
        "陈三三",
        "省水利厅",
        "王厅长",
    )
    with pytest.raises(BadInput, match="已经答复"):
        route.record_countersign(paper, by=d.o.clerk, task_id=0, result="agreed")


# -- checks ------------------------------------------------------------------------------------------


def both_checks(d: Desk) -> Outgoing:
    paper = drafted(d, is_normative=True, affects_operators=True)
    return sent(d, paper, legal=[d.o.supervisor.pk], fair=[d.o.clerk2.pk])


def test_both_reviews_pass_before_the_office_reviews(d: Desk) -> None:
    paper = both_checks(d)
    assert sorted(holders(paper)) == ["蒋六六", "陈小四"]
    assert (
        route.check(paper, by=d.o.supervisor, result="passed", opinion="合法。").said
        == "意见已保存，还等 陈小四。"
    )
    assert (
        route.check(now(paper), by=d.o.clerk2, result="passed", opinion="不排除竞争。").subject.state
        == "reviewing"
    )


@pytest.mark.parametrize("result", ["conditional", "refused"])
def test_what_does_not_pass_goes_back_and_is_checked_again(d: Desk, result: str) -> None:
    paper = both_checks(d)
    with pytest.raises(Incomplete, match="请写明审核意见"):
        route.check(paper, by=d.o.supervisor, result=result, opinion="")
    route.check(paper, by=d.o.supervisor, result=result, opinion="第三条缺依据。")
    paper = now(paper)
    assert (paper.state, paper.round, holders(paper)) == ("drafting", 2, ["冯二二"])
    assert "第三条缺依据" in Alert.objects.get(recipient=d.drafter).said
    paper = sent(d, changed(paper, d.drafter), legal=[d.o.supervisor.pk], fair=[d.o.clerk2.pk])
    assert (paper.state, sorted(holders(paper))) == ("checking", ["蒋六六", "陈小四"])


def test_a_review_that_there_is_not_is_refused(d: Desk) -> None:
    with pytest.raises(BadInput, match="请选择审核结论"):
        route.check(checking(d), by=d.o.supervisor, result="ok", opinion="x")


def test_who_agreed_to_this_text_is_not_asked_again(d: Desk) -> None:
    """It walks again unchanged: units that agreed and the review it passed stand, who disagreed is asked once more."""
    paper = sent(
        d, drafted(d, is_normative=True), units=[d.o.unit.pk, d.o.unit2.pk], legal=[d.o.supervisor.pk]
    )
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    route.countersign(paper, by=d.o.unit2_clerk, result="disagreed", opinion="不宜。")
    route.settle(now(paper), by=d.drafter, answer="再商。")
    route.check(now(paper), by=d.o.supervisor, result="passed", opinion="合法。")
    returning.give_back(now(paper), by=d.o.chief, reason="请再与财政厅商量")
    paper = sent(d, now(paper), units=[d.o.unit.pk, d.o.unit2.pk], legal=[d.o.supervisor.pk])
    assert holders(paper) == ["省财政厅"]
    assert route.countersign(paper, by=d.o.unit2_clerk, result="agreed").subject.state == "reviewing"


def gone(who: Person) -> None:
    Appointment.objects.filter(person=who).update(until=timezone.localdate() - timedelta(days=1))


def test_a_checker_who_left_is_not_gone_round(d: Desk) -> None:
    """Nobody can check: back to the drafter, who chooses another. It never goes on unchecked."""
    paper = sent(d, drafted(d, is_normative=True), units=[d.o.unit.pk], legal=[d.o.supervisor.pk])
    gone(d.o.supervisor)
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    paper = now(paper)
    assert (paper.state, holders(paper)) == ("drafting", ["冯二二"])
    assert "规范性文件须经合法性审核" in Task.objects.about(paper).open().get().note
    assert sent(d, paper, units=[d.o.unit.pk], legal=[d.o.clerk2.pk]).state == "checking"


def test_a_flag_set_later_leads_to_its_check(d: Desk) -> None:
    """Given back straight to the signer and flagged meanwhile: not straight past the check."""
    paper = returning.give_back(with_signers(d), by=d.o.leader, reason="请补充", straight=True).subject
    paper = drafting.edit(paper, by=d.drafter, fields={"is_normative": True}).subject
    with pytest.raises(Incomplete, match="规范性文件须经合法性审核，请选审核人"):
        route.send(paper, by=d.drafter, plan=plan(d))
    assert route.send(paper, by=d.drafter, plan=plan(d, legal=[d.o.clerk.pk])).subject.state == "checking"


def test_a_reviewer_and_a_signer_who_left_are_followed_by_who_may(d: Desk) -> None:
    other = person("han", "韩八", d.o.section, Role.SECTION_CHIEF, 7)
    paper = sent(d, units=[d.o.unit.pk], reviewers=[other.pk])
    gone(other)
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    assert holders(paper) == ["吴十"]
    gone(d.o.leader2)
    assert route.review(now(paper), by=d.o.chief, checked=CHECKED).said == "已送 赵六 签发。"


def test_a_drafter_who_left_is_followed_by_the_clerks(d: Desk) -> None:
    """A unit's own clerk, who answers last, does not become the drafter of our paper."""
    paper = sent(d, units=[d.o.unit.pk])
    gone(d.drafter)
    route.countersign(paper, by=d.o.unit_clerk, result="amended", opinion="请改。")
    assert holders(paper) == ["公文运转处"]
    paper = sent(d, drafted(d, by=d.o.clerk2))
    gone(d.o.clerk2)
    returning.give_back(paper, by=d.o.chief, reason="请改")
    assert holders(paper) == ["吴十"]


# -- back and again ----------------------------------------------------------------------------------


def rechecking(d: Desk) -> Outgoing:
    return all_signed(d)


BACK: dict[str, tuple[Callable[[Desk], Outgoing], str, str]] = {
    "checking": (checking, "supervisor", "checking"), "reviewing": (sent, "chief", "reviewing"),
    "signing": (with_signers, "leader", "signing"), "rechecking": (rechecking, "deputy", "signing"),
}  # fmt: skip


@pytest.mark.parametrize("step", BACK)
@pytest.mark.parametrize("straight", [False, True])
def test_back_from_every_step_and_there_again(d: Desk, step: str, straight: bool) -> None:
    """Straight: the next step is the one it came from (signing, where it was signed); else the whole way anew."""
    make, who, there = BACK[step]
    paper = make(d)
    assert paper.state == step
    with pytest.raises(Incomplete, match="请写明退回原因"):
        returning.give_back(paper, by=getattr(d.o, who), reason="  ")
    done = returning.give_back(paper, by=getattr(d.o, who), reason="请核对引文", straight=straight)
    paper = done.subject
    assert (paper.state, holders(paper), paper.round) == ("drafting", ["冯二二"], 1 if straight else 2)
    assert (done.entry.opinion, done.entry.reason) == ("请核对引文", "请核对引文")
    assert "请核对引文" in Alert.objects.get(recipient=d.drafter).said
    more = {"legal": [d.o.supervisor.pk]} if step == "checking" else {}
    paper = sent(d, changed(paper, d.drafter), signers=[d.o.leader.pk, d.o.leader2.pk], **more)
    assert paper.state == (there if straight or step == "checking" else "reviewing")
    assert paper.straight_to == ""
    assert list(differences(Outgoing)) == []


@pytest.mark.parametrize("make", [two_units, settling, checking, sent, with_signers])
def test_taken_back_until_somebody_signed(d: Desk, make: Callable[[Desk], Outgoing]) -> None:
    paper = make(d)
    had = Task.objects.about(paper).open().first()
    done = returning.take_back(paper, by=d.drafter, reason="补一段")
    assert (done.subject.state, holders(paper), done.entry.reason) == ("drafting", ["冯二二"], "补一段")
    assert had is not None
    had.refresh_from_db()
    assert (had.status, had.revoked) == ("cancelled", True)
    with pytest.raises(NotAllowed, match="「取回」由拟稿人办理"):
        returning.take_back(make(d), by=d.o.chief)


def test_not_taken_back_once_somebody_signed(d: Desk) -> None:
    paper = half_signed(d)
    with pytest.raises(Faster, match="已有人签发，不能取回；请签发人退回"):
        returning.take_back(paper, by=d.drafter)
    with pytest.raises(Faster, match="签发过，不能撤稿；不再发出的请处长作废"):
        drafting.withdraw(paper, by=d.drafter, reason="不发了")
    assert returning.give_back(paper, by=d.o.leader2, reason="请改").subject.state == "drafting"


def test_withdrawn_before_it_is_signed(d: Desk) -> None:
    paper = two_units(d)
    with pytest.raises(Incomplete, match="说明撤稿理由"):
        drafting.withdraw(paper, by=d.drafter, reason="")
    done = drafting.withdraw(paper, by=d.drafter, reason="会议取消")
    assert (done.subject.state, Task.objects.about(paper).live().count()) == ("withdrawn", 0)
    assert "会议取消" in Alert.objects.filter(recipient=d.o.unit_clerk).latest("id").said
    with pytest.raises(Faster, match="本件已撤稿，不能再送出"):
        route.send(done.subject, by=d.drafter, plan=plan(d))


@pytest.mark.parametrize("back", ["", "taken", "given"])
def test_with_its_number_it_is_voided_and_not_withdrawn_wherever_it_went(d: Desk, back: str) -> None:
    """On its second way to the signer, and back at the drafter from there."""
    paper = signing_again(d)
    if back == "taken":
        paper = returning.take_back(paper, by=d.drafter).subject
    if back == "given":
        paper = returning.give_back(paper, by=d.o.leader2, reason="不必发了").subject
    for who in (d.drafter, d.o.chief):
        with pytest.raises(Faster, match="不能撤稿"):
            drafting.withdraw(paper, by=who, reason="不发了")
    done = issuing.void(paper, by=d.o.chief, reason="不再需要").subject
    slot = done.slot
    assert (done.state, slot.status, slot.reason, slot.number) == ("voided", "void", "不再需要", paper.number)


# -- nobody judges his own ---------------------------------------------------------------------------


def test_a_paper_that_was_never_signed_is_not_voided(d: Desk) -> None:
    with pytest.raises(Incomplete, match="没有人签发，不用作废；不再发出的请撤稿"):
        issuing.void(sent(d), by=d.o.chief, reason="x")


def test_work_is_passed_on_to_who_may_do_it(d: Desk) -> None:
    paper = sent(d)
    for to_whom, words in ((d.drafter, "不能办理「发文审核」"), (d.o.unit_clerk, "不能办理")):
        with pytest.raises(NotAllowed, match=words):
            passing.transfer(paper, by=d.o.chief, to=fresh(to_whom), reason="出差")
    passing.transfer(paper, by=d.o.chief, to=d.o.deputy, reason="出差")
    assert holders(paper) == ["郑一一"]
    paper = signing_(d)
    with pytest.raises(NotAllowed, match="陈三三 不能办理「签发」"):
        passing.reassign(paper, by=d.o.chief, task_id=task(paper, d.o.leader2), to=d.o.clerk, reason="出差")
    passing.transfer(paper, by=d.o.leader2, to=d.o.leader, reason="出差")
    signing.sign(paper, by=d.o.leader)
    row = SignOff.objects.get(paper=paper)
    assert (row.organ_name, row.signer_name) == (
        "江东省人民政府办公厅",
        "赵六",
    )  # not the reason of the transfer


def test_who_is_to_judge_it_does_not_become_its_drafter(d: Desk) -> None:
    paper = settling(d)
    with pytest.raises(BadInput, match="吴十 已列为本件的审核、签发或复核人"):
        passing.transfer(paper, by=d.drafter, to=d.o.chief, reason="出差")
    done = passing.transfer(paper, by=d.drafter, to=d.o.clerk, reason="出差").subject
    assert (done.drafter_id, done.drafter_name) == (d.o.clerk.pk, "陈三三")
    assert entry(done, "transfer").reason == "出差"


# -- what is missing ---------------------------------------------------------------------------------


def test_everything_that_is_missing_is_said_at_once(d: Desk) -> None:
    row = unsaved(d, kind="request", publicity="", is_normative=True, affects_operators=True)
    paper = drafting.draft(
        row,
        by=d.drafter,
        main=[to(d.o.unit), to(d.o.unit2)],
        copies=[to(d.o.unit3, "copy"), to(d.o.unit2, "copy")],
        joints=[d.o.section, d.o.unit3],
    ).subject
    with pytest.raises(Incomplete) as refused:
        route.send(paper, by=d.drafter, plan={"reviewers": [d.o.clerk.pk], "rechecker": [d.drafter.pk]})
    said = [
        "还没有文稿，请拟稿人在「改文稿」中上传或填写正文。", "没有选公开属性，请拟稿人在「改栏目」中选定。",
        "请示须注明联系人和电话，请拟稿人在「改栏目」中填写。", "请示只能主送一个机关，现在有 2 个。",
        "请示主送上级机关；不相隶属机关请用函。", "上行文不得抄送下级机关：江东省交通运输厅。",
        "规范性文件须经合法性审核，请选审核人。", "涉及经营主体的政策须经公平竞争审查，请选审查人。",
        "陈三三 不能作本件的审核人；可以的有：吴十、郑一一。", "没有选签发人，请拟稿人在「送出」中选。",
        "拟稿人不能审核、签发、复核自己的文稿，请另选他人。",
        "本机关和内设处室不能作联合发文机关：公文运转处。",
    ]  # fmt: skip
    assert refused.value.reasons == said
    assert (now(paper).state, now(paper).plan) == ("drafting", {})


def test_a_reply_needs_what_it_answers_and_some_addressee(d: Desk) -> None:
    paper = drafted(d, kind="reply", layout="letter", main=[])
    paper.plan = plan(d)
    assert missing(paper) == [
        "批复须依据来文，请拟稿人在「改栏目」的「依据来文」中填写收文编号。", "没有主送机关，请拟稿人在「分发单位」中填写。"
    ]  # fmt: skip


def test_the_five_points_and_the_two_are_looked_at(d: Desk) -> None:
    paper = sent(d)
    with pytest.raises(Incomplete) as refused:
        route.review(paper, by=d.o.chief, checked=CHECKED[:2])
    assert [r[:5] for r in refused.value.reasons] == ["请先核对："] * 3
    with pytest.raises(Incomplete, match="附件材料是否齐全"):
        issuing.recheck(all_signed(d), by=d.o.deputy, checked=RECHECKED[:1])


def test_printing_takes_what_is_listed_and_a_keeper(d: Desk) -> None:
    paper = printing(d)
    with pytest.raises(BadInput) as refused:
        issuing.print_run(paper, by=d.o.clerk, copies=1)
    assert str(refused.value) == (
        "印数 1 少于分发的 2 份：请至少印 2 份，或请拟稿人、文书在「分发单位」中减少份数。"
    )
    gone(d.keeper)
    with pytest.raises(Incomplete, match="没有印章保管员，请管理员"):
        issuing.print_run(paper, by=d.o.clerk, copies=2)
