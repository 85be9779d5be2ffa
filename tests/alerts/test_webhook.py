"""Webhooks: only to receivers that were named, to the address that was looked at, signed; what each answer means."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels import Message, Problem, Refused, TryAgain
from alerts.channels.guard import FORBIDDEN, allowed, check_target, forbids
from alerts.channels.webhook import LONGEST, MOST, Webhook, retry_after
from tests.alerts.outside import Receiver

EVENT = "alert.7.0b5d8f4e-5f0a-4d5e-9d3f-3a1c2b4d5e6f"


def message(receiver: Receiver, text: str = "您有一件待办 #收〔2026〕7号", **target: Any) -> Message:
    return Message(
        event=EVENT,
        to="feng",
        subject="您有一件待办",
        text=text,
        stage="overdue",
        target=receiver.target(**target),
    )


def send(receiver: Receiver, patience: float = 5, **target: Any) -> None:
    Webhook(forbidden=(), patience=patience).send(message(receiver, **target))


def failed(receiver: Receiver, **target: Any) -> Problem:
    with pytest.raises(Problem) as found:
        send(receiver, **target)
    return found.value


# -- what is sent ------------------------------------------------------------------------------------


def test_signed_so_that_it_can_be_checked(receiver: Receiver) -> None:
    send(receiver)
    send(receiver)
    [(path, headers, body), (_, again, _)] = receiver.taken
    assert path == "/hook"
    stamp = headers["X-Docflow-Timestamp"]
    assert abs(time.time() - int(stamp)) < 60
    signed = f"{stamp}.{EVENT}.".encode() + body
    mac = hmac.new("钥匙-secret".encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Docflow-Signature"] == f"sha256={mac}"
    assert headers["X-Event-Id"] == again["X-Event-Id"] == EVENT
    assert headers["Host"] == f"127.0.0.1:{receiver.server_address[1]}"
    assert json.loads(body)["to"] == "feng"
    assert json.loads(body)["stage"] == "overdue"


def test_the_robot_of_wecom(receiver: Receiver) -> None:
    receiver.answer = (200, {}, b'{"errcode":0,"errmsg":"ok"}')
    send(receiver, form="wecom", path="/cgi-bin/webhook/send?key=k")
    [(path, _, body)] = receiver.taken
    assert path == "/cgi-bin/webhook/send?key=k"
    assert json.loads(body) == {
        "msgtype": "text", "text": {"content": "您有一件待办 #收〔2026〕7号", "mentioned_list": ["feng"]}
    }  # fmt: skip


def test_the_robot_of_dingtalk(receiver: Receiver) -> None:
    receiver.answer = (200, {}, b'{"errcode":0}')
    send(receiver, form="dingtalk", path="/robot/send?access_token=t", secret="SECabc")
    [(path, _, body)] = receiver.taken
    query = {key: value for key, [value] in parse_qs(urlsplit(path).query).items()}
    assert query["access_token"] == "t"
    code = hmac.new(b"SECabc", f"{query['timestamp']}\nSECabc".encode(), hashlib.sha256).digest()
    assert base64.b64decode(query["sign"]) == code
    assert abs(time.time() * 1000 - int(query["timestamp"])) < 60_000
    assert json.loads(body)["at"] == {"atUserIds": ["feng"], "isAtAll": False}


def test_too_large_is_not_sent(receiver: Receiver) -> None:
    with pytest.raises(Refused, match="64 kB"):
        Webhook(forbidden=()).send(message(receiver, "办" * 30_000))
    assert receiver.taken == []


# -- what is answered --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (301, Refused, "不跟随"),
        (302, Refused, "不跟随"),
        (307, Refused, "不跟随"),
        (400, Refused, "HTTP 400"),
        (403, Refused, "HTTP 403"),
        (410, Refused, "HTTP 410"),
        (408, TryAgain, "HTTP 408"),
        (429, TryAgain, "HTTP 429"),
        (500, TryAgain, "HTTP 500"),
        (503, TryAgain, "HTTP 503"),
    ],
)
def test_refused_or_later(receiver: Receiver, status: int, error: type[Exception], said: str) -> None:
    receiver.answer = (status, {"Location": f"http://127.0.0.1:{receiver.server_address[1]}/other"}, b"")
    found = failed(receiver)
    assert type(found) is error
    assert said in str(found)
    assert len(receiver.taken) == 1, "nothing is followed"


def test_how_long_to_wait(receiver: Receiver) -> None:
    receiver.answer = (429, {"Retry-After": "1800"}, b"")
    found = failed(receiver)
    assert isinstance(found, TryAgain)
    assert (found.after, found.whole) == (timedelta(minutes=30), True)


@given(st.text(max_size=40) | st.integers().map(str))
def test_no_retry_after_harms(value: str) -> None:
    wait = retry_after(value)
    assert wait is None or timedelta(0) <= wait <= LONGEST


def test_a_date_to_wait_for() -> None:
    wait = retry_after(format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True))
    assert wait is not None
    assert timedelta(minutes=9) < wait <= timedelta(minutes=10)
    assert retry_after("99999999999999999") == LONGEST
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == timedelta(0)


@pytest.mark.parametrize("form", ["wecom", "dingtalk"])
@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (b'{"errcode":310000,"errmsg":"sign not match"}', Refused, "310000：sign not match"),
        (b'{"errcode":45009,"errmsg":"freq"}', TryAgain, "45009"),
        (b'{"errcode":130101}', TryAgain, "130101"),
        (b"<html>", TryAgain, "看不懂"),
        (b"[]", TryAgain, "看不懂"),
        (b"[" * 60_000, TryAgain, "看不懂"),
        (b"{}", TryAgain, "看不懂"),
        (b"", TryAgain, "看不懂"),
        ('{"errcode":1,"errmsg":"甲\\n乙\\u202e"}'.encode(), Refused, "1：甲乙"),
    ],
)
def test_a_robot_says_in_its_body_whether_it_took_it(
    receiver: Receiver, form: str, answer: bytes, error: type[Exception], said: str
) -> None:
    receiver.answer = (200, {}, answer)
    found = failed(receiver, form=form)
    assert type(found) is error
    assert said in str(found)


def test_a_huge_answer_is_cut(receiver: Receiver) -> None:
    receiver.answer = (200, {}, b"x" * (50 * MOST))
    send(receiver)


def test_an_answer_that_never_comes(receiver: Receiver) -> None:
    receiver.answer = (0, {}, b"")
    begun = time.monotonic()
    found = failed(receiver, patience=0.4)
    assert isinstance(found, TryAgain)
    assert found.whole
    assert "没有应答" in str(found)
    assert time.monotonic() - begun < 2.5


def test_the_second_address_where_the_first_is_closed(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, "127.9.9.9", "127.0.0.1")
    send(receiver, host="hook.example.cn")
    assert len(receiver.taken) == 1


def test_a_silent_address_leaves_time_for_the_next(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, *(f"127.9.9.{n}" for n in range(1, 20)), "127.0.0.1")
    real = socket.create_connection

    def silent_(address: Any, timeout: float, *args: Any) -> socket.socket:
        if address[0] != "127.0.0.1":
            time.sleep(timeout)
            raise TimeoutError
        return real(address, timeout, *args)

    monkeypatch.setattr(socket, "create_connection", silent_)
    begun = time.monotonic()
    send(receiver, host="hook.example.cn", patience=2)
    assert len(receiver.taken) == 1
    assert time.monotonic() - begun < 2.5


def test_nobody_there(receiver: Receiver) -> None:
    found = failed(receiver, port=1)
    assert isinstance(found, TryAgain)
    assert found.whole, "nothing gets through to a closed door: the others wait untried"


def test_a_receiver_without_tls_is_not_taken_for_one(receiver: Receiver) -> None:
    found = failed(receiver, tls=True, patience=1)
    assert isinstance(found, TryAgain)
    assert receiver.taken == []


# -- where it may go ---------------------------------------------------------------------------------

HERE = [
    "127.0.0.1", "127.1", "127.255.255.254", "localhost", "0", "0.0.0.0", "2130706433", "0x7f000001", "0177.0.0.1",
    "0x7f.1", "::1", "::", "::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1",
]  # fmt: skip
NEVER = ["169.254.169.254", "::ffff:169.254.1.1", "fe80::1", "224.0.0.1", "255.255.255.255", "ff02::1"]
TUNNELS = ["::ffff:0:7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::"]


@pytest.mark.parametrize("network", ["0.0.0.0/0", "127.0.0.0/8", "::/0"])
@pytest.mark.parametrize("host", HERE + NEVER + TUNNELS)
def test_never_this_machine_or_this_link(receiver: Receiver, host: str, network: str) -> None:
    """Whatever the row says, even one written past the page's checks: no byte is sent."""
    with pytest.raises(TryAgain):
        Webhook().send(message(receiver, host=host, network=network))
    assert receiver.taken == []


