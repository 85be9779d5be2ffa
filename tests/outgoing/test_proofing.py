"""核稿 in the outgoing paper: kept with the text, answered by named persons, and no way round an open error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from checking.models import ProofReply, ProofRun, RuleSetting
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.files.errors import SecretMarking
from outgoing.actions import drafting, issuing, route, signing, texts
from outgoing.actions.addressing import set_addressees
from outgoing.actions.proofing import ignore_finding, waive_finding
from outgoing.models import Outgoing
from outgoing.queries.found import by_version
from outgoing.queries.known import known
from outgoing.queries.proofing import meta_of, proofed, unresolved
from outgoing.rules.offers import offer
from people.models import Person
from people.roles import Role
from tests.office import fresh, person
from tests.outgoing.desk import CHECKED, RECHECKED, Desk, drafted, plan, sent, signed, signing_, text, to
from tests.outgoing.faults import CLEAN, COMMA, REASON, VAGUE, answer, faulty
from tests.outgoing.papers import changed, entry, now, one_desk
from workflow.clock import database_now
from workflow.models import Entry


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    with one_desk(django_db_blocker) as desk:
        yield desk


@pytest.fixture
def d(made: Desk, db: None) -> Desk:
    return made


def rules(paper: Outgoing) -> list[str]:
    return [one.finding.rule for one in proofed(paper).findings]


# -- kept --------------------------------------------------------------------------------------------


def test_what_is_found_is_kept_with_the_text(d: Desk) -> None:
    paper = faulty(d)
    assert rules(paper) == ["PUN-01", "WRD-01"]
    run = paper.proof
    assert run is not None
    assert (run.errors, run.warns, run.text_version, run.length) == (1, 1, 1, len(COMMA + VAGUE))
    assert run.text_hash == paper.versions.get().text_hash
    assert run.findings[0]["sentence"] == COMMA


def test_the_same_text_with_the_same_fields_is_looked_at_once(
    d: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = faulty(d)
    first = paper.proof
    paper = changed(paper, d.drafter, CLEAN)
    assert paper.proof != first
    assert rules(paper) == []
    monkeypatch.setattr("checking.actions.proofing.proof", lambda *a, **k: pytest.fail("looked at twice"))
    paper = changed(paper, d.drafter, COMMA, VAGUE)
    assert paper.proof == first
    assert ProofRun.objects.filter(subject_pk=paper.pk).count() == 2


def test_other_fields_are_another_look(d: Desk) -> None:
    paper = faulty(d)
    drafting.edit(paper, by=d.drafter, fields={"contact": "冯二二，0900-0000012"})
    set_addressees(now(paper), by=fresh(d.drafter), main=[to(d.o.unit3)])
    assert ProofRun.objects.filter(subject_pk=paper.pk).count() == 3
    assert len({run.text_hash for run in ProofRun.objects.filter(subject_pk=paper.pk)}) == 1


def test_a_text_is_not_looked_at_anew_each_morning(d: Desk) -> None:
    paper = faulty(d)
    meta = meta_of(paper)
    assert meta.today is not None
    sent_ = pytest.raises(Incomplete, route.send, paper, by=d.drafter, plan=plan(d))
    assert sent_ is not None
    assert ProofRun.objects.filter(subject_pk=paper.pk).count() == 1


def test_the_offices_own_severity_counts_from_the_next_look(d: Desk) -> None:
    paper = faulty(d, CLEAN, VAGUE)
    assert not proofed(paper).errors
    RuleSetting.objects.create(
        rule="WRD-01", severity="error", reason="多次差错", by_name="吴十", at=database_now()
    )
    with pytest.raises(Incomplete, match="WRD-01"):
        route.send(paper, by=d.drafter, plan=plan(d))


@pytest.mark.parametrize("words", ["机密★5年", "密级：秘密"])
def test_a_mark_of_secrecy_is_not_kept_at_all(d: Desk, words: str) -> None:
    before = ProofRun.objects.count()
    with pytest.raises(SecretMarking):
        faulty(d, words, CLEAN)
    paper = faulty(d, CLEAN)
    with pytest.raises(SecretMarking):
        texts.save(paper, by=d.drafter, text=text(words))
    assert ProofRun.objects.count() == before + 1
    assert now(paper).text_version == 1


def test_what_the_checker_alone_takes_for_a_mark_is_refused_as_well(
    d: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the two sees it first: a text with a mark of secrecy is not saved."""
    monkeypatch.setattr("outgoing.actions.texts.check_fields", lambda _fields: None)
    with pytest.raises(SecretMarking):
        faulty(d, "机密★5年", CLEAN)


