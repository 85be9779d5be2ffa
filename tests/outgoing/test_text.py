"""The text of a draft: versions, the edit lock, and what a change of what is printed does to answers and signatures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete
from outgoing.actions import drafting, issuing, passing, route, signing, texts
from outgoing.actions.addressing import Entry as To
from outgoing.actions.addressing import set_addressees
from outgoing.models import Addressee, Annex, DraftVersion, Outgoing, SignOff
from outgoing.rules.content import text_hash
from people.roles import Role
from tests.office import person
from tests.outgoing.desk import (
    CHECKED,
    RECHECKED,
    Desk,
    dispatching,
    drafted,
    printing,
    sent,
    signed,
    signing_,
    text,
    to,
    unsaved,
)
from tests.outgoing.papers import (
    all_signed,
    changed,
    entry,
    half_signed,
    holders,
    now,
    scan,
    settling,
    stale_print,
    to_number,
    two_units,
    with_signers,
)
from workflow.models import Task
from workflow.replay import differences


def versions(paper: Outgoing) -> list[int]:
    return list(DraftVersion.objects.filter(paper=paper).order_by("number").values_list("number", flat=True))


# -- versions ----------------------------------------------------------------------------------------


def test_every_save_is_a_version_with_its_hash(d: Desk) -> None:
    paper = changed(drafted(d), d.drafter, "第二稿。")
    paper = changed(paper, d.drafter, "第三稿。", "又一段。")
    rows = list(DraftVersion.objects.filter(paper=paper).order_by("number"))
    assert [r.number for r in rows] == [1, 2, 3]
    assert paper.text_version == 3
    assert rows[2].paragraphs == ["第三稿。", "又一段。"]
    assert rows[2].text_hash == text_hash(["第三稿。", "", " 又一段。 "]) != rows[1].text_hash
    assert entry(paper, "text").data["text"] == [3, rows[2].text_hash, ""]


def test_what_was_saved_is_not_changed_or_deleted(d: Desk) -> None:
    paper = signed(d)
    for rows in (DraftVersion.objects.filter(paper=paper), SignOff.objects.filter(paper=paper)):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        DraftVersion.objects.filter(paper=paper).update(note="x")


@pytest.mark.parametrize("words", [("一段。", "二段。"), ("一段。  ", "", "二段。")])
def test_the_same_text_is_no_new_version(d: Desk, words: tuple[str, ...]) -> None:
    paper = drafted(d, words=text("一段。", "二段。"))
    with pytest.raises(Incomplete, match="与第 1 稿相同"):
        texts.save(paper, by=d.drafter, text=text(*words))
    assert versions(paper) == [1]


@pytest.mark.parametrize("words", [[], ["", "  "], ["　"]])
def test_an_empty_draft_is_refused(d: Desk, words: list[str]) -> None:
    paper = drafted(d)
    empty = texts.Text(words)
    with pytest.raises(Incomplete, match="文稿是空的，请拟稿人写好正文再存"):
        texts.save(paper, by=d.drafter, text=empty)
    with pytest.raises(Incomplete, match="文稿是空的"):
        drafting.draft(unsaved(d), by=d.drafter, text=empty)
    assert versions(paper) == [1]


def test_the_same_words_in_another_file_keep_what_was_signed(d: Desk) -> None:
    paper = all_signed(d)
    words = list(DraftVersion.objects.get(paper=paper).paragraphs)
    texts.save(paper, by=d.drafter, text=texts.Text(words, scan(d.drafter, 5), "正文.docx"))
    paper = now(paper)
    assert (paper.text_version, paper.is_stale) == (2, False)


# -- the lock ----------------------------------------------------------------------------------------


def test_the_lock_names_its_holder_and_keeps_others_out(d: Desk) -> None:
    paper = texts.lock(sent(d), by=d.o.chief).subject
    assert (paper.lock_holder_id, paper.lock_name) == (d.o.chief.pk, "吴十")
    calls: list[Callable[[], Any]] = [
        partial(texts.save, paper, by=d.drafter, text=text("另一稿。")),
        partial(drafting.edit, paper, by=d.drafter, fields={"title": "另一题"}),
        partial(texts.annex, paper, by=d.drafter, blobs=[(scan(d.drafter, 1), "附.pdf")]),
        partial(texts.lock, paper, by=d.drafter),
    ]
    for call in calls:
        with pytest.raises(Incomplete, match="吴十 自 .* 起正在改稿；请等其改完，或请处长强制解锁"):
            call()
    with pytest.raises(Incomplete, match="没有由您锁定"):
        texts.unlock(paper, by=d.drafter)


def test_saving_frees_the_lock_and_so_does_going_on(d: Desk) -> None:
    paper = texts.lock(sent(d), by=d.o.chief).subject
    paper = changed(paper, d.o.chief, "审核人改过的一稿。")
    assert paper.lock_holder_id is None
    paper = texts.lock(paper, by=d.o.chief).subject
    paper = drafting.edit(
        paper, by=d.o.chief, fields={"title": "江东省人民政府办公厅关于审核人改过的标题的通知"}
    ).subject
    assert paper.lock_name == "吴十"  # still at it
    paper = route.review(paper, by=d.o.chief, checked=CHECKED).subject
    assert (paper.lock_holder_id, paper.lock_name, paper.locked_since) == (None, "", None)


def test_unlocking_lets_others_in(d: Desk) -> None:
    paper = texts.lock(sent(d), by=d.o.chief).subject
    paper = texts.unlock(paper, by=d.o.chief).subject
    assert texts.lock(paper, by=d.drafter).subject.lock_name == "冯二二"


def test_a_forced_release_is_logged_and_told(d: Desk) -> None:
    paper = texts.lock(sent(d), by=d.o.chief).subject
    with pytest.raises(Incomplete, match="说明强制解锁的理由"):
        texts.force_unlock(paper, by=d.o.deputy, reason=" ")
    done = texts.force_unlock(paper, by=d.o.deputy, reason="吴十已下班")
    assert done.subject.lock_holder_id is None
    assert (done.entry.reason, done.entry.data["unlocked"]) == ("吴十已下班", [d.o.chief.pk, "吴十"])
    told = Alert.objects.get(recipient=d.o.chief)
    assert "郑一一 收回了您对" in told.said
    assert "吴十已下班" in told.said


def test_nothing_is_printed_while_somebody_is_at_the_text(d: Desk) -> None:
    paper = texts.lock(printing(d), by=d.drafter).subject
    with pytest.raises(Incomplete, match="冯二二 自 .* 起正在改稿"):
        issuing.print_run(paper, by=d.o.clerk, copies=10)
    paper = texts.force_unlock(paper, by=d.o.chief, reason="印制在即").subject
    assert issuing.print_run(paper, by=d.o.clerk, copies=10).subject.state == "sealing"


@pytest.mark.parametrize("end", ["withdraw", "void"])
def test_the_end_of_a_paper_frees_the_lock(d: Desk, end: str) -> None:
    paper = texts.lock(drafted(d) if end == "withdraw" else printing(d), by=d.drafter).subject
    way = drafting.withdraw if end == "withdraw" else issuing.void
    assert way(paper, by=d.o.chief, reason="不发了").subject.lock_name == ""


# -- what is printed changes -------------------------------------------------------------------------


def listed(paper: Outgoing, *more: To, copies: int = 0) -> list[To]:
    """Its main addressees, with so many more copies, and some more organs."""
    rows = Addressee.objects.filter(paper=paper)
    return [*(To(r.unit, r.name, r.relation, r.role, r.copies + copies) for r in rows), *more]


MORE = To(None, "江东省气象局", "non_subordinate", "main")


CHANGES: dict[str, Callable[[Desk, Outgoing], Any]] = {
    "text": lambda d, p: texts.save(p, by=d.drafter, text=text("改过的一稿。")),
    "title": lambda d, p: drafting.edit(p, by=d.drafter, fields={"title": "江东省人民政府办公厅关于另一事项的通知"}),
    "note": lambda d, p: drafting.edit(p, by=d.drafter, fields={"note": "此件发至县级"}),
    "annex": lambda d, p: texts.annex(p, by=d.drafter, blobs=[(scan(d.drafter, 3), "名单.pdf")]),
    "joint": lambda d, p: drafting.edit(p, by=d.drafter, fields={}, joints=[d.o.unit]),
    "main": lambda d, p: set_addressees(p, by=d.drafter, main=listed(p, MORE)),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_any_change_of_what_is_printed_makes_a_signature_stale(d: Desk, what: str) -> None:
    paper = all_signed(d)
    assert not paper.is_stale
    CHANGES[what](d, paper)
    assert now(paper).is_stale


def test_copies_of_an_addressee_and_work_secrecy_do_not(d: Desk) -> None:
    paper = all_signed(d)
    set_addressees(paper, by=d.drafter, main=listed(paper, copies=3))
    drafting.edit(paper, by=d.drafter, fields={"work_secret": True})
    assert not now(paper).is_stale


def test_a_later_annex_takes_the_place_of_the_earlier(d: Desk) -> None:
    paper = drafted(d)
    texts.annex(paper, by=d.drafter, blobs=[(scan(d.drafter, 3), "名单.pdf"), (scan(d.drafter, 4), "表.pdf")])
    old = Annex.objects.get(paper=paper, number=1)
    hashed = now(paper).content_hash
    texts.annex(paper, by=d.drafter, blobs=[(scan(d.drafter, 5), "名单（改）.pdf")], replaces=old)
    rows = list(Annex.objects.filter(paper=paper).values_list("number", "version", "latest"))
    assert rows == [(1, 2, True), (1, 1, False), (2, 1, True)]
    assert now(paper).content_hash != hashed


@pytest.mark.parametrize("what", CHANGES)
def test_units_that_answered_are_asked_anew(d: Desk, what: str) -> None:
    paper = two_units(d)
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    assert holders(paper) == ["省财政厅"]
    CHANGES[what](d, now(paper))
    assert sorted(holders(paper)) == ["省水利厅", "省财政厅"]
    assert Alert.objects.filter(recipient=d.o.unit_clerk, said__contains="文稿有改动，请重新办理").exists()


def test_a_changed_text_ends_settling(d: Desk) -> None:
    paper = settling(d)
    assert holders(paper) == ["冯二二"]
    changed(paper, d.drafter, "照会签意见改过。")
    assert holders(paper) == ["省水利厅"]
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    assert now(paper).state == "reviewing"


def test_nobody_answers_a_text_he_was_not_shown(d: Desk) -> None:
    """Thirty units answer side by side, so the version does not tell; a text saved since their form was drawn does."""
    paper = two_units(d)
    drawn = paper.version
    locked = texts.lock(paper, by=d.drafter).subject
    texts.unlock(locked, by=d.drafter)
    route.countersign(
        paper, by=d.o.unit2_clerk, expected_version=drawn, result="agreed"
    )  # nothing was changed
    changed(paper, d.drafter)
    with pytest.raises(Faster, match="冯二二"):
        route.countersign(paper, by=d.o.unit_clerk, expected_version=drawn, result="agreed")
    task = Task.objects.about(paper).open().filter(holder=d.o.unit.principal).get()
    with pytest.raises(Faster, match="冯二二"):
        route.record_countersign(
            paper, by=d.drafter, expected_version=drawn, task_id=task.pk, result="agreed"
        )
    route.countersign(paper, by=d.o.unit_clerk, expected_version=now(paper).version, result="agreed")


@pytest.mark.parametrize("what", [w for w in CHANGES if w != "joint"])
def test_who_signed_is_asked_anew_and_the_next_waits_for_him(d: Desk, what: str) -> None:
    paper = half_signed(d)
    assert holders(paper) == ["李四"]
    CHANGES[what](d, paper)
    assert (holders(paper), holders(paper, status="waiting")) == (["赵六"], ["李四"])
    signing.sign(paper, by=d.o.leader, checked=CHECKED)
    assert holders(paper) == ["李四"]
    done = signing.sign(paper, by=d.o.leader2).subject
    assert (done.state, done.signers, done.is_stale) == ("rechecking", "赵六、李四", False)
    assert list(differences(Outgoing)) == []


def test_only_who_signs_now_is_asked_anew(d: Desk) -> None:
    """Who signed the first time and passed it on the second time is not asked a third time."""
    third = person("qian", "钱七", d.o.office, Role.LEADER, 3)
    paper = signing.resign(changed(all_signed(d), d.drafter), by=d.drafter).subject
    passing.transfer(paper, by=d.o.leader, to=third, reason="出差")
    signing.sign(paper, by=third, checked=CHECKED)
    changed(paper, d.drafter, "第三稿。")
    assert (holders(paper), holders(paper, status="waiting")) == (["钱七"], ["李四"])


# -- stale -------------------------------------------------------------------------------------------


def refused(call: Callable[[], Any], who: str) -> None:
    with pytest.raises(Incomplete, match=f"签发后文稿有改动，须先送 {who} 重新签发"):
        call()


def test_recheck_waits_for_the_signers(d: Desk) -> None:
    paper = changed(all_signed(d), d.drafter)
    refused(partial(issuing.recheck, paper, by=d.o.deputy, checked=RECHECKED), "赵六、李四")


def test_number_waits_for_the_signers(d: Desk) -> None:
    paper = changed(to_number(d), d.drafter)
    refused(partial(issuing.number, paper, by=d.o.clerk), "赵六、李四")


def test_print_waits_for_the_signers(d: Desk) -> None:
    refused(partial(issuing.print_run, stale_print(d), by=d.o.clerk, copies=10), "李四")


def test_the_seal_waits_for_the_signers_and_what_was_printed_is_none(d: Desk) -> None:
    paper = issuing.print_run(printing(d), by=d.o.clerk, copies=10).subject
    paper = set_addressees(paper, by=d.o.clerk, main=listed(paper, MORE)).subject
    refused(partial(issuing.lift_seal, paper, by=d.keeper, copies=10), "李四")
    assert paper.original is not None
    assert signing.resign(paper, by=d.drafter).subject.original is None


def test_what_is_stamped_is_not_addressed_otherwise(d: Desk) -> None:
    paper = dispatching(d)
    with pytest.raises(Incomplete, match="已印制用印，主送、抄送单位不能再改"):
        set_addressees(paper, by=d.o.clerk, main=listed(paper, MORE))
    Outgoing.objects.filter(pk=paper.pk).update(content_hash="0" * 64)  # by hand of the database
    refused(partial(issuing.dispatch, now(paper), by=d.o.clerk, channel="exchange"), "李四")


def signed_anew(d: Desk, paper: Outgoing) -> Outgoing:
    paper = signing.resign(paper, by=d.o.clerk).subject
    paper = signing.sign(paper, by=d.o.leader2, opinion="同意修改。", checked=CHECKED).subject
    return issuing.recheck(paper, by=d.o.deputy, checked=RECHECKED).subject


def test_signed_anew_it_goes_on_with_the_number_it_has(d: Desk) -> None:
    paper = stale_print(d)
    number = paper.number
    assert number
    with pytest.raises(Incomplete, match="没有改动"):
        drafting.edit(paper, by=d.drafter, fields={"title": paper.title})
    paper = signed_anew(d, paper)
    assert (paper.state, paper.number, paper.is_stale) == ("printing", number, False)
    assert [s.content_hash == paper.content_hash for s in SignOff.objects.filter(paper=paper)] == [
        False,
        True,
    ]
    assert issuing.print_run(paper, by=d.o.clerk, copies=10).subject.state == "sealing"
    assert list(differences(Outgoing)) == []


def test_a_text_changed_back_is_the_signed_one(d: Desk) -> None:
    words = ("一段。", "二段。")
    paper = signed(d, drafted(d, words=text(*words)))
    paper = changed(paper, d.drafter)
    assert paper.is_stale
    paper = changed(paper, d.drafter, *words)
    assert not paper.is_stale
    with pytest.raises(Incomplete, match="与签发时一致，不用重新签发"):
        signing.resign(paper, by=d.drafter)


# -- fields on the way -------------------------------------------------------------------------------


def test_on_its_way_a_paper_keeps_what_it_was_sent_with(d: Desk) -> None:
    paper = with_signers(d)
    with pytest.raises(Incomplete, match="没有选公开属性"):
        drafting.edit(paper, by=d.drafter, fields={"publicity": ""})
    with pytest.raises(Incomplete, match="请示只能主送一个机关"):
        drafting.edit(paper, by=d.drafter, fields={"kind": "request", "contact": "冯二二 6001"})
    with pytest.raises(Incomplete, match="还没有经过合法性审核"):
        drafting.edit(paper, by=d.drafter, fields={"is_normative": True})
    with pytest.raises(Incomplete, match="没有主送机关"):
        set_addressees(paper, by=d.drafter, main=[])
    with pytest.raises(BadInput, match="不予公开须写明理由"):
        drafting.edit(paper, by=d.drafter, fields={"publicity": "not_public"})
    assert now(paper).version == paper.version


def test_with_its_number_it_keeps_to_its_series(d: Desk) -> None:
    paper = printing(d)
    with pytest.raises(Incomplete, match=r"已编号 江政办发〔\d+〕\d+号，不能改成另一字号"):
        drafting.edit(paper, by=d.drafter, fields={"layout": "letter"})
    assert drafting.edit(paper, by=d.drafter, fields={"kind": "opinion"}).subject.kind == "opinion"


def test_a_new_title_is_on_the_work_that_waits_for_it(d: Desk) -> None:
    paper = drafting.edit(signing_(d), by=d.drafter, fields={"title": "改过的标题"}).subject
    assert set(Task.objects.about(paper).live().values_list("title", flat=True)) == {"改过的标题"}


def test_fields_without_organs_leave_the_organs(d: Desk) -> None:
    paper = drafted(d, joints=[d.o.unit], main=[to(d.o.unit2)])
    paper = drafting.edit(paper, by=d.drafter, fields={"title": "改过的标题"}).subject
    assert [j.name for j in paper.joints.all()] == ["江东省水利厅"]
