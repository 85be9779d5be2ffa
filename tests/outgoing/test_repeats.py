"""同一人不重复办理: what is left out because the same person acts next, and that no gate is passed round by it."""

from __future__ import annotations

from typing import Any

import pytest

from docflow.web.errors import Incomplete, NotAllowed
from documents.files.form import Row
from outgoing.actions import issuing, passing, returning, route, signing
from outgoing.forms.issue import SignForm
from outgoing.forms.route import SendForm
from outgoing.models import Outgoing, SigningRule
from outgoing.queries.forms import WITH_SIGNATURE, manuscript
from outgoing.queries.page import lines, shown, stops
from outgoing.queries.repeats import review_with_signature
from outgoing.rules.repeats import once, owes_review
from people.models import Delegation, Person
from people.roles import Role
from tests.office import SINCE, appoint, fresh
from tests.outgoing.desk import CHECKED, RECHECKED, Desk, drafted, plan, sent
from tests.outgoing.papers import both, changed, entry, general, holders, now
from workflow.models import Entry, Task
from workflow.replay import differences


class P:
    def __init__(self, pk: int) -> None:
        self.pk = pk


@pytest.mark.parametrize(("named", "kept"), [
    ([1], [1]), ([1, 2], [1, 2]), ([1, 1], [1]), ([1, 2, 1], [2, 1]), ([1, 1, 2, 2, 1], [2, 1]), ([], []),
])  # fmt: skip
def test_who_stands_twice_acts_where_he_stands_last(named: list[int], kept: list[int]) -> None:
    assert [p.pk for p in once([P(n) for n in named])] == kept


LEFT = {"skipped": [["office_review", "孙秘书长", "sign"]]}
TWICE = {"skipped": [["sign", "李四", "twice"]]}


@pytest.mark.parametrize(("entries", "owed"), [  # oldest first
    ([], False), ([("send", "signing", LEFT)], True), ([("review", "signing", LEFT)], True),
    ([("review", "signing", {})], False), ([("send", "reviewing", TWICE)], False),
    ([("send", "signing", LEFT), ("sign", "", {"checked": [], "content": "x"})], False),
    ([("send", "signing", LEFT), ("record_sign", "", {"checked": [], "content": "x"})], False),
    ([("send", "signing", LEFT), ("sign", "", {"checked": [], "content": "old"})], True),
    ([("send", "signing", LEFT), ("sign", "", {"content": "x"})], True),
    ([("send", "signing", LEFT), ("sign", "", {"checked": [], "content": "x"}), ("send", "signing", LEFT)], True),
    ([("send", "signing", LEFT), ("review", "signing", {})], False),
    ([("send", "signing", LEFT), ("review", "", {})], True), ([("review", "signing", {}), ("send", "signing", LEFT)], True),
])  # fmt: skip
def test_when_the_signature_owes_the_review(entries: list[Any], owed: bool) -> None:
    assert owes_review(entries[::-1], "x") is owed


def left_out(paper: Outgoing) -> list[list[str]]:
    """What the entries say was left out; the tasks say the same."""
    rows = Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk).order_by("seq")
    said = [one for row in rows for one in row.data.get("skipped", ())]
    tasks = Task.objects.about(paper).filter(outcome="covered").order_by("id")
    assert sorted([t.kind, t.holder_name] for t in tasks) == sorted(one[:2] for one in said)
    assert {t.status for t in tasks} <= {"cancelled"}
    assert list(differences(Outgoing)) == []
    return said


# -- what is left out --------------------------------------------------------------------------------


def test_the_only_reviewer_who_signs_first_ticks_the_points_with_his_signature(d: Desk) -> None:
    paper, sun = both(d), general(d)
    assert (paper.state, holders(paper)) == ("signing", ["孙秘书长"])
    assert left_out(paper) == [["office_review", "孙秘书长", "sign"]]
    assert entry(paper, "send").data["said"] == (
        "审核与签发同为 孙秘书长，不重复办理，五项随签发核对。已送 孙秘书长 签发。"
    )
    with pytest.raises(Incomplete) as refused:
        signing.sign(paper, by=sun, opinion="同意。")
    assert [r[:5] for r in refused.value.reasons] == ["请先核对："] * 5
    with pytest.raises(Incomplete):
        signing.sign(paper, by=sun, checked=CHECKED[:4])
    done = signing.sign(paper, by=sun, opinion="同意。", checked=CHECKED)
    assert (done.subject.state, done.entry.data["checked"]) == ("rechecking", sorted(CHECKED))
    assert not review_with_signature(done.subject)