# -- who answers -------------------------------------------------------------------------------------


def general(d: Desk) -> Person:
    found = Person.objects.filter(username="sun").first()
    return fresh(found or person("sun", "孙秘书长", d.o.office, Role.SECRETARY_GENERAL, 8))


def test_who_may_answer(d: Desk) -> None:
    """A table: the drafter and chiefs put a hint aside; an error is let pass by second persons, never by the drafter."""
    paper = faulty(d)
    asked = known(paper, database_now())
    people = {
        "drafter": d.drafter, "chief": d.o.chief, "deputy": d.o.deputy, "general": general(d), "clerk": d.o.clerk,
        "leader": d.o.leader, "keeper": d.keeper, "auditor": d.o.auditor, "admin": d.o.admin, "outsider": d.o.outsider,
    }  # fmt: skip
    may = {
        code: {name for name, who in people.items() if offer(code, fresh(who).hats, asked).ok}
        for code in ("ignore_finding", "waive_finding")
    }
    assert may == {
        "ignore_finding": {"drafter", "chief", "deputy"},
        "waive_finding": {"chief", "deputy", "general"},
    }
    for code, allowed in may.items():
        act, rule = (ignore_finding, "WRD-01") if code == "ignore_finding" else (waive_finding, "PUN-01")
        for name in people.keys() - allowed:
            with pytest.raises(NotAllowed):
                answer(paper, people[name], rule, act)
    assert not ProofReply.objects.exists()


def test_a_chief_who_drafted_it_does_not_waive_his_own_error(d: Desk) -> None:
    paper = drafted(d, by=d.o.chief, words=text(COMMA))
    with pytest.raises(NotAllowed, match="拟稿人不能放行"):
        answer(paper, d.o.chief, "PUN-01")
    assert "郑一一" in unresolved(paper)[0]
    assert "吴十" not in unresolved(paper)[0]
    assert not proofed(answer(paper, d.o.deputy, "PUN-01")).open_errors


def test_nor_who_wrote_it_before_it_was_given_to_another(d: Desk) -> None:
    paper = sent(d, drafted(d))
    paper = changed(paper, d.o.chief, COMMA)  # the reviewer writes: he is no author while it is reviewed
    assert not proofed(answer(paper, d.o.deputy, "PUN-01")).open_errors


def test_who_reviews_does_not_waive_what_he_wrote_himself_meanwhile(d: Desk) -> None:
    """What was there before he may: he is the second person then."""
    paper = sent(d, answer(faulty(d, COMMA), d.o.deputy, "PUN-01"))
    paper = changed(paper, d.o.chief, COMMA, "请各单位认真落实,抓好工作。")
    with pytest.raises(NotAllowed, match="这一处是您改稿时写的，不能自己放行；请改正，或请 .*郑一一"):
        answer(paper, d.o.chief, "PUN-01")
    answer(paper, d.o.deputy, "PUN-01")
    assert not unresolved(now(paper))


def test_but_what_was_there_before_he_changed_the_rest(d: Desk) -> None:
    paper = sent(d, faulty(d, CLEAN, VAGUE))
    RuleSetting.objects.create(
        rule="WRD-01", severity="error", reason="多次差错", by_name="吴十", at=database_now()
    )
    paper = changed(paper, d.o.chief, CLEAN, VAGUE, "请认真落实。")
    answer(paper, d.o.chief, "WRD-01", waive_finding)
    assert not unresolved(now(paper))


def test_nothing_is_open_nothing_is_answered(d: Desk) -> None:
    paper = drafted(d)
    for code in ("ignore_finding", "waive_finding"):
        assert offer(code, fresh(d.o.chief).hats, known(paper, database_now())).bar == "lacking"
    with pytest.raises(Incomplete, match="没有可以放行的错误"):
        waive_finding(paper, by=fresh(d.o.chief), rule="PUN-01", place="0" * 64, reason=REASON)


