"""Thirty-two browsers at the desk: each sends its forms copy by copy, and the same form again until it is answered."""

from __future__ import annotations

import http.client
import queue
import random
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.client import Client
from workflow.spine import new_key

SAID = re.compile(r"登记第 (\d+) 号，链尾 ([0-9a-f]{16})")
READ = 0.2  # share of confirmations whose page is looked at
AGAIN = 0.1  # share of confirmed forms that are sent once more, as by a browser that goes back
LOST = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Job:
    """One application: whose page, how many copies, how many entries it had."""

    ref: str
    copies: int
    entries: int


@dataclass
class Seen:
    """What all of them were told. `confirmed`: keys of forms that were answered with "done"; `heads`: serial and head that a page
    showed; `statuses` of all other answers."""

    confirmed: list[str] = field(default_factory=list)
    heads: set[tuple[int, str]] = field(default_factory=set)
    again: int = 0
    retried: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Stampers:
    """`go` starts them; they end when no application is left, or at `end`."""

    def __init__(self, ports: Sequence[int], jobs: Sequence[Job], *, clients: int, seed: int) -> None:
        self.ports, self.seen, self.end = list(ports), Seen(), time.monotonic() + 3600
        self.jobs: queue.Queue[Job] = queue.Queue()
        for job in jobs:
            self.jobs.put(job)
        self.clients = [Client(ports[n % len(ports)], "chu") for n in range(clients)]
        self.threads = [threading.Thread(target=self._work, args=(n, seed)) for n in range(clients)]

    def go(self) -> None:
        for thread in self.threads:
            thread.start()

    @property
    def at_work(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def join(self) -> None:
        for thread in self.threads:
            thread.join(120)
        for client in self.clients:
            client.connection.close()

    def _work(self, number: int, seed: int) -> None:
        rng, client = random.Random(seed * 1000 + number), self.clients[number]
        while time.monotonic() < self.end:
            try:
                job = self.jobs.get_nowait()
            except queue.Empty:
                return
            for n in range(job.copies):
                form = {"key": new_key(), "version": job.entries + n, "copies": 1}
                if not self._until_answered(client, rng, job, form):
                    return

    def _until_answered(self, client: Client, rng: random.Random, job: Job, form: dict[str, object]) -> bool:
        path, tries = f"/seals/desk/{job.ref}/stamp/", 0
        while time.monotonic() < self.end:
            status = self._post(client, path, form)
            if status == 302:
                with self.seen.lock:
                    self.seen.confirmed.append(str(form["key"]))
                    self.seen.retried += tries > 0
                if rng.random() < AGAIN and self._post(client, path, form) == 302:
                    with self.seen.lock:
                        self.seen.again += 1
                if rng.random() < READ:
                    self._look(client)
                return True
            tries += 1
            with self.seen.lock:
                self.seen.statuses[status] = self.seen.statuses.get(status, 0) + 1
            time.sleep(rng.uniform(0.02, 0.1))
        return False

    def _post(self, client: Client, path: str, form: dict[str, object]) -> int:
        try:
            return client.post(path, form)[1]
        except LOST:
            self._elsewhere(client)
            return 0

    def _look(self, client: Client) -> None:
        try:
            body = client.get("/seals/desk/", Accept_Encoding="identity")[2].decode()
        except LOST:
            return self._elsewhere(client)
        with self.seen.lock:
            self.seen.heads |= {(int(serial), head) for serial, head in SAID.findall(body)}
        return None

    def _elsewhere(self, client: Client) -> None:
        """The other web part, as a proxy would."""
        client.connection.close()
        client.port = random.Random(client.port).choice(
            [p for p in self.ports if p != client.port] or self.ports
        )
        client.connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=20)