def test_it_is_said_in_the_log_on_the_map_and_on_paper(d: Desk) -> None:
    paper = both(d)
    rows = list(Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk).order_by("seq"))
    more = lines(paper, rows, shown(paper).main)[0].more
    assert "「发文审核」与下一环节「签发」同为 孙秘书长，不重复办理，五项随签发核对。" in more
    assert "送 孙秘书长。" in more
    way = {s.code: (s.state, s.who) for s in stops(paper, shown(paper).main)}
    assert (way["reviewing"], way["signing"]) == (("done", "随签发"), ("now", "孙秘书长"))
    paper = signing.sign(paper, by=general(d), opinion="发。", checked=CHECKED).subject
    rows_ = [row for page in manuscript(paper, "", d.o.clerk).pages for row in page if isinstance(row, Row)]
    review = next(row for row in rows_ if row.label == "审　核")
    assert [(line.text, line.who) for line in review.opinions] == [(WITH_SIGNATURE, "孙秘书长")]


def test_the_last_of_several_reviewers_too_when_it_would_be_his_turn(d: Desk) -> None:
    sun = general(d)
    paper = sent(d, reviewers=[d.o.chief.pk, sun.pk], signers=[sun.pk, d.o.leader2.pk])
    assert (holders(paper), holders(paper, status="waiting"), left_out(paper)) == (["吴十"], ["孙秘书长"], [])
    paper = route.review(paper, by=d.o.chief, checked=CHECKED).subject
    assert (paper.state, holders(paper)) == ("signing", ["孙秘书长"])
    assert left_out(paper) == [["office_review", "孙秘书长", "sign"]]
    with pytest.raises(Incomplete, match="请先核对"):
        signing.sign(paper, by=sun)
    paper = signing.sign(paper, by=sun, checked=CHECKED).subject
    assert signing.sign(paper, by=d.o.leader2).subject.state == "rechecking"  # asked of the first alone


def test_who_is_named_twice_acts_once_where_he_stands_last(d: Desk) -> None:
    chief, deputy = d.o.chief.pk, d.o.deputy.pk
    leaders = [d.o.leader.pk, d.o.leader2.pk, d.o.leader.pk]
    paper = sent(d, reviewers=[chief, deputy, chief], signers=leaders, rechecker=[d.o.clerk.pk])
    assert (holders(paper), holders(paper, status="waiting")) == (["郑一一"], ["吴十"])
    assert left_out(paper) == [["office_review", "吴十", "twice"]]
    more = lines(paper, [entry(paper, "send")], shown(paper).main)[0].more
    assert "吴十 在「发文审核」中列了不止一次，只办最后一次，不重复办理。" in more
    for who in (d.o.deputy, d.o.chief):
        paper = route.review(now(paper), by=who, checked=CHECKED).subject
    assert (holders(paper), holders(paper, status="waiting")) == (["李四"], ["赵六"])
    assert left_out(paper)[1:] == [["sign", "赵六", "twice"]]
    for who in (d.o.leader2, d.o.leader):
        paper = signing.sign(now(paper), by=who).subject
    assert (paper.state, paper.signers) == ("rechecking", "李四、赵六")


def test_named_twice_and_signer_too(d: Desk) -> None:
    sun = general(d).pk
    paper = sent(d, reviewers=[sun, sun], signers=[sun, sun])
    assert left_out(paper) == [
        ["office_review", "孙秘书长", "twice"], ["office_review", "孙秘书长", "sign"], ["sign", "孙秘书长", "twice"]
    ]  # fmt: skip
    assert holders(paper) == ["孙秘书长"]


def test_the_form_does_not_drop_a_name_by_itself(d: Desk) -> None:
    """What is written twice reaches the act, which says what it makes of it."""
    paper = drafted(d)
    typed = {
        "reviewers": "吴十、吴十",
        "signers": "李四",
        "rechecker": "郑一一",
        "version": paper.version,
        "key": "k",
    }
    form = SendForm(typed, doc=paper, person=d.drafter)
    assert form.is_valid(), form.errors
    assert form.act_kwargs()["plan"]["reviewers"] == [d.o.chief.pk] * 2


# -- what is not -------------------------------------------------------------------------------------


def test_neither_another_signer_nor_an_earlier_reviewer_is_spared(d: Desk) -> None:
    sun = general(d).pk
    second = sent(d, reviewers=[sun], signers=[d.o.leader2.pk, sun])  # he signs, but not next
    assert (second.state, left_out(second)) == ("reviewing", [])
    first = sent(d, reviewers=[sun, d.o.chief.pk], signers=[sun])  # another looks at it in between
    assert (holders(first), left_out(first)) == (["孙秘书长"], [])


