"""Mail handed to a server on this machine: what arrives, and what each of its answers means."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path
from typing import Any

import pytest

from alerts import outbox
from alerts.channels import Message, Refused, TryAgain
from alerts.channels.deadline import within
from alerts.channels.mail import IN_A_ROW, Mail, Server, letter
from alerts.models import Delivery
from tests.alerts.outside import NOON, PostOffice, alert, owed, reachable, run, silent, states
from tests.office import make_office

EVENT = "alert.7.0b5d8f4e-5f0a-4d5e-9d3f-3a1c2b4d5e6f"
PEM = Path(__file__).with_name("hook.pem")
HELLO = Message(
    event=EVENT, to="feng@oa.example.cn", subject="已超期：关于防汛资金的请示", text="标题：𠮷\n.点\n"
)


def test_what_arrives(post: PostOffice) -> None:
    mail = post.mail()
    mail.send(HELLO)
    mail.send(HELLO)
    mail.close()
    assert post.connections == 1, "the connection is kept"
    letter, again = post.letters
    assert letter["Message-ID"] == again["Message-ID"] == f"<{EVENT}@example.gov.cn>"
    assert letter["X-Event-Id"] == EVENT
    assert letter["Subject"] == HELLO.subject
    assert letter["From"] == "公文系统 <oa@example.gov.cn>"
    assert (letter["To"], post.taken[0][0]) == (HELLO.to, HELLO.to)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().splitlines() == HELLO.text.splitlines()


def test_a_long_identity_is_one_word(post: PostOffice) -> None:
    host = f"{'a' * 40}.{'b' * 40}.gov.cn"
    raw = letter(HELLO, f"oa@{host}").as_bytes()
    assert f"<{EVENT}@{host}>".encode() in raw.replace(b"\n ", b"")


def test_no_header_can_be_written_by_a_title(post: PostOffice) -> None:
    """Content cleans its lines; should one slip through, nothing is sent."""
    bad = Message(event=EVENT, to=HELLO.to, subject="标题\r\nBcc: spy@example.com", text="x")
    with pytest.raises(ValueError, match="linefeed"):
        post.mail().send(bad)
    assert post.taken == []


@pytest.mark.parametrize(
    ("command", "said", "error"),
    [
        ("RCPT", b"550 no such user", Refused),
        ("RCPT", b"451 greylisted", TryAgain),
        ("MAIL", b"552 too large", Refused),
        ("MAIL", b"553 not from you", TryAgain),
        ("DATA", b"452 disk full", TryAgain),
        ("TAKEN", b"554 spam", Refused),
        ("TAKEN", b"421 closing", TryAgain),
    ],
)
def test_refused_or_later(post: PostOffice, command: str, said: bytes, error: type[Exception]) -> None:
    mail = post.mail()
    post.say = lambda word: said if word.upper().startswith(command) else None
    with pytest.raises(error) as refused:
        mail.send(HELLO)
    assert type(refused.value) is error
    assert str(refused.value) == f"邮件服务器答复 {said[:3].decode()}：{said[4:].decode()}"
    post.say = lambda word: None
    taken = len(post.taken)
    mail.send(HELLO)  # the connection goes on, or a new one is opened
    assert len(post.taken) == taken + 1


def test_a_server_that_takes_nothing_from_us_refuses_no_letter(post: PostOffice) -> None:
    """Our sender, or that we did not log in: true of every letter, so not one of them is given up for it."""
    for said in (b"553 not from you", b"530 log in first"):
        post.say = lambda word, said=said: said if word.upper().startswith("MAIL") else None  # type: ignore[misc]
        with pytest.raises(TryAgain) as found:
            post.mail().send(HELLO)
        assert found.value.whole


def test_what_fails_for_everybody_is_no_fault_of_the_message(post: PostOffice) -> None:
    closed = Mail(Server("127.0.0.1", 1), "oa@example.gov.cn")
    with pytest.raises(TryAgain, match="连不上") as found:
        closed.send(HELLO)
    assert found.value.whole
    post.say = lambda word: b"554 go away" if word == "CONNECT" else None
    with pytest.raises(TryAgain) as found:
        post.mail().send(HELLO)
    assert found.value.whole
    host, port = post.server_address[:2]
    wrong = Mail(Server(str(host), int(port), "user", "wrong"), "oa@example.gov.cn")
    post.say = lambda word: (
        b"250-x\r\n250 AUTH PLAIN"
        if word.startswith("ehlo")
        else b"535 no"
        if word.startswith("AUTH")
        else None
    )
    with pytest.raises(TryAgain, match="登录名或密码") as found:
        wrong.send(HELLO)
    assert found.value.whole


def test_a_server_that_never_answers(post: PostOffice) -> None:
    """Neither when it is called nor after it has the letter does it hold us longer than our patience."""
    with silent() as (host, port):
        mail = Mail(Server(host, port), "oa@example.gov.cn", patience=0.3)
        begun = time.monotonic()
        with pytest.raises(TryAgain, match="没有应答") as found:
            mail.send(HELLO)
        assert found.value.whole
        assert time.monotonic() - begun < 5

    def hangs(word: str) -> bytes | None:
        if word == "TAKEN":
            time.sleep(1)
        return None

    post.say = hangs
    with pytest.raises(TryAgain, match="没有应答") as found:
        post.mail(patience=0.3).send(HELLO)
    assert found.value.whole


def test_a_server_that_answers_ever_so_slowly(post: PostOffice) -> None:
    """Each answer comes in time, all of them together do not."""

    def slow(word: str) -> bytes | None:
        time.sleep(0.2)
        return None

    post.say = slow
    begun = time.monotonic()
    with pytest.raises(TryAgain, match="没有应答"):
        post.mail(patience=5, whole=0.5).send(HELLO)
    assert time.monotonic() - begun < 4


def test_a_connection_that_is_opened_too_late_is_held_to_the_time_as_well() -> None:
    """The time ran out while there was no socket yet (a slow name, an address before it that never answered)."""
    ours, theirs = socket.socketpair()
    opened: list[socket.socket] = []
    begun = time.monotonic()
    with ours, theirs, pytest.raises(TimeoutError), within(0.1, lambda: opened[0] if opened else None):  # noqa: PT012
        time.sleep(0.3)
        opened.append(ours)
        ours.settimeout(5)
        if not ours.recv(1):
            raise ConnectionError("hung up")
    assert time.monotonic() - begun < 2


def test_hung_up_on_the_next_message_has_a_new_connection(post: PostOffice) -> None:
    mail = post.mail()
    post.say = lambda word: b"" if word == "TAKEN" else None
    for n in range(IN_A_ROW):
        with pytest.raises(TryAgain, match="中断") as found:
            mail.send(HELLO)
        assert found.value.whole == (n == IN_A_ROW - 1)
    post.say = lambda word: None
    mail.send(HELLO)
    assert post.connections == IN_A_ROW + 1


def test_a_kept_connection_that_died_is_noticed(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.channels.mail.IDLE", 0)
    mail = post.mail()
    mail.send(HELLO)
    post.say = lambda word: b"" if word.upper() == "NOOP" else None
    mail.send(HELLO)
    assert (len(post.taken), post.connections) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_dropped_before_the_answer_it_comes_again_as_the_same_letter(post: PostOffice, things: Any) -> None:
    """The server takes the letter and is gone: the row waits, and the copy can be told from a second letter."""
    office = make_office()
    reachable(office.handler)
    alert(office.handler, owed(office.handler))
    outbox.spread(NOON, ["mail"])
    post.say = lambda word: b"" if word == "TAKEN" else None
    run(post.mail())
    row = Delivery.objects.get()
    assert (row.state, row.last_error) == ("new", "邮件服务器中断了连接。")
    post.say = lambda word: None
    run(post.mail(), row.next_try)
    assert states() == ["sent"]
    first, second = post.letters
    assert first["Message-ID"] == second["Message-ID"] == f"<alert.{row.pk}.{row.message_id}@example.gov.cn>"


@pytest.mark.parametrize(
    ("address", "written"), [("冯@oa.cn", ""), ("feng@公文.cn", "feng@xn--55qz30c.cn"), ("a b@x.cn", ""), ("", ""),
                             ("feng@x.cn>, <spy@x.cn", ""), ("feng@x.cn\nBcc: spy@x.cn", "")],
)  # fmt: skip
def test_addresses(post: PostOffice, address: str, written: str) -> None:
    message = Message(event=EVENT, to=address, subject="x", text="x")
    if written:
        post.mail().send(message)
        assert post.taken[0][0] == written
    else:
        with pytest.raises(Refused, match="地址有误"):
            post.mail().send(message)
        assert post.connections == 0


# -- TLS ---------------------------------------------------------------------------------------------


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """hook.example.cn is this machine, and its certificate (of these tests alone) is trusted."""
    real, make = socket.getaddrinfo, ssl.create_default_context

    def found(host: str, *args: Any, **kwargs: Any) -> Any:
        return real("127.0.0.1" if host.endswith("example.cn") else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr(ssl, "create_default_context", lambda: make(cafile=PEM))
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(PEM)
    return ours


@pytest.mark.parametrize(("host", "error"), [("hook.example.cn", ""), ("other.example.cn", "证书")])
@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_hidden_and_only_to_whom_the_certificate_names(
    post: PostOffice, trusted: ssl.SSLContext, tls: str, host: str, error: str
) -> None:
    if tls == "tls":
        post.hide = trusted
    else:
        post.tls = trusted
    mail = Mail(Server(host, int(post.server_address[1]), tls=tls), "oa@example.gov.cn", patience=5)
    post.clients.append(mail)
    if error:
        with pytest.raises(TryAgain, match=error):
            mail.send(HELLO)
    else:
        mail.send(HELLO)
    assert len(post.taken) == (not error)


def test_a_server_that_does_not_change_to_tls_gets_nothing(post: PostOffice) -> None:
    host, port = post.server_address[:2]
    mail = Mail(Server(str(host), int(port), tls="starttls"), "oa@example.gov.cn")
    with pytest.raises(TryAgain) as found:
        mail.send(HELLO)
    assert found.value.whole
    assert post.taken == []
