"""The signature: who may, on which day, in which words; and that nobody judges his own paper, not even through a deputy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from outgoing.actions import drafting, issuing, passing, route, signing
from outgoing.models import Outgoing, SigningRule, SignOff
from outgoing.queries.original import as_original
from outgoing.queries.page import opinions
from outgoing.queries.people import keepers, signers
from people.models import Delegation, Person, Unit
from people.roles import Role
from tests.office import SINCE, appoint, fresh, person
from tests.outgoing.desk import (
    CHECKED,
    RECHECKED,
    Desk,
    drafted,
    numbering,
    plan,
    sealing,
    sent,
    signed,
    signing_,
    to,
)
from tests.outgoing.papers import changed, drafted_before, entry, half_signed, holders, now, with_signers
from workflow.models import Task
from workflow.replay import differences

TODAY = timezone.localdate()


# -- words and days ----------------------------------------------------------------------------------


def test_a_bare_signature_counts_as_agreed(d: Desk) -> None:
    done = signing.sign(signing_(d), by=d.o.leader2, opinion="  ")
    row = SignOff.objects.get(paper=done.subject)
    assert (row.way, row.opinion, row.signer_name, row.signer_title) == ("tick", "", "李四", "领导")
    assert done.entry.opinion == "圈阅（视为同意）"
    row = SignOff.objects.get(paper=signed(d))
    assert (row.way, row.opinion) == ("written", "同意。")


def test_the_signature_holds_the_text_it_was_given_to(d: Desk) -> None:
    paper = signed(d, changed(drafted(d), d.drafter))
    row = SignOff.objects.get(paper=paper)
    assert (row.content_hash, row.version, row.round) == (paper.content_hash, 2, 1)
    assert entry(paper, "sign").data["content"] == paper.signed_hash == paper.content_hash


def test_the_date_is_full_and_his(d: Desk) -> None:
    paper = drafted_before(signing_(d), 5)
    with pytest.raises(BadInput, match="签发日期不能晚于今天"):
        signing.sign(paper, by=d.o.leader2, signed_on=TODAY + timedelta(days=1))
    with pytest.raises(BadInput, match="签发日期不能早于所签的第 1 稿存稿的日期"):
        signing.sign(paper, by=d.o.leader2, signed_on=TODAY - timedelta(days=6))
    paper = signing.sign(paper, by=d.o.leader2, signed_on=TODAY - timedelta(days=5)).subject
    assert paper.document_date == TODAY - timedelta(days=5)
    assert signed(d).document_date == TODAY


def test_no_text_is_signed_before_it_was_there(d: Desk) -> None:
    paper = drafted_before(signing_(d), 5, text=False)
    with pytest.raises(BadInput, match=f"不能早于所签的第 1 稿存稿的日期（{TODAY}）"):
        signing.sign(paper, by=d.o.leader2, signed_on=TODAY - timedelta(days=1))


def test_two_signers_of_one_name_are_two(d: Desk) -> None:
    other = person("lisi2", "李四", d.o.office, Role.LEADER, 4)
    paper = signing_(d, signers=[other.pk, d.o.leader2.pk])
    signing.sign(paper, by=other)
    assert signing.sign(now(paper), by=d.o.leader2).subject.signers == "李四、李四"


def test_the_paper_has_the_date_of_the_last_signature(d: Desk) -> None:
    paper = drafted_before(with_signers(d), 9)
    paper = signing.sign(paper, by=d.o.leader, signed_on=TODAY - timedelta(days=2)).subject
    assert paper.document_date is None
    paper = signing.sign(paper, by=d.o.leader2, signed_on=TODAY - timedelta(days=4)).subject
    assert paper.document_date == TODAY - timedelta(days=2)
    assert paper.signers == "赵六、李四"


# -- who may -----------------------------------------------------------------------------------------


def superior() -> Unit:
    return Unit.objects.create(name="国务院办公厅", short_name="国办", relation="superior")


def upward(d: Desk) -> Outgoing:
    return drafted(d, kind="report", title="江东省人民政府办公厅关于有关情况的报告", main=[to(superior())])


def test_an_upward_paper_is_signed_by_the_principal_leader(d: Desk) -> None:
    paper = upward(d)
    with pytest.raises(Incomplete, match="赵六 不能作本件的签发人；可以的有：李四。"):
        sent(d, paper, signers=[d.o.leader.pk])
    assert signing_(d, paper).state == "signing"
    assert [p.name for p in signers(d.organ.pk, "down", "notice")] == ["李四", "赵六"]


def test_who_lost_the_right_meanwhile_is_refused_with_who_has_it(d: Desk) -> None:
    paper = signing_(d, upward(d))
    appoint(person("zhou", "周一", d.o.office, Role.LEADER, 1), d.o.office, Role.LEADER, 1)
    with pytest.raises(NotAllowed, match="李四 无权签发本件；可以签发的有：周一。"):
        signing.sign(paper, by=d.o.leader2)
    boss = Person.objects.get(username="zhou")
    passing.transfer(paper, by=d.o.leader2, to=boss, reason="请主要负责人签发")
    assert signing.sign(paper, by=boss).subject.signers == "周一"


def test_the_rule_of_the_kind_is_closer_than_that_of_the_direction(d: Desk) -> None:
    secretary_general = person("sun", "孙一", d.o.office, Role.SECRETARY_GENERAL, 5)
    SigningRule.objects.create(organ=d.organ, kind="letter", roles=[Role.SECRETARY_GENERAL])
    assert [p.name for p in signers(d.organ.pk, "up", "letter")] == ["孙一"]
    assert [p.name for p in signers(d.organ.pk, "parallel", "notice")] == ["李四", "赵六", "孙一"]
    paper = drafted(d, kind="letter", layout="letter", title="江东省人民政府办公厅关于商请支持的函")
    with pytest.raises(Incomplete, match="李四 不能作本件的签发人；可以的有：孙一"):
        sent(d, paper)
    assert signing_(d, paper, signers=[secretary_general.pk]).state == "signing"


def test_without_a_rule_the_regulation_holds(d: Desk) -> None:
    SigningRule.objects.filter(organ=d.organ).delete()
    assert [p.name for p in signers(d.organ.pk, "up", "report")] == ["李四"]
    assert [p.name for p in signers(d.organ.pk, "down", "notice")] == ["李四", "赵六"]


# -- on paper ----------------------------------------------------------------------------------------


def test_a_secretary_writes_down_what_his_leader_signed(d: Desk) -> None:
    paper = drafted_before(with_signers(d), 3)
    day = TODAY - timedelta(days=1)
    done = signing.record_sign(paper, by=fresh(d.o.secretary), opinion="发。", signed_on=day)
    row = SignOff.objects.get(paper=paper)
    assert (row.signer_name, row.recorded_by_name, row.opinion, row.signed_on) == (
        "赵六",
        "陶七八",
        "发。",
        day,
    )
    assert (done.entry.actor_name, done.entry.data["recorded_for"]) == ("陶七八", "赵六")
    with pytest.raises(Faster, match="陶七八 .* 已办过这一步"):
        signing.record_sign(now(paper), by=fresh(d.o.secretary), opinion="发。")
    with pytest.raises(NotAllowed, match="这一步由李四办理"):
        signing.sign(now(paper), by=d.o.chief)


def test_recording_asks_for_the_signers_authority_too(d: Desk) -> None:
    paper = signing_(d, signers=[d.o.leader.pk])
    SigningRule.objects.create(organ=d.organ, kind="notice", roles=[Role.LEADER], principal=True)
    with pytest.raises(NotAllowed, match="赵六 无权签发本件；可以签发的有：李四"):
        signing.record_sign(paper, by=fresh(d.o.secretary), opinion="发。")


# -- nobody judges his own ---------------------------------------------------------------------------


def stands_in(principal: Person, deputy: Person, *kinds: str) -> Person:
    Delegation.objects.create(principal=principal, deputy=deputy, since=SINCE, kinds=list(kinds))
    return fresh(deputy)


def test_no_drafter_is_asked_to_judge_his_own_paper(d: Desk) -> None:
    for by, name in ((d.o.chief, "reviewers"), (d.o.deputy, "rechecker"), (d.o.clerk, "legal")):
        paper = drafted(d, by=by, is_normative=True)
        who = {
            "legal": [d.o.supervisor.pk],
            "rechecker": [d.o.clerk2.pk],
            "reviewers": [d.o.deputy.pk],
            name: [by.pk],
        }
        with pytest.raises(Incomplete, match="拟稿人不能审核、签发、复核自己的文稿"):
            route.send(paper, by=by, plan=plan(d, **who))
    paper = drafted(d, by=d.o.leader)
    with pytest.raises(Incomplete, match="拟稿人不能审核、签发、复核自己的文稿"):
        route.send(paper, by=d.o.leader, plan=plan(d, signers=[d.o.leader.pk]))


OWN: dict[str, tuple[Callable[[Desk], Outgoing], str, Callable[..., Any], str]] = {
    "check": (lambda d: sent(d, drafted(d, is_normative=True), legal=[d.o.supervisor.pk]), "supervisor",
              partial(route.check, result="passed", opinion="合法。"), "不能审核自己的文稿"),
    "review": (sent, "chief", partial(route.review, checked=CHECKED), "不能审核自己的文稿"),
    "sign": (signing_, "leader2", signing.sign, "不能签发自己的文稿"),
    "recheck": (signed, "deputy", partial(issuing.recheck, checked=RECHECKED), "不能复核自己的文稿"),
}  # fmt: skip


@pytest.mark.parametrize("verb", OWN)
def test_nor_does_he_as_the_deputy_of_who_is(d: Desk, verb: str) -> None:
    make, whose, act, words = OWN[verb]
    paper = make(d)
    drafter = stands_in(getattr(d.o, whose), d.drafter)
    with pytest.raises(NotAllowed, match=words):
        act(paper, by=drafter)
    assert now(paper).version == paper.version


@pytest.mark.parametrize("verb", OWN)
def test_nor_does_his_own_deputy_for_him(d: Desk, verb: str) -> None:
    """The step is the drafter's since it was reassigned to him by hand of the database; another acts in his name."""
    make, _whose, act, words = OWN[verb]
    paper = make(d)
    Task.objects.about(paper).open().update(holder=d.drafter.principal)
    with pytest.raises(NotAllowed, match=words):
        act(paper, by=stands_in(d.drafter, d.o.clerk2))