@given(st.ip_addresses())
def test_every_forbidden_address_is_forbidden_in_every_spelling(address: Any) -> None:
    spelled = {address}
    if address.version == 4:
        spelled.add(ip_address(f"::ffff:{address}"))
    answers = {forbids(one) for one in spelled}
    assert len(answers) == 1
    if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        assert answers == {True}


def names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Every name has these addresses; an address written in digits is itself."""
    real = socket.getaddrinfo

    def found(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host[-1].isdigit():
            return real(host, port, *args, **kwargs)
        return [(0, 0, 0, "", (answer, port)) for answer in answers]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_name_that_answers_another_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad address among good ones is enough: nothing is sent to any."""
    names(monkeypatch, "203.0.113.7")
    assert [str(a) for a in allowed("hook.example.cn", 443, "203.0.113.0/24")] == ["203.0.113.7"]
    for bad in ("10.0.0.5", "127.0.0.1", "::1", "203.0.114.7", "fd00::1", "::ffff:127.0.0.1"):
        names(monkeypatch, "203.0.113.7", bad)
        with pytest.raises(TryAgain, match="不允许的地址"):
            allowed("hook.example.cn", 443, "203.0.113.0/24")


def test_the_connection_goes_to_the_address_that_was_looked_at(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name answers well once and then another address: the second answer is never asked for."""
    asked: list[str] = []

    def found(host: str, port: int, *_args: Any, **_kwargs: Any) -> list[Any]:
        if host != "hook.example.cn":
            return real(host, port, *_args, **_kwargs)
        asked.append(host)
        return [(0, 0, 0, "", ("127.0.0.1" if len(asked) == 1 else "203.0.113.9", port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", found)
    send(receiver, host="hook.example.cn")
    assert asked == ["hook.example.cn"]
    [(_, headers, _)] = receiver.taken
    assert headers["Host"] == f"hook.example.cn:{receiver.server_address[1]}"


def test_a_name_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_kwargs: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TryAgain, match="查不到"):
        allowed("hook.example.cn", 443, "203.0.113.0/24")
    for host in ("a" * 300, "x..y", "\udcff", "a\0b"):
        monkeypatch.undo()
        with pytest.raises(TryAgain):
            allowed(host, 443, "203.0.113.0/24")


# -- what an administrator may allow -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "port", "path", "network"),
    [
        ("qyapi.example.cn", 443, "/cgi-bin/send?key=abc", "203.0.113.0/24"),
        ("10.1.2.3", 8080, "/", "10.1.2.0/24"),
        ("im.intranet", 443, "/hook", "192.168.7.9/32"),
        ("2001:db8::7", 443, "/", "2001:db8::/64"),
    ],
)
def test_good_receivers(host: str, port: int, path: str, network: str) -> None:
    assert check_target(host, port, path, network) == []


@pytest.mark.parametrize("host", HERE + NEVER)
def test_this_machine_is_named_in_vain(host: str) -> None:
    for network in ("127.0.0.0/8", "::1/128", "169.254.0.0/16", "0.0.0.0/0", "10.0.0.0/8"):
        assert check_target(host, 443, "/", network) != []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"host": "https://qyapi.example.cn"}, "主机名"),
        ({"host": "a b"}, "主机名"),
        ({"host": "localhoſt"}, "主机名"),  # a letter that name services read as s
        ({"host": "qyapi.example.cn\r\nX: y"}, "主机名"),
        ({"host": ""}, "主机名"),
        ({"host": "3405803783"}, "主机名"),
        ({"host": "10.1.2.3"}, "内网地址"),
        ({"host": "198.51.100.9"}, "不在允许的网段"),
        ({"port": 0}, "端口"),
        ({"port": 65536}, "端口"),
        ({"path": "hook"}, "路径"),
        ({"path": "/a b"}, "路径"),
        ({"path": "/a\r\nHost: x"}, "路径"),
        ({"path": "/汉"}, "路径"),
        ({"path": "/a#b"}, "路径"),
        ({"network": "203.0.113.7/24"}, "形如"),
        ({"network": "203.0.113"}, "形如"),
        ({"network": ""}, "形如"),
        ({"network": "0.0.0.0/0"}, "太大"),
        ({"network": "::/0"}, "太大"),
        ({"network": "192.0.0.0/8"}, "同时含内网和外网"),
        ({"network": "127.0.0.0/8"}, "本机"),
        ({"network": "169.254.169.254/32"}, "本机"),
        ({"network": "::ffff:127.0.0.1"}, ""),
    ],
)
def test_bad_receivers(change: dict[str, Any], said: str) -> None:
    good = {"host": "hook.example.cn", "port": 443, "path": "/", "network": "203.0.113.0/24"}
    [first, *_] = check_target(**{**good, **change})
    assert said in first


@given(st.text(max_size=30), st.integers(-5, 70_000), st.text(max_size=20), st.text(max_size=20))
def test_nonsense_is_answered(host: str, port: int, path: str, network: str) -> None:
    assert all(isinstance(said, str) and said for said in check_target(host, port, path, network))


def test_the_list_is_whole() -> None:
    for text in HERE + NEVER + TUNNELS:
        try:
            address = ip_address(text)
        except ValueError:
            continue  # spellings that only the system's resolver reads
        assert forbids(address, FORBIDDEN), text


# -- TLS ---------------------------------------------------------------------------------------------

PEM = Path(__file__).with_name("hook.pem")  # of hook.example.cn, made for these tests, known to nobody else


@pytest.fixture
def secure(receiver: Receiver) -> Receiver:
    """The receiver behind TLS, as hook.example.cn; it notes which name it was called by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    context.sni_callback = lambda sock, name, ctx: receiver.called.append(name)
    receiver.hide = context
    return receiver


def test_with_tls_the_name_is_said_and_must_be_shown(
    secure: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, "127.0.0.1")
    trusting = ssl.create_default_context(cafile=PEM)
    channel = Webhook(forbidden=(), context=trusting)
    channel.send(message(secure, host="hook.example.cn", tls=True))
    assert secure.called == ["hook.example.cn"]
    assert len(secure.taken) == 1
    with pytest.raises(TryAgain, match="证书"):
        channel.send(message(secure, host="other.example.cn", tls=True))
    with pytest.raises(TryAgain, match="证书"):
        Webhook(forbidden=()).send(message(secure, host="hook.example.cn", tls=True))
    assert len(secure.taken) == 1