def test_an_answer_says_why_and_fits(d: Desk) -> None:
    paper = faulty(d)
    with pytest.raises(Incomplete, match="请写明理由"):
        answer(paper, d.o.chief, "PUN-01", reason="  ")
    with pytest.raises(BadInput, match="最多 200 字"):
        answer(paper, d.o.chief, "PUN-01", reason="理" * 201)
    with pytest.raises(SecretMarking):
        answer(paper, d.o.chief, "PUN-01", reason="机密★5年")
    with pytest.raises(NotAllowed, match="错误不能忽略"):
        answer(paper, d.o.chief, "PUN-01", ignore_finding)
    with pytest.raises(BadInput, match="这是提示"):
        answer(paper, d.o.chief, "WRD-01", waive_finding)
    with pytest.raises(Faster, match="已经没有这一处"):
        waive_finding(paper, by=fresh(d.o.chief), rule="PUN-01", place="0" * 64, reason=REASON)
    assert not ProofReply.objects.exists()


def test_what_was_answered_is_in_the_record(d: Desk) -> None:
    paper = answer(faulty(d), d.o.chief, "PUN-01")
    row, kept = entry(paper, "waive_finding"), ProofReply.objects.get()
    assert (row.actor_name, row.reason, row.data["finding"]) == ("吴十", REASON, ["PUN-01", COMMA])
    assert (kept.by_name, kept.reason, kept.replied, kept.severity) == ("吴十", REASON, "waived", "error")
    assert kept.text_hash == paper.versions.get().text_hash
    with pytest.raises(Faster, match="吴十 已放行这一处"):
        answer(paper, d.o.deputy, "PUN-01")


# -- for which words ---------------------------------------------------------------------------------


def test_an_answer_holds_for_the_same_words_wherever_they_move(d: Desk) -> None:
    paper = answer(answer(faulty(d), d.o.chief, "PUN-01"), d.drafter, "WRD-01")
    paper = changed(paper, d.drafter, "各市、各部门要高度重视。", CLEAN, VAGUE, COMMA)
    found = proofed(paper)
    assert [(one.finding.rule, one.finding.line, one.is_open) for one in found.findings] == [
        ("WRD-01", 3, False),
        ("PUN-01", 4, False),
    ]
    assert unresolved(paper) == []


@pytest.mark.parametrize(
    "other", ["为做好抗旱工作,现通知如下。", "为做好防汛工作,现通知如下", "为做好防汛,工作，现通知如下。"]
)
def test_and_for_no_others(d: Desk, other: str) -> None:
    paper = answer(faulty(d), d.o.chief, "PUN-01")
    paper = changed(paper, d.drafter, other, VAGUE)
    assert len(proofed(paper).open_errors) == 1


def test_nor_for_another_paper(d: Desk) -> None:
    answer(faulty(d), d.o.chief, "PUN-01")
    assert len(proofed(faulty(d)).open_errors) == 1


def test_a_hint_that_was_put_aside_is_no_answer_to_the_error_it_becomes(d: Desk) -> None:
    paper = answer(faulty(d, CLEAN, VAGUE), d.drafter, "WRD-01")
    RuleSetting.objects.create(
        rule="WRD-01", severity="error", reason="多次差错", by_name="吴十", at=database_now()
    )
    paper = changed(paper, d.drafter, VAGUE)
    assert len(proofed(paper).open_errors) == 1
    assert not proofed(answer(paper, d.o.chief, "WRD-01")).open_errors
    assert ProofReply.objects.filter(subject_pk=paper.pk).count() == 2


# -- no way round ------------------------------------------------------------------------------------


def test_an_open_error_is_not_sent(d: Desk) -> None:
    """The list names rule, place and sentence, and who may let it pass."""
    paper = faulty(d)
    with pytest.raises(Incomplete) as refused:
        route.send(paper, by=d.drafter, plan=plan(d))
    [said] = refused.value.reasons
    assert all(words in said for words in ("PUN-01", "第 1 行", COMMA, "吴十", "郑一一", "放行"))
    assert now(paper).state == "drafting"


def test_hints_stop_nobody(d: Desk) -> None:
    assert sent(d, faulty(d, CLEAN, VAGUE)).state == "reviewing"