def test_nor_does_he_write_down_that_it_was_signed(d: Desk) -> None:
    secretary = fresh(d.o.secretary)
    paper = signing_(d, drafted(d, by=secretary), signers=[d.o.leader.pk])
    with pytest.raises(NotAllowed, match="拟稿人不能代录自己文稿的签发"):
        signing.record_sign(paper, by=secretary, opinion="发。")


def test_a_deputy_with_the_right_kind_signs_with_both_names(d: Desk) -> None:
    paper = signing_(d)
    with pytest.raises(NotAllowed):
        signing.sign(paper, by=stands_in(d.o.leader2, d.o.clerk2, "office_review"))
    done = signing.sign(paper, by=stands_in(d.o.leader2, d.o.leader, "sign"))
    assert (done.entry.actor_name, done.entry.behalf_name) == ("赵六", "李四")
    row = SignOff.objects.get(paper=paper)
    assert (row.signer, row.signer_name, row.signer_title, row.recorded_by_name) == (
        d.o.leader2, "李四", "领导", "赵六"
    )  # fmt: skip
    assert done.subject.signers == "李四"


def test_a_deputy_for_everything_signs_only_what_he_could_sign_himself(d: Desk) -> None:
    """The signature is not lent with the desk."""
    paper = signing_(d)
    with pytest.raises(
        NotAllowed, match="陈小四 不能代 李四 签发：本人无权签发本件，代理事项也没有写明「签发」"
    ):
        signing.sign(paper, by=stands_in(d.o.leader2, d.o.clerk2))
    assert signing.sign(paper, by=stands_in(d.o.leader2, d.o.leader)).subject.signers == "李四"
    named = stands_in(d.o.leader2, d.o.clerk, "sign")
    assert signing.sign(signing_(d), by=named).subject.signers == "李四"


