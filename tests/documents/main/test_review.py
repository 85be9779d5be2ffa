"""审核: agree, give back; nobody his own; the first of two wins; what was typed stays."""

from __future__ import annotations

import re
from datetime import timedelta
from html import escape, unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.actions.review import approve, countersign, give_back
from documents.actions.signers import add_signer
from documents.models import Document, Draft
from people.models import Delegation
from tests.documents.page.browser import Form, Page, text
from tests.office import SINCE, Office, appoint, fresh, make_office, registered, reviewing, submitted
from tests.races.threads import at_once
from workflow.models import Entry, Task


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def test_agreed_with_a_word_or_without(office: Office) -> None:
    doc = reviewing(office)
    assert Page(office.chief).press(doc).status_code == 302
    entry = Entry.objects.get(subject_pk=doc.pk, verb="approve")
    assert entry.opinion == "同意。"
    assert Document.objects.get(pk=doc.pk).state == "submitted"


def test_the_next_item_of_the_same_list_opens(office: Office) -> None:
    """The list's own order: what is urgent comes before what is due a little earlier the same week."""
    plain, later, urgent = (
        reviewing(office, registered(office, urgency=u)) for u in ("normal", "normal", "urgent")
    )
    Task.objects.open().filter(kind="review").update(due_at=timezone.now() + timedelta(days=90))
    order = [urgent.ref, plain.ref, later.ref]
    listed = re.findall(
        r'class="t" href="(/documents/(\w+)/[^"]*)"', text(Page(office.chief).client.get("/"))
    )
    assert [ref for _url, ref in listed] == order
    url = {ref: unescape(address) for address, ref in listed}
    assert url[plain.ref].startswith(f"/documents/{plain.ref}/?from=todo&task=")
    shown = text(Page(office.chief).client.get(url[plain.ref]))
    assert re.findall(r'href="([^"]*)" data-key="Key[JK]"', shown) == [
        escape(url[urgent.ref]),
        escape(url[later.ref]),
    ]
    assert "待办 2 / 3" in shown

    def sent(ref: str) -> str:
        page = Page(office.chief)
        return str(page.post(page.client.get(url[ref])).url)

    assert sent(plain.ref) == url[later.ref]
    assert sent(later.ref) == url[urgent.ref]  # nothing stands behind it: the first of the list
    assert sent(urgent.ref) == "/?tab=todo"


def test_a_blank_left_open_is_not_sent(office: Office) -> None:
    doc = reviewing(office)
    answer = Page(office.chief).press(doc, opinion="请于{时限}前反馈。")
    assert answer.status_code == 422
    assert "还有空白未填：{时限}" in text(answer)
    assert "请于{时限}前反馈。" in text(answer)


@pytest.mark.parametrize("straight", ["no", "yes"])
def test_given_back_both_ways(office: Office, straight: str) -> None:
    doc = reviewing(office)
    page = Page(office.chief)
    assert page.send(doc, "give_back", reason="").status_code == 422
    assert page.send(doc, "give_back", reason="请补充依据。", straight="maybe").status_code == 422
    assert page.send(doc, "give_back", reason="请补充依据。", straight=straight).status_code == 302
    doc = Document.objects.get(pk=doc.pk)
    assert doc.state == "proposing"
    assert doc.straight_to == (office.chief.principal if straight == "yes" else "")
    said = "改后直接送回。" if straight == "yes" else "改后重走流程。"
    assert said in text(Page(office.handler).open(doc, "?tab=log"))


def test_nobody_reviews_his_own_by_a_second_seat(office: Office) -> None:
    doc = reviewing(office)
    Task.objects.about(doc).open().filter(lane="main").update(holder=office.handler.principal)
    appoint(office.handler, office.section, "section_chief", 8)
    answer = Page(fresh(office.handler)).press(doc, opinion="同意。")
    assert answer.status_code == 403
    assert "不能审核自己的拟办意见" in text(answer)
    assert Document.objects.get(pk=doc.pk).state == "reviewing"


