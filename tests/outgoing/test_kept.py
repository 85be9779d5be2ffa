"""What was typed and not sent is there again; it goes with the act."""

from __future__ import annotations

import pytest
from django.test import Client

from documents.models import Draft
from outgoing.actions import returning
from outgoing.models import Outgoing
from tests.office import registered
from tests.outgoing.desk import Desk, drafted, make_desk, sent
from tests.outgoing.papers import changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def d() -> Desk:
    return make_desk()


def test_words_on_a_paper_come_back_and_go_with_the_act(d: Desk, client: Client) -> None:
    paper = sent(d)
    client.force_login(d.o.chief)
    name = f"give_back-{paper.ref}"
    assert (
        client.post(f"/documents/drafts/{name}/", {"key": "k1", "reason": "引文请核对。"}).status_code == 204
    )
    address = f"/outgoing/{paper.ref}/do/give_back/"
    page = client.get(address)
    assert page.context["form"]["reason"].value() == "引文请核对。"
    assert "已恢复上次未送出的草稿" in page.content.decode()
    form = page.context["form"]
    words = {"key": form["key"].value(), "version": paper.version, "reason": "引文请核对。", "straight": "no"}
    assert client.post(address, words).status_code == 302
    assert not Draft.objects.filter(form=name).exists()


def test_no_decision_comes_back_and_no_word_from_another_turn(d: Desk, client: Client) -> None:
    paper = sent(d)
    client.force_login(d.o.chief)
    typed = {"key": "k1", "opinion": "请核对。", "checked": ["1"], "straight": "yes", "reason": "请改。"}
    for verb in ("review", "give_back"):
        client.post(f"/documents/drafts/{verb}-{paper.ref}/", typed)
    form = client.get(f"/outgoing/{paper.ref}/do/review/").context["form"]
    assert (form["opinion"].value(), form["checked"].value()) == ("请核对。", None)
    assert client.get(f"/outgoing/{paper.ref}/do/give_back/").context["form"]["straight"].value() == "no"
    back = returning.give_back(paper, by=d.o.chief, reason="请改", straight=True).subject
    sent(d, back)
    form = client.get(f"/outgoing/{paper.ref}/do/review/").context["form"]
    assert form["opinion"].value() is None


def test_a_kept_text_does_not_come_back_over_a_newer_one(d: Desk, client: Client) -> None:
    paper = drafted(d)
    client.force_login(d.drafter)
    client.post(f"/documents/drafts/text-{paper.ref}/", {"key": "k1", "words": "没有存的话。"})
    address = f"/outgoing/{paper.ref}/do/text/"
    assert client.get(address).context["form"]["words"].value() == "没有存的话。"
    changed(paper, d.drafter, "存下的话。")
    assert client.get(address).context["form"]["words"].value() == "存下的话。"


def test_a_kept_reply_keeps_what_it_answers(d: Desk, client: Client) -> None:
    asked, other = registered(d.o), registered(d.o)
    client.force_login(d.drafter)
    form = client.get(f"/outgoing/new/?answers={asked.ref}").context["form"]
    assert form["answers"].value() == asked.receipt_no
    client.post(
        "/documents/drafts/outgoing-new/", {"key": "k2", "title": "关于复函", "answers": asked.receipt_no}
    )
    old = Draft.objects.create(
        person=d.drafter, form="outgoing-new", key="k0", data={"answering": [asked.ref]}
    )
    page = client.get("/outgoing/new/?draft=k0")  # kept by a release whose form carried the public id
    assert (page.context["answers"], page.context["form"]["answers"].value()) == (asked, asked.receipt_no)
    old.delete()
    page = client.get(f"/outgoing/new/?answers={other.ref}")
    assert 'href="?draft=k2"' in page.content.decode()
    for address in ("/outgoing/new/?draft=k2", f"/outgoing/new/?draft=k2&answers={other.ref}"):
        page = client.get(address)
        assert (page.context["answers"], page.context["form"]["answers"].value()) == (
            asked, asked.receipt_no
        )  # fmt: skip
    typed = {"key": "k9", "drafted": "k2", "kind": "letter", "organ": d.organ.pk, "urgency": "normal", "title": "关于复函",
             "words": "现函复如下。", "answers": asked.receipt_no}  # fmt: skip
    for wrong in ("zzzzzz", "x\x00y", "²"):
        answer = client.post("/outgoing/new/", typed | {"answers": wrong})
        assert answer.status_code == 422, wrong
    assert client.post(f"/outgoing/new/?answers={other.ref}", typed).status_code == 302
    assert Outgoing.objects.get().answers == asked
    again = client.post("/outgoing/new/", typed | {"key": "k10"})
    assert (again.status_code, "这件来文已在拟复文" in again.content.decode()) == (422, True)


def test_a_paper_begun_and_left_is_offered(d: Desk, client: Client) -> None:
    client.force_login(d.drafter)
    client.post(
        "/documents/drafts/outgoing-new/", {"key": "k2", "title": "关于开会的通知", "words": "现通知如下。"}
    )
    assert "关于开会的通知" in client.get("/outgoing/new/").content.decode()
    page = client.get("/outgoing/new/?draft=k2")
    form = page.context["form"]
    assert form["words"].value() == "现通知如下。"
    sent_form = {"key": form["key"].value(), "drafted": "k2", "kind": "notice", "organ": d.organ.pk, "urgency": "normal",
                 "title": "关于开会的通知", "words": "现通知如下。"}  # fmt: skip
    assert client.post("/outgoing/new/", sent_form).status_code == 302
    assert Outgoing.objects.get().title == "关于开会的通知"
    assert not Draft.objects.exists()


def test_nobody_gets_anothers_words(d: Desk, client: Client) -> None:
    paper = sent(d)
    client.force_login(d.o.deputy)
    client.post(f"/documents/drafts/review-{paper.ref}/", {"key": "k3", "opinion": "别人的话"})
    client.force_login(d.o.chief)
    assert "别人的话" not in client.get(f"/outgoing/{paper.ref}/").content.decode()