def test_leaders_and_keepers_of_other_organs_are_none_of_ours(d: Desk) -> None:
    person("boss", "外单位领导", d.o.unit, Role.LEADER, 1)
    person("seal2", "外单位保管员", d.o.unit, Role.SEAL_KEEPER, 1)
    assert [p.name for p in signers(d.organ.pk, "up", "report")] == ["李四"]
    assert [post.unit for post in keepers()] == [d.o.section]


# -- nor what he drafted before ----------------------------------------------------------------------


def test_who_gave_the_draft_away_judges_it_no_more_than_before(d: Desk) -> None:
    paper = drafted(d, by=d.o.chief)
    paper = passing.transfer(paper, by=d.o.chief, to=d.drafter, reason="请代送").subject
    with pytest.raises(Incomplete, match="拟稿人不能审核、签发、复核自己的文稿"):
        sent(d, paper)
    paper = sent(d, paper, reviewers=[d.o.deputy.pk], rechecker=[d.o.clerk2.pk])
    with pytest.raises(NotAllowed, match="吴十 不能办理「发文审核」"):
        passing.transfer(paper, by=d.o.deputy, to=d.o.chief, reason="出差")
    Task.objects.about(paper).open().update(holder=d.o.chief.principal)
    with pytest.raises(NotAllowed, match="不能审核自己的文稿"):
        route.review(paper, by=d.o.chief, checked=CHECKED)


def test_a_reviewer_who_changed_the_text_is_no_drafter(d: Desk) -> None:
    paper = changed(sent(d), d.o.chief)
    assert route.review(paper, by=d.o.chief, checked=CHECKED).subject.state == "signing"