def test_nobody_reviews_his_own_as_a_deputy(office: Office) -> None:
    Delegation.objects.create(principal=office.chief, deputy=office.handler, since=SINCE, kinds=[])
    doc = reviewing(office)
    answer = Page(fresh(office.handler)).press(doc, opinion="同意。")
    assert answer.status_code == 403
    assert "同意。" in text(answer)
    assert not Entry.objects.filter(subject_pk=doc.pk, verb="approve").exists()


def test_a_deputy_approves_with_both_names(office: Office) -> None:
    Delegation.objects.create(principal=office.chief, deputy=office.clerk2, since=SINCE, kinds=[])
    doc = reviewing(office)
    assert Page(fresh(office.clerk2)).press(doc).status_code == 302
    assert "<b>陈小四 代 吴十</b>" in text(Page(office.handler).open(doc))


def test_who_was_faster_is_named_and_the_words_stay(office: Office) -> None:
    doc = reviewing(office)
    Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE, kinds=[])
    slow, quick = Page(office.chief), Page(fresh(office.deputy))
    drawn = slow.open(doc)
    assert quick.press(doc, opinion="同意。").status_code == 302
    answer = slow.post(drawn, opinion="我的长篇意见。")
    assert answer.status_code == 409
    shown = text(answer)
    assert "郑一一" in shown
    assert "已审核同意，本件现在是「送批」。您填写的内容已保留。" in shown
    assert "我的长篇意见。" in shown
    assert Entry.objects.filter(subject_pk=doc.pk, verb="approve").count() == 1


def test_an_old_form_of_a_step_that_is_open_again_can_be_sent_after_a_look(office: Office) -> None:
    doc = reviewing(office)
    page = Page(office.chief)
    drawn = page.open(doc)
    page.send(doc, "give_back", reason="再核。")
    doc = reviewing(office, Document.objects.get(pk=doc.pk))
    answer = page.post(drawn, opinion="同意。")
    assert answer.status_code == 409
    assert "提出拟办意见" in text(answer)
    assert page.post(answer).status_code == 302  # drawn again with the new version, the words still there
    assert Entry.objects.filter(subject_pk=doc.pk, verb="approve").get().opinion == "同意。"


def test_the_same_form_sent_twice_counts_once(office: Office) -> None:
    doc = reviewing(office)
    page = Page(office.chief)
    drawn = page.open(doc)
    first, second = page.post(drawn, opinion="同意。"), page.post(drawn, opinion="同意。")
    assert (first.status_code, second.status_code) == (302, 302)
    assert Entry.objects.filter(subject_pk=doc.pk, verb="approve").count() == 1


def test_statements_of_a_step(office: Office, settings: Any) -> None:
    """A step costs the same however long the paper's history is; counted without savepoints of the test."""
    settings.DEMO = False
    found = []
    for again in (0, 3):
        doc = reviewing(office)
        for _ in range(again):
            doc = reviewing(office, give(office, doc))
        page = Page(office.chief)
        fields = Form(text(page.open(doc))).fields | {"opinion": "同意。"}
        with CaptureQueriesContext(connection) as seen:
            assert page.client.post(f"/documents/{doc.ref}/do/approve/", fields).status_code == 302
        found.append(len([q for q in seen if "SAVEPOINT" not in q["sql"]]))
    assert found == [8, 8]


def give(office: Office, doc: Document) -> Document:
    return give_back(doc, by=office.chief, reason="再核。").subject


def test_the_draft_goes_with_the_act(office: Office) -> None:
    doc = reviewing(office)
    page = Page(office.chief)
    page.client.post(f"/documents/drafts/approve-{doc.ref}/", {"opinion": "草稿意见。"})
    assert "草稿意见。" in text(page.open(doc))
    page.press(doc)
    assert Entry.objects.get(subject_pk=doc.pk, verb="approve").opinion == "草稿意见。"
    assert not Draft.objects.exists()


