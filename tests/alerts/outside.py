"""What the tests of the ways out of the office share: rows, a mail server and a receiver on this machine."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from alerts.channels import Message
from alerts.channels.mail import Mail, Server
from alerts.deliver import Run
from alerts.models import Alert, Contact, Delivery, Target
from alerts.subjects import SUBJECTS, Known
from deadlines.days import SHANGHAI
from workflow.models import Task
from workflow.models.subject import new_ref

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=SHANGHAI)
TITLE = "关于防汛资金的请示"
ANY = Known(lambda person, ref: True, lambda ref: False, lambda ref: "")
numbers = count(1)


def owed(holder: Any, **fields: Any) -> Task:
    """An open task about a thing of the kind `thing`, written past the acts."""
    ref = new_ref()
    values: dict[str, Any] = {
        "subject_kind": "thing", "subject_pk": next(numbers), "subject_ref": ref, "title": TITLE, "kind": "handle",
        "number": f"收〔2026〕{next(numbers)}号", "holder": holder.principal, "holder_name": holder.name,
        "given_at": NOON - timedelta(days=9), "due_at": NOON - timedelta(days=1), "urgency": "normal",
    }  # fmt: skip
    return Task.objects.create(**{**values, **fields})


def alert(person: Any, task: Task | None = None, stage: str = "overdue", **fields: Any) -> Alert:
    """As the scan or an act writes it."""
    values: dict[str, Any] = {"subject_kind": "thing", "subject_ref": new_ref(), "title": TITLE}
    if task is not None:
        values = {
            "task_id": task.pk, "due_version": task.due_version, "subject_kind": task.subject_kind,
            "subject_ref": task.subject_ref, "title": task.title, "urgency": task.urgency, "task_kind": task.kind,
            "due_at": task.due_at,
        }  # fmt: skip
    rest = {"recipient": person, "stage": stage, "created_at": NOON - timedelta(minutes=1)}
    return Alert.objects.create(**{**values, **rest, **fields})


def reachable(*persons: Any, **fields: Any) -> None:
    """They have a mail address; other ways by `fields`."""
    for person in persons:
        Contact.objects.create(person=person, **{"mail": f"{person.username}@oa.example.cn", **fields})


def known(**answers: Callable[..., Any]) -> None:
    """How the kind `thing` answers; undone by the fixture `things`."""
    SUBJECTS["thing"] = replace(ANY, **answers)


class Box:
    """A channel that keeps what it is given. `before` and `after` run around it and may raise."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.before: Callable[[Message], None] = lambda message: None
        self.after: Callable[[Message], None] = lambda message: None
        self.lock = threading.Lock()

    def send(self, message: Message) -> None:
        self.before(message)
        with self.lock:
            self.got.append(message)
        self.after(message)

    def close(self) -> None:
        pass

    @property
    def events(self) -> list[str]:
        return [message.event for message in self.got]


@dataclass
class Dead:
    """Remembers what was given up."""

    told: list[tuple[Delivery, list[Alert]]] = field(default_factory=list)

    def __call__(self, delivery: Delivery, alerts: list[Alert]) -> None:
        self.told.append((delivery, alerts))


def run(box: Any, now: datetime = NOON, *, channel: str = "mail", dead: Any = None) -> int:
    """Deliver through this channel until nothing is left; how many rows were taken."""
    return Run({channel: lambda: box}, on_dead=dead or Dead(), told=now).until_empty()


def states() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("state", flat=True))


# -- a mail server -----------------------------------------------------------------------------------


class Post(socketserver.StreamRequestHandler):
    """As much of SMTP as is needed. `server.say` may answer a command by itself: bytes, or None to hang up."""

    def handle(self) -> None:
        server: Any = self.server
        server.connections += 1
        self.answer(server.say("CONNECT") or b"220 ready")
        to: list[str] = []
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word.split(" ")[0].upper()
            if (said := server.say(word)) is not None:
                if said == b"":
                    return
                self.answer(said)
            elif verb == "EHLO":
                self.answer(
                    b"250-here\r\n250 8BITMIME" if server.tls is None else b"250-here\r\n250 STARTTLS"
                )
            elif verb == "STARTTLS":
                self.answer(b"220 go on")
                self.request = server.tls.wrap_socket(self.request, server_side=True)
                server.tls = None
                self.setup()
            elif verb == "RCPT":
                to.append(word.split("<")[1].split(">")[0])
                self.answer(b"250 ok")
            elif verb == "DATA":
                self.answer(b"354 go on")
                raw = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    raw += part[1:] if part.startswith(b".") else part
                server.taken.append((to.pop(), raw))
                said = server.say("TAKEN")
                if said == b"":
                    return
                self.answer(said or b"250 taken")
            elif verb == "QUIT":
                self.answer(b"221 bye")
                return
            else:
                self.answer(b"250 ok")

    def finish(self) -> None:
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.request.close()  # the one it changed to: the server knows only the first

    def answer(self, said: bytes) -> None:
        self.wfile.write(said + b"\r\n")


class Hidden(socketserver.TCPServer):
    """A server that speaks TLS where `hide` is set; the handshake is the handler's, which closes what it began."""

    hide: ssl.SSLContext | None = None

    def get_request(self) -> tuple[socket.socket, Any]:
        sock, address = super().get_request()
        if self.hide is not None:
            sock = self.hide.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return sock, address


class PostOffice(Hidden, socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Post)
        self.taken: list[tuple[str, bytes]] = []
        self.clients: list[Mail] = []
        self.tls: Any = None  # what it changes to after STARTTLS
        self.connections = 0
        self.say: Callable[[str], bytes | None] = lambda word: None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed is no matter."""

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=default) for _to, raw in self.taken]

    def mail(self, **fields: Any) -> Mail:
        host, port = self.server_address[:2]
        made = Mail(Server(str(host), int(port)), "公文系统 <oa@example.gov.cn>", **fields)
        self.clients.append(made)
        return made

    def server_close(self) -> None:
        for client in self.clients:
            client.close()
        super().server_close()


@contextmanager
def serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def silent() -> Iterator[tuple[str, int]]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[:2]


# -- a receiver of webhooks --------------------------------------------------------------------------


class Receive(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.taken.append((self.path, dict(self.headers.items()), body))
        status, headers, answer = server.answer
        if status == 0:
            time.sleep(server.slow)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Receiver(Hidden, ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receive)
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"{}")
        self.slow = 3.0
        self.called: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no matter."""

    def target(self, **fields: Any) -> Target:
        values = {
            "name": f"接收端{next(numbers)}", "host": "127.0.0.1", "port": self.server_address[1], "path": "/hook",
            "tls": False, "network": "127.0.0.0/8", "secret": "钥匙-secret",
        }  # fmt: skip
        return Target(**{**values, **fields})