def test_neither_the_units_nor_the_checks_nor_the_recheck(d: Desk) -> None:
    """One person of many offices does every one of them."""
    sun = general(d)
    appoint(sun, d.o.unit, Role.UNIT_CLERK, 50)
    appoint(sun, d.o.section, Role.DEPUTY_CHIEF, 9)
    sun = fresh(Person.objects.get(pk=sun.pk))
    paper = sent(
        d, drafted(d, is_normative=True, affects_operators=True), units=[d.o.unit.pk], legal=[sun.pk], fair=[sun.pk],
        reviewers=[sun.pk], signers=[sun.pk], rechecker=[sun.pk],
    )  # fmt: skip
    assert paper.state == "countersigning"
    route.countersign(paper, by=sun, result="agreed")
    for kind in ("legal", "fair"):
        assert sorted(t.kind for t in Task.objects.about(paper).open()) == (
            ["fair", "legal"] if kind == "legal" else ["fair"]
        )
        route.check(now(paper), by=sun, result="passed", opinion="合法。")
    paper = now(paper)
    assert (paper.state, left_out(paper)) == ("signing", [["office_review", "孙秘书长", "sign"]])
    assert "skipped" in entry(paper, "check").data
    paper = signing.sign(paper, by=sun, checked=CHECKED).subject
    assert (paper.state, holders(paper)) == ("rechecking", ["孙秘书长"])
    assert issuing.recheck(paper, by=sun, checked=RECHECKED).subject.state == "numbering"


def test_who_may_not_sign_it_reviews(d: Desk) -> None:
    """He lost the right after he was chosen: his signature would not come."""
    sun = general(d)
    paper = sent(d, units=[d.o.unit.pk], reviewers=[sun.pk], signers=[sun.pk])
    SigningRule.objects.filter(organ=d.organ, direction="").update(roles=[Role.LEADER])
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    assert (now(paper).state, left_out(paper)) == ("reviewing", [])


def test_who_has_the_review_already_does_it(d: Desk) -> None:
    """A chief gives the open review to the signer: it is his, and it is done."""
    sun = general(d)
    paper = sent(d, signers=[sun.pk])
    paper = passing.transfer(paper, by=d.o.chief, to=sun, reason="出差").subject
    assert (paper.state, holders(paper)) == ("reviewing", ["孙秘书长"])
    paper = route.review(paper, by=sun, checked=CHECKED).subject
    assert signing.sign(paper, by=sun).subject.state == "rechecking"


def test_what_goes_back_to_the_units_first_is_not_left_out(d: Desk) -> None:
    """The reviewer before him changed the text: the units are asked anew, then it is reviewed again."""
    sun = general(d)
    paper = sent(d, units=[d.o.unit.pk], reviewers=[d.o.chief.pk, sun.pk], signers=[sun.pk])
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    changed(now(paper), d.o.chief)
    paper = route.review(now(paper), by=d.o.chief, checked=CHECKED).subject
    assert (paper.state, holders(paper), left_out(paper)) == ("reviewing", ["孙秘书长"], [])
    paper = route.review(paper, by=sun, checked=CHECKED).subject
    assert (paper.state, holders(paper)) == ("countersigning", ["省水利厅"])
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    paper = route.review(now(paper), by=d.o.chief, checked=CHECKED).subject
    assert (paper.state, len(left_out(paper))) == ("signing", 1)


# -- nobody gets round the review --------------------------------------------------------------------


def test_a_drafter_neither_reviews_nor_signs_by_it(d: Desk) -> None:
    sun = general(d)
    paper = drafted(d, by=sun)
    with pytest.raises(Incomplete, match="拟稿人不能审核、签发、复核自己的文稿"):
        route.send(paper, by=sun, plan=plan(d, reviewers=[sun.pk], signers=[sun.pk]))
    paper = both(d)
    Task.objects.about(paper).open().update(holder=d.drafter.principal)
    with pytest.raises(NotAllowed, match="拟稿人不能签发自己的文稿"):
        signing.sign(paper, by=d.drafter, checked=CHECKED)


