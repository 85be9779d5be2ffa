"""From the row to the wire and back: whatever the other side does, the row says so in a sentence and is not lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from alerts import outbox
from alerts.channels.mail import Mail, Server
from alerts.channels.open import makers
from alerts.channels.webhook import Webhook
from alerts.deliver import Run
from alerts.models import Contact, Delivery
from tests.alerts.outside import (
    NOON,
    TITLE,
    Dead,
    PostOffice,
    Receiver,
    alert,
    known,
    owed,
    reachable,
    run,
    silent,
)
from tests.office import Office, make_office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("things")]


@pytest.fixture
def office() -> Office:
    made = make_office()
    reachable(made.handler, im_name="feng")
    return made


def waiting(office: Office, channel: str, count: int = 1) -> None:
    for _n in range(count):
        alert(office.handler, owed(office.handler))
    outbox.spread(NOON, [channel])


def said() -> list[tuple[str, int, str]]:
    return list(Delivery.objects.order_by("id").values_list("state", "attempts", "last_error"))


def test_a_mail_server_that_never_answers(office: Office, post: PostOffice) -> None:
    """One row is tried and says why; the others wait untried. When it answers again everything is sent, once."""
    waiting(office, "mail", 3)
    with silent() as (host, port):
        run(Mail(Server(host, port), "oa@example.gov.cn", patience=0.3))
    assert said() == [("new", 1, "邮件服务器没有应答。"), ("new", 0, ""), ("new", 0, "")]
    assert outbox.state(NOON + timedelta(minutes=5)).failing == 1
    run(post.mail(), NOON + timedelta(minutes=5))
    assert [state for state, _tries, _why in said()] == ["sent"] * 3
    assert len({letter["Message-ID"] for letter in post.letters}) == len(post.letters) == 3


def test_a_webhook_to_a_private_address(office: Office, receiver: Receiver) -> None:
    """A row written past the page's checks is not called, by the channel as the site has it; it waits and says why."""
    receiver.target().save()
    waiting(office, "webhook")
    Run(makers(), on_dead=Dead(), told=NOON).until_empty()
    assert receiver.taken == []
    [(state, tries, why)] = said()
    assert (state, tries) == ("new", 1)
    assert why == "接收端 127.0.0.1 解析到不允许的地址 127.0.0.1，没有连接。"


def test_a_webhook_that_is_allowed(office: Office, receiver: Receiver) -> None:
    receiver.target().save()
    waiting(office, "webhook", 2)
    run(Webhook(forbidden=()), channel="webhook")
    assert [state for state, _tries, _why in said()] == ["sent", "sent"]
    [first, second] = [json.loads(body) for _path, _headers, body in receiver.taken]
    assert first["subject"] == second["subject"] == f"已超期：{TITLE}"
    assert (first["to"], first["event"] == second["event"]) == ("feng", False)


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        ((302, {"Location": "/"}, b""), "dead", "接收端要求转到别处（HTTP 302），不跟随。"),
        ((404, {}, b""), "dead", "接收端答复 HTTP 404。"),
        ((503, {}, b""), "new", "接收端答复 HTTP 503。"),
        ((429, {"Retry-After": "600"}, b""), "new", "接收端答复 HTTP 429。"),
    ],
)
def test_what_the_receiver_answers(
    office: Office, receiver: Receiver, answer: Any, state: str, why: str
) -> None:
    receiver.target().save()
    waiting(office, "webhook")
    receiver.answer = answer
    run(Webhook(forbidden=()), channel="webhook")
    assert said() == [(state, 1, why)]
    if "Retry-After" in answer[1]:
        assert Delivery.objects.get().next_try == NOON + timedelta(minutes=10)


def test_a_receiver_that_was_switched_off(office: Office, receiver: Receiver) -> None:
    target = receiver.target()
    target.save()
    waiting(office, "webhook")
    target.is_active = False
    target.save()
    run(Webhook(forbidden=()), channel="webhook")
    assert said() == [("cancelled", 1, "该接收端已停用。")]
    assert receiver.taken == []


def test_of_a_work_secret_no_way_carries_a_word(office: Office, receiver: Receiver, post: PostOffice) -> None:
    known(labelled=lambda ref: True)
    receiver.target().save()
    alert(office.handler, owed(office.handler, number="收〔2026〕9号"), said="不宜公开", by_name="吴十")
    outbox.spread(NOON, ["mail", "webhook"])
    ways: dict[str, Any] = {"webhook": lambda: Webhook(forbidden=()), "mail": post.mail}
    Run(ways, on_dead=Dead(), told=NOON).until_empty()
    wire = receiver.taken[0][2].decode() + str(post.letters[0]["Subject"]) + post.letters[0].get_content()
    assert wire.count("您有一件待办 #收〔2026〕9号") == 4
    for word in (TITLE, "不宜公开", "吴十"):
        assert word not in wire


def test_one_address_two_ways(office: Office, receiver: Receiver) -> None:
    """Each receiver that the site allows gets its own row, and one that fails keeps nothing from the other."""
    receiver.target().save()
    receiver.target(port=1).save()
    Contact.objects.update(mail="")
    waiting(office, "webhook")
    run(Webhook(forbidden=()), channel="webhook")
    assert sorted(state for state, _tries, _why in said()) == ["new", "sent"]
