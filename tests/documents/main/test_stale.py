"""A form drawn from an older paper: refused, what was typed stays, and it says what it is sent for."""

from __future__ import annotations

from typing import Any

import pytest

from documents.actions.check_record import check_record
from documents.actions.confirming import confirm_oral
from documents.actions.handling import report, rework
from documents.actions.instruct import instruct, record
from documents.actions.propose import propose
from documents.actions.reading import recall_reader
from documents.actions.review import give_back
from documents.actions.signers import add_signer
from documents.actions.withdraw import withdraw
from documents.models import Assignment, Document, Instruction
from tests.documents.handling.path import days, now
from tests.documents.page.browser import Form, Page, text
from tests.office import Office, approve, circulating, fresh, handling, make_office, reviewing, submitted
from workflow.models import Entry, Task

WORDS = "同意，请水利厅办理。"


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def opposite(office: Office, doc: Document, **proposal: Any) -> Document:
    """Taken back from the leader, proposed the other way round, and approved again."""
    doc = withdraw(now(doc), by=fresh(office.chief), expected_version=now(doc).version).subject
    doc = give_back(doc, by=office.chief, expected_version=doc.version, reason="改为不同意").subject
    doc = reviewing(office, doc, text="拟不同意该请示，请赵六同志阅示。", **proposal)
    return approve(doc, by=fresh(office.chief), expected_version=doc.version, opinion="同意。").subject


def refused(answer: Any, doc: Document, words: str = WORDS) -> str:
    """409 with the words in the form, and nothing written."""
    assert answer.status_code == 409, text(answer)[:3000]
    assert words in text(answer)
    assert not Instruction.objects.filter(document=doc).exists()
    return text(answer)


# -- record ------------------------------------------------------------------------------------------


def test_stale_record_after_withdraw_and_another_proposal_keeps_the_words(office: Office) -> None:
    doc = submitted(office)
    page = Page(fresh(office.secretary))
    drawn = page.get(doc, "record")
    doc = opposite(office, doc)
    shown = refused(page.post(drawn, text=WORDS, scan=None), doc)
    assert office.chief.name in shown, "who was faster is not named"


def test_the_refused_record_may_be_sent_knowingly(office: Office) -> None:
    doc = submitted(office)
    page = Page(fresh(office.secretary))
    drawn = page.get(doc, "record")
    opposite(office, doc)
    answer = page.post(drawn, text=WORDS, scan=None)
    assert page.post(answer, scan=None).status_code == 302
    assert Instruction.objects.get(document=doc).text == WORDS


@pytest.mark.parametrize("dropped", ["asked", "leader", "version", "key"])
def test_a_record_without_what_the_page_carries_is_refused(office: Office, dropped: str) -> None:
    doc = submitted(office)
    answer = Page(fresh(office.secretary)).send(doc, "record", text=WORDS, scan=None, **{dropped: None})
    assert answer.status_code == 422
    assert WORDS in text(answer)
    assert not Instruction.objects.exists()


@pytest.mark.parametrize("bad", ["x", "²", "1 2 x", "9" * 40, "-1", "1,2"])
def test_bad_task_numbers_are_refused(office: Office, bad: str) -> None:
    doc = submitted(office)
    answer = Page(fresh(office.secretary)).send(doc, "record", text=WORDS, scan=None, asked=bad)
    assert answer.status_code == 422
    assert not Instruction.objects.exists()


def test_a_record_with_the_task_of_another_paper_is_refused(office: Office) -> None:
    doc, other = submitted(office), submitted(office)
    task = Task.objects.about(other).open().get()
    refused(Page(fresh(office.secretary)).send(doc, "record", text=WORDS, scan=None, asked=str(task.pk)), doc)


def test_the_leader_himself_was_faster(office: Office) -> None:
    doc = submitted(office)
    page = Page(fresh(office.secretary))
    drawn = page.get(doc, "record")
    instruct(doc, by=office.leader, text="不同意。")
    answer = page.post(drawn, text=WORDS, scan=None)
    assert answer.status_code == 409
    assert WORDS in text(answer)
    assert office.leader.name in text(answer)
    assert Instruction.objects.filter(document=doc).count() == 1


def test_words_for_a_leader_who_is_done_do_not_pass_for_the_next_ones(office: Office) -> None:
    """The list of leaders is another now: none stands chosen."""
    doc = submitted(office, leaders=[office.leader, office.leader2])
    page = Page(office.clerk)
    drawn = page.get(doc, "record")
    instruct(doc, by=office.leader, text="请李四同志审定。")
    answer = page.post(drawn, text=WORDS, scan=None)
    assert answer.status_code == 409
    assert page.post(answer, scan=None).status_code == 422
    assert page.post(answer, scan=None, leader=str(office.leader2.pk)).status_code == 302
    assert Instruction.objects.get(document=doc, text=WORDS).leader == office.leader2


def test_one_of_two_leaders_may_be_recorded_after_the_other(office: Office) -> None:
    """Beside, not after: the form drawn before the other's words is as good as one drawn now."""
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    page = Page(office.clerk)
    drawn = page.get(doc, "record")
    instruct(doc, by=office.leader, text="同意。")
    answer = page.post(drawn, text=WORDS, scan=None, leader=str(office.leader2.pk))
    assert answer.status_code == 302