def test_another_signer_must_be_one_who_may_review(d: Desk) -> None:
    paper, sun = both(d), general(d)
    words = "本件的审核随签发办理，李四 不能审核；可以审核的有：.*吴十.*；或请拟稿人取回后另选审核人。"
    with pytest.raises(NotAllowed, match=words):
        passing.transfer(paper, by=sun, to=d.o.leader2, reason="出差")
    with pytest.raises(NotAllowed, match=words):
        passing.reassign(
            paper,
            by=d.o.chief,
            task_id=Task.objects.about(paper).open().get().pk,
            to=d.o.leader2,
            reason="出差",
        )
    appoint(d.o.leader2, d.o.office, Role.DEPUTY_SG, 9)
    paper = passing.transfer(paper, by=sun, to=d.o.leader2, reason="出差").subject
    leader = fresh(Person.objects.get(pk=d.o.leader2.pk))
    with pytest.raises(Incomplete, match="请先核对"):
        signing.sign(paper, by=leader)
    assert signing.sign(paper, by=leader, checked=CHECKED).subject.state == "rechecking"


def test_a_deputy_signs_with_the_review_only_where_he_may_review_too(d: Desk) -> None:
    paper, sun = both(d), general(d)
    given = Delegation.objects.create(principal=sun, deputy=d.o.leader, since=SINCE, kinds=["sign"])
    with pytest.raises(NotAllowed, match="赵六 代 孙秘书长 签发还须代其审核.*「发文审核」"):
        signing.sign(paper, by=fresh(d.o.leader), checked=CHECKED)
    given.kinds = ["sign", "office_review"]
    given.save()
    done = signing.sign(paper, by=fresh(d.o.leader), checked=CHECKED)
    assert (done.subject.state, done.entry.behalf_name) == ("rechecking", "孙秘书长")


def test_a_secretary_writes_the_ticks_down_with_the_signature(d: Desk) -> None:
    paper, sun = both(d), general(d)
    Delegation.objects.create(principal=sun, deputy=d.o.secretary, since=SINCE, kinds=["record"])
    with pytest.raises(Incomplete, match="请先核对"):
        signing.record_sign(paper, by=fresh(d.o.secretary), opinion="发。")
    done = signing.record_sign(paper, by=fresh(d.o.secretary), opinion="发。", checked=CHECKED)
    assert (done.subject.state, done.entry.data["recorded_for"]) == ("rechecking", "孙秘书长")


def test_another_text_is_looked_at_again(d: Desk) -> None:
    """Before the signature and after it."""
    sun = general(d)
    paper = sent(d, reviewers=[sun.pk], signers=[sun.pk, d.o.leader2.pk])
    signing.sign(paper, by=sun, checked=CHECKED)
    changed(now(paper), d.drafter)
    assert holders(paper) == ["孙秘书长"]
    with pytest.raises(Incomplete, match="请先核对"):
        signing.sign(now(paper), by=sun)
    signing.sign(now(paper), by=sun, checked=CHECKED)
    paper = changed(signing.sign(now(paper), by=d.o.leader2).subject, d.drafter, "又改了一稿。")
    paper = signing.resign(paper, by=d.drafter).subject
    with pytest.raises(Incomplete, match="请先核对"):
        signing.sign(paper, by=sun)


def test_straight_back_to_another_signer_is_not_past_the_review(d: Desk) -> None:
    """Nobody had reviewed it; who signs now may not: it goes to a reviewer first."""
    sun = general(d)
    paper = returning.give_back(both(d), by=sun, reason="请补充", straight=True).subject
    paper = sent(d, paper)
    assert (paper.state, holders(paper)) == ("reviewing", ["吴十"])
    paper = returning.give_back(both(d), by=sun, reason="请补充", straight=True).subject
    paper = sent(d, paper, reviewers=[sun.pk], signers=[sun.pk])
    assert paper.state == "signing"
    assert review_with_signature(paper)


def test_given_back_for_the_whole_way_it_is_decided_anew(d: Desk) -> None:
    paper = returning.give_back(both(d), by=general(d), reason="请改").subject
    paper = sent(d, paper)
    assert (paper.state, holders(paper)) == ("reviewing", ["吴十"])
    paper = route.review(paper, by=d.o.chief, checked=CHECKED).subject
    assert not review_with_signature(paper)
    assert signing.sign(paper, by=d.o.leader2).subject.state == "rechecking"


def drawn_fields(form: SignForm) -> set[str]:
    return {field.name for field in form.visible_fields()}


def test_the_points_are_on_the_form_where_they_are_owed(d: Desk) -> None:
    paper = both(d)
    assert "checked" in drawn_fields(SignForm(doc=paper, person=general(d)))
    typed = {"version": paper.version, "key": "k", "checked": CHECKED}
    form = SignForm(typed, doc=paper, person=general(d))
    assert form.is_valid(), form.errors
    assert form.act_kwargs()["checked"] == CHECKED
    other = route.review(sent(d), by=d.o.chief, checked=CHECKED).subject
    assert "checked" not in drawn_fields(SignForm(doc=other, person=d.o.leader2))
