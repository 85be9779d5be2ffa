"""What was typed and not sent is there again; it goes with the act."""

from __future__ import annotations

import pytest
from django.test import Client

from documents.models import Draft
from outgoing.models import Outgoing
from tests.outgoing.desk import Desk, make_desk, sent

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