# -- what answers a task of one's own ----------------------------------------------------------------


def test_stale_instruction_after_withdraw_and_another_proposal_keeps_the_words(office: Office) -> None:
    doc = submitted(office)
    page = Page(office.leader)
    drawn = page.open(doc)
    doc = opposite(office, doc)
    answer = page.post(drawn, text=WORDS)
    refused(answer, doc)
    assert page.post(answer).status_code == 302  # told who was faster, he may send it
    assert Instruction.objects.get(document=doc).text == WORDS


def test_an_instruction_that_names_no_task_is_refused(office: Office) -> None:
    doc = submitted(office)
    page = Page(office.leader)
    drawn = page.open(doc)
    doc = opposite(office, doc)
    answer = page.post(drawn, text=WORDS, task=None)
    assert answer.status_code == 422
    assert WORDS in text(answer)
    assert "重新打开" in text(answer)
    assert not Instruction.objects.filter(document=doc).exists()


def signing(office: Office) -> Document:
    doc = reviewing(office)
    add_signer(doc, by=office.chief, expected_version=doc.version, signer=office.leader2, mode="before")
    return now(doc)


def signed_anew(office: Office, doc: Document) -> None:
    doc = give_back_by_signer(office, doc)
    add_signer(
        doc, by=fresh(office.chief), expected_version=doc.version, signer=office.leader2, mode="before"
    )


def give_back_by_signer(office: Office, doc: Document) -> Document:
    """The signer is taken back, the proposal returned and made anew."""
    doc = withdraw(doc, by=fresh(office.chief), expected_version=doc.version).subject
    doc = give_back(doc, by=fresh(office.chief), expected_version=doc.version, reason="重拟").subject
    return propose(doc, by=fresh(office.handler), expected_version=doc.version, text="拟不同意。",
                   reviewer=office.chief, lead_unit=office.unit).subject  # fmt: skip


def reported_and_back(office: Office, doc: Document) -> None:
    report(doc, by=fresh(office.head), result="已办。")
    part = Assignment.objects.get(document=doc)
    doc = now(doc)
    rework(
        doc, by=office.chief, expected_version=doc.version, parts=[part.pk], reason="数据有误", due=days(5)
    )


def recalled_and_given(office: Office, doc: Document) -> None:
    from documents.actions.reading import circulate

    mine = Task.objects.about(doc).open().get(holder=office.leader2.principal)
    recall_reader(doc, by=office.clerk, task_ids=[mine.pk])
    circulate(doc, by=office.clerk, readers=[office.leader2], note="请再阅")


ANSWERS = {
    "countersign": (signing, "leader2", {"opinion": WORDS}, signed_anew),
    "accept": (handling, "unit_clerk", {}, reported_and_back),
    "progress": (handling, "unit_clerk", {"text": WORDS}, reported_and_back),
    "report": (handling, "unit_clerk", {"result": WORDS}, reported_and_back),
    "misdirected": (handling, "unit_clerk", {"reason": WORDS}, reported_and_back),
    "extend": (handling, "unit_clerk", {"until": "+20", "reason": WORDS, "progress": "过半"},
               reported_and_back),
    "read": (circulating, "leader2", {"opinion": WORDS}, recalled_and_given),
    "instruct_from_reading": (circulating, "leader2", {"text": WORDS}, recalled_and_given),
}  # fmt: skip


@pytest.mark.parametrize("verb", ANSWERS)
@pytest.mark.parametrize("sent", ["with its task", "without"])
def test_a_form_answers_the_task_it_was_drawn_for(office: Office, verb: str, sent: str) -> None:
    stage, who, typed, meanwhile = ANSWERS[verb]
    doc = stage(office)
    page = Page(getattr(office, who))
    drawn = page.get(doc, verb)
    assert Form(text(drawn)).fields["task"], "the form does not say which task it answers"
    meanwhile(office, doc)
    before = Entry.objects.filter(subject_pk=doc.pk).count()
    answer = page.post(drawn, **typed, **({"task": None} if sent == "without" else {}))
    assert answer.status_code == (422 if sent == "without" else 409), text(answer)[:3000]
    assert all(words in text(answer) for words in typed.values())
    assert Entry.objects.filter(subject_pk=doc.pk).count() == before


# -- what settles an instruction ---------------------------------------------------------------------


def test_who_checks_what_is_checked_is_told_who_was_faster(office: Office) -> None:
    doc = submitted(office)
    record(doc, by=fresh(office.secretary), leader=office.leader, text="请水利厅阅处。")
    page = Page(office.clerk)
    drawn = page.get(doc, "check_record")
    check_record(doc, by=office.handler, number=1)
    answer = page.post(drawn, compared="on")
    assert answer.status_code == 409
    assert office.handler.name in text(answer)


def test_who_confirms_what_is_confirmed_is_told_who_was_faster(office: Office) -> None:
    doc = submitted(office)
    record(doc, by=fresh(office.secretary), leader=office.leader, text="请水利厅阅处。", kind="oral")
    page = Page(office.leader)
    drawn = page.get(doc, "confirm_oral")
    confirm_oral(doc, by=fresh(office.leader), number=1)
    answer = page.post(drawn, scan=None)
    assert answer.status_code == 409
    assert office.leader.name in text(answer)