def test_an_added_signer_writes_and_may_disagree(office: Office) -> None:
    doc = reviewing(office)
    assert Page(office.chief).get(doc, "countersign").status_code == 403
    add_signer(doc, by=office.chief, signer=office.supervisor, mode="before", expected_version=doc.version)
    page = Page(office.supervisor)
    assert page.press(doc, opinion="").status_code == 422
    assert page.press(doc, opinion="依据不足。", result="nonsense").status_code == 422
    assert page.press(doc, opinion="依据不足。", result="disagreed").status_code == 302
    shown = text(Page(office.chief).open(doc))
    assert '<span class="st st-late">不同意</span>' in shown
    assert "依据不足。" in shown
    assert f"{office.supervisor.name}会签不同意：仍要同意送出的，请写明理由" in shown
    assert "会签不同意。" in text(Page(office.chief).open(doc, "?tab=log"))
    for bare in ("", "同意。", " 同意 "):
        assert Page(office.chief).press(doc, opinion=bare).status_code == 409
    assert Page(office.chief).press(doc, opinion="同意，依据已另行核实。").status_code == 302
    assert f"注意：{office.supervisor.name}会签不同意" in text(Page(office.leader).open(doc))


def test_a_disagreement_ends_with_the_proposal_it_was_about(office: Office) -> None:
    doc = reviewing(office)
    add_signer(doc, by=office.chief, signer=office.supervisor, mode="before", expected_version=doc.version)
    countersign(doc, by=office.supervisor, opinion="依据不足。", result="disagreed")
    give_back(doc, by=office.chief, reason="请补依据。")
    doc = reviewing(office, Document.objects.get(pk=doc.pk))
    assert "会签不同意：" not in text(Page(office.chief).open(doc))
    assert Page(office.chief).press(doc).status_code == 302


def test_an_amendment_is_marked_and_stops_nothing(office: Office) -> None:
    doc = reviewing(office)
    add_signer(doc, by=office.chief, signer=office.supervisor, mode="before", expected_version=doc.version)
    countersign(doc, by=office.supervisor, opinion="建议明确时限。", result="amended")
    assert '<span class="st st-warn">有修改意见</span>' in text(Page(office.chief).open(doc))
    assert Page(office.chief).press(doc).status_code == 302


def test_a_return_is_marked_among_the_opinions(office: Office) -> None:
    doc = reviewing(office)
    give_back(doc, by=office.chief, reason="再想。")
    shown = text(Page(office.handler).open(doc))
    assert '<span class="st st-warn">退回</span>' in shown


def test_the_wrong_state_is_said_in_words(office: Office) -> None:
    doc = registered(office)
    answer = Page(office.chief).get(doc, "approve")
    assert answer.status_code == 403
    assert "本件现在是「拟办」" in text(answer)


def test_unknown_verb_and_broken_form(office: Office) -> None:
    doc = reviewing(office)
    page = Page(office.chief)
    assert page.get(doc, "fly").status_code == 404
    post = page.client.post
    assert post(f"/documents/{doc.ref}/do/approve/", {}).status_code == 422
    assert post(f"/documents/{doc.ref}/do/approve/", {"version": "9" * 30, "key": "x"}).status_code == 422
    assert post(f"/documents/{doc.ref}/do/approve/", {"version": "²", "key": "\0"}).status_code == 422
    assert page.client.put(f"/documents/{doc.ref}/do/approve/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_chiefs_at_once_one_wins() -> None:
    office = make_office()
    Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE, kinds=[])
    doc = reviewing(office)
    drawn = {}
    for who in (office.chief, office.deputy):
        page = Page(fresh(who))
        drawn[who.pk] = (page, Form(text(page.open(doc))).fields | {"opinion": f"{who.name}意见。"})

    def send(who: Any) -> Any:
        page, fields = drawn[who.pk]
        return page.client.post(f"/documents/{doc.ref}/do/approve/", fields)

    answers = at_once([lambda: send(office.chief), lambda: send(office.deputy)])
    codes = sorted(a.status_code for a in answers)
    assert codes == [302, 409]
    loser = next(a for a in answers if a.status_code == 409)
    assert "意见。" in text(loser)
    assert "已审核同意" in text(loser)
    assert Entry.objects.filter(subject_pk=doc.pk, verb="approve").count() == 1


def test_the_leader_may_not_review(office: Office) -> None:
    doc = submitted(office)
    assert Page(office.leader).get(doc, "approve").status_code == 403
    assert approve.verb == "approve"  # type: ignore[attr-defined]