def test_a_waived_error_goes_all_the_way(d: Desk) -> None:
    paper = answer(faulty(d), d.o.chief, "PUN-01")
    paper = signed(d, paper)
    assert issuing.recheck(paper, by=d.o.deputy, checked=RECHECKED).subject.state == "numbering"


@pytest.mark.parametrize("stage", ["reviewing", "signing", "resign"])
def test_a_text_that_is_changed_later_is_not_let_through(d: Desk, stage: str) -> None:
    paper = {"reviewing": sent, "signing": signing_, "resign": signed}[stage](d)
    paper = changed(paper, d.drafter, COMMA)
    acts: dict[str, Any] = {
        "reviewing": lambda: route.review(paper, by=d.o.chief, checked=CHECKED),
        "signing": lambda: signing.sign(paper, by=d.o.leader2, checked=CHECKED),
        "resign": lambda: signing.resign(paper, by=d.o.deputy),
    }
    before = Entry.objects.filter(subject_pk=paper.pk, subject_kind="outgoing").count()
    with pytest.raises(Incomplete, match="PUN-01"):
        acts[stage]()
    assert Entry.objects.filter(subject_pk=paper.pk, subject_kind="outgoing").count() == before
    paper = answer(paper, d.o.deputy, "PUN-01")
    acts[stage]()
    assert now(paper).state != "drafting"


@pytest.mark.parametrize("stage", ["settling", "rechecking"])
def test_nor_one_that_the_office_has_come_to_call_an_error(d: Desk, stage: str) -> None:
    """Whoever goes on with it looks again: what was a hint when it was sent is an error today."""
    paper = faulty(d, CLEAN, VAGUE)
    if stage == "settling":
        paper = sent(d, paper, units=[d.o.unit.pk])
        route.countersign(paper, by=d.o.unit_clerk, result="amended", opinion="请写明时限。")
        paper = now(paper)
    else:
        paper = signed(d, paper)
    RuleSetting.objects.create(
        rule="WRD-01", severity="error", reason="多次差错", by_name="吴十", at=database_now()
    )
    act: Any = route.settle if stage == "settling" else issuing.recheck
    how = (
        {"by": d.drafter, "answer": "采纳。"}
        if stage == "settling"
        else {"by": d.o.deputy, "checked": RECHECKED}
    )
    with pytest.raises(Incomplete, match="WRD-01"):
        act(paper, **how)


def test_a_paper_from_before_the_checker_is_looked_at_when_it_is_sent(d: Desk) -> None:
    paper = faulty(d)
    Outgoing.objects.filter(pk=paper.pk).update(proof=None)
    assert unresolved(now(paper)) == []
    with pytest.raises(Incomplete, match="PUN-01"):
        route.send(paper, by=d.drafter, plan=plan(d))


def test_more_than_is_kept_is_still_counted(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checking.actions.proofing.MOST", 2)
    paper = faulty(d, VAGUE, "甲,乙。", "丙,丁。", "戊,己。")
    assert len(unresolved(paper)) == 3
    assert "还有 1 处错误没有列出" in unresolved(paper)[-1]


def test_versions_say_what_is_open_in_each(d: Desk) -> None:
    paper = answer(faulty(d), d.o.chief, "PUN-01")
    paper = changed(paper, d.drafter, "甲,乙。", VAGUE)
    paper = changed(paper, d.drafter, CLEAN)
    found = by_version(paper, dict(paper.versions.values_list("number", "text_hash")))
    assert {n: (len(p.open_errors), len(p.open_warns)) for n, p in found.items()} == {
        1: (0, 1),
        2: (1, 1),
        3: (0, 0),
    }


# -- the database ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sql", [
    "UPDATE checking_proofreply SET reason = '另一个理由'", "DELETE FROM checking_proofreply",
    "UPDATE checking_proofrun SET errors = 0", "DELETE FROM checking_proofrun", "TRUNCATE checking_proofreply",
])  # fmt: skip
def test_nobody_rewrites_it(d: Desk, sql: str) -> None:
    answer(faulty(d), d.o.chief, "PUN-01")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_one_answer_to_one_place(d: Desk) -> None:
    kept = ProofReply.objects.get(subject_pk=answer(faulty(d), d.o.chief, "PUN-01").pk)
    kept.pk = None
    with pytest.raises(IntegrityError, match="proof_reply_once"), transaction.atomic():
        kept.save(force_insert=True)