def test_a_unit_is_not_spoken_for_by_the_drafter(d: Desk) -> None:
    paper = sent(d, units=[d.o.section.pk, d.o.unit.pk])
    with pytest.raises(NotAllowed, match="拟稿人不能代表本处室会签自己的文稿"):
        route.countersign(paper, by=d.drafter, result="agreed")
    route.countersign(paper, by=d.o.clerk, result="agreed")
    task = Task.objects.about(paper).open().get()
    with pytest.raises(BadInput, match="拟稿人代录会签，须写明在回复上签字的人"):
        route.record_countersign(paper, by=d.drafter, task_id=task.pk, result="agreed")
    done = route.record_countersign(paper, by=d.drafter, task_id=task.pk, result="agreed", by_name="王厅长")
    assert done.entry.data["by_drafter"]
    assert [o.mark[0] for o in opinions(done.subject, [done.entry])] == ["拟稿人代录"]


def test_who_signed_does_not_stamp(d: Desk) -> None:
    paper = sealing(d)
    keeper = stands_in(fresh(d.keeper), d.o.leader2, "seal")
    with pytest.raises(NotAllowed, match="签发人不能自己用印"):
        issuing.lift_seal(paper, by=keeper, copies=10)
    assert issuing.lift_seal(paper, by=d.keeper, copies=10).subject.state == "dispatching"


# -- joint papers ------------------------------------------------------------------------------------


def joint(d: Desk) -> Outgoing:
    """With two organs; the second one's head is away and has a deputy."""
    person("head2", "何厅长", d.o.unit2, Role.UNIT_HEAD, 12)
    paper = drafted(d, joints=[d.o.unit, d.o.unit2], main=[to(d.o.unit3)])
    return signing_(d, drafted_before(paper, 9))


def test_the_heads_of_joint_organs_sign_after_our_own(d: Desk) -> None:
    paper = joint(d)
    assert (holders(paper), holders(paper, status="waiting")) == (
        ["李四"], ["省水利厅单位负责人", "省财政厅单位负责人"]
    )  # fmt: skip
    paper = signing.sign(paper, by=d.o.leader2, signed_on=TODAY - timedelta(days=7)).subject
    assert paper.state == "signing"
    with pytest.raises(NotAllowed):
        signing.sign(paper, by=d.o.unit_clerk)
    paper = signing.sign(paper, by=d.o.head, signed_on=TODAY - timedelta(days=3)).subject
    deputy = stands_in(Person.objects.get(username="head2"), d.o.unit2_clerk, "sign")
    paper = signing.sign(paper, by=deputy, signed_on=TODAY - timedelta(days=5)).subject
    assert (paper.state, paper.document_date) == ("rechecking", TODAY - timedelta(days=3))
    organs = list(SignOff.objects.filter(paper=paper).values_list("organ_name", "signer_name"))
    assert organs == [
        ("江东省人民政府办公厅", "李四"),
        ("江东省水利厅", "何明远"),
        ("江东省财政厅", "何厅长"),
    ]
    assert list(differences(Outgoing)) == []


def test_the_number_is_the_leads_alone(d: Desk) -> None:
    paper = joint(d)
    for who in (d.o.leader2, d.o.head, Person.objects.get(username="head2")):
        paper = signing.sign(paper, by=fresh(who)).subject
    paper = issuing.recheck(paper, by=d.o.deputy, checked=RECHECKED).subject
    paper = issuing.number(paper, by=d.o.clerk).subject
    assert paper.number.startswith("江政办发〔")
    printed = as_original(paper)
    assert printed.signature == ("江东省人民政府办公厅", "江东省水利厅", "江东省财政厅")


def test_a_changed_text_asks_the_joint_organ_anew(d: Desk) -> None:
    paper = joint(d)
    for who in (d.o.leader2, d.o.head):
        paper = signing.sign(paper, by=who).subject
    changed(paper, d.drafter)
    assert (holders(paper), holders(paper, status="waiting")) == (
        ["李四"], ["省财政厅单位负责人", "省水利厅单位负责人"]
    )  # fmt: skip


def test_no_internal_unit_issues_with_us(d: Desk) -> None:
    with pytest.raises(Incomplete, match="本机关和内设处室不能作联合发文机关"):
        sent(d, drafted(d, joints=[d.o.section]))


def test_several_signers_one_after_the_other(d: Desk) -> None:
    paper = half_signed(d)
    with pytest.raises(NotAllowed):
        signing.sign(with_signers(d), by=d.o.leader2)
    assert signing.sign(paper, by=d.o.leader2).subject.state == "rechecking"
    assert numbering(d).state == "numbering"


def test_the_drafter_leaves_it_to_others_to_begin(d: Desk) -> None:
    """Only our own office drafts; no administrator does."""
    for who in (d.o.unit_clerk, d.o.admin, d.o.auditor):
        with pytest.raises(NotAllowed, match="拟稿由本机关各处室办理"):
            drafted(d, by=who)
    assert drafting.may_draft(d.o.secretary.hats)
