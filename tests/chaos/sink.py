"""A mail server that takes every mail and sometimes drops the connection when it has the whole of it, before it says so."""

from __future__ import annotations

import email
import socketserver
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable


class Sink(socketserver.ThreadingTCPServer):
    """`received`: address to Message-IDs in the order they came. `drop(message_id)`: is this one not to be answered?"""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, drop: Callable[[str], bool] = lambda message_id: False) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.drop, self.lock = drop, threading.Lock()
        self.received: dict[str, list[str]] = defaultdict(list)
        self.times: Counter[str] = Counter()
        self.drops = 0
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Sink:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self.thread.join(10)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def take(self, to: list[str], raw: bytes) -> bool:
        """Keep the mail; is it answered?"""
        message_id = str(email.message_from_bytes(raw)["Message-ID"])
        with self.lock:
            for address in to:
                self.received[address].append(message_id)
            self.times[message_id] += 1
            answered = not self.drop(message_id)
            self.drops += not answered
            return answered

    def handle_error(self, request: object, client_address: object) -> None:
        """A worker killed in the middle of a word is what this server is for."""


class Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as a client that hands in mail needs."""

    server: Sink

    def handle(self) -> None:
        to: list[str] = []
        self._say("220 sink")
        while line := self.rfile.readline(2000):
            word = line.split(None, 1)[0].upper() if line.strip() else b""
            if word == b"DATA":
                self._say("354 go on")
                raw = self._mail()
                if raw is None or not self.server.take(to, raw):
                    return
                self._say("250 taken")
            elif word == b"RCPT":
                to.append(line.decode().partition("<")[2].partition(">")[0])
                self._say("250 yes")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                if word in (b"MAIL", b"RSET"):
                    to = []
                self._say("250 yes")

    def _mail(self) -> bytes | None:
        """Up to the lone dot; None where the client died before it."""
        lines: list[bytes] = []
        while line := self.rfile.readline(100_000):
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b"..") else line)
        return None

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


def main() -> None:
    """As a process of its own: says its port, serves until its input ends, says how many mails it took."""
    with Sink() as sink:
        print(sink.port, flush=True)
        sys.stdin.read()
        print(sum(sink.times.values()), flush=True)


if __name__ == "__main__":
    main()
