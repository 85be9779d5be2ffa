"""What is killed: two real workers and two real clocks as production starts them, and the broker they share.

Most kills hit one of a worker's children, which do the work, in the middle of whatever it does; every sixtieth a whole
worker with all its children, which is started again at once (that takes it seconds). One worker is under fire at a time
and after one to three seconds the other: what only ever starts anew would do no work, and prove nothing. Clocks live on:
what a dead one means is tested in tests/ground/test_health.py.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import redis
from celery import Celery

from docflow import embedded, parts

ROOT = Path(__file__).resolve().parents[2]
WHOLE = 60  # every so manyth kill takes a worker with all its children
TICKS = ("docflow.tasks.alerts", "docflow.tasks.deliver")


class Broker:
    """A Valkey of our own, so that FLUSHALL hurts nobody else."""

    def __init__(self, home: Path) -> None:
        self.socket = home / "broker.sock"
        self.url = f"redis+socket://{self.socket}"
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "save": "",
            "appendonly": "no",
            "dir": str(home),
        }
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        with (home / "broker.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(embedded._program("valkey")), *words], stdout=log, stderr=log
            )
        self.client = redis.Redis(unix_socket_path=str(self.socket))
        self.kicker = Celery("chaos", broker=self.url)
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with suppress(redis.ConnectionError):
                self.client.ping()
                return
            time.sleep(0.05)
        raise RuntimeError("the broker does not answer")

    def flush(self) -> None:
        self.client.flushall()

    def kick(self, *ticks: str) -> None:
        """What the clock sends each minute or ten seconds, sent now: a tick may come at any time."""
        for tick in ticks or TICKS:
            self.kicker.send_task(tick, expires=30, ignore_result=True)

    def stop(self) -> None:
        self.kicker.close()
        self.client.close()
        self.process.terminate()
        self.process.wait(20)


class Fleet:
    """The processes of one run; `environment` as a site would set it."""

    def __init__(self, home: Path, environment: Mapping[str, str], rng: random.Random | None = None) -> None:
        self.home, self.rng, self.kills, self._turn = home, rng or random.Random(0), 0, 0
        self._aimed, self._aimed_until = 0, 0.0
        self.environment = {**os.environ, **environment}
        self.log = (home / "workers.log").open("ab")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.clocks: list[subprocess.Popen[bytes]] = []

    def start(self, *, workers: int = 2, clocks: int = 2) -> None:
        self.workers = [self._worker(i) for i in range(workers)]
        self.clocks = [self._spawn(parts.command("beat")) for _ in range(clocks)]

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        return self._spawn([*parts.command("worker"), "-n", f"chaos{number}@here"])

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        if command[0] == sys.executable or not Path(command[0]).is_absolute():
            raise RuntimeError(f"{command[0]} is not installed beside this Python")
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def kill(self) -> None:
        """kill -9 one child at random; now and then a whole worker. Counted only when something died.

        A worker that still starts is let be: Celery ends it when a child dies before the first message.
        """
        if time.monotonic() >= self._aimed_until:
            self._aimed = (self._aimed + 1) % len(self.workers)
            self._aimed_until = time.monotonic() + self.rng.uniform(1, 3)
        number = self._aimed
        if not self._ready(self.workers[number]):
            return
        self._turn += 1
        if self._turn % WHOLE == 0 and all(map(self._ready, self.workers)):
            self.kills += self._end(self.workers[number])
            self.workers[number] = self._worker(number)
            return
        children = self._children(self.workers[number])
        if children:
            with suppress(psutil.NoSuchProcess):
                self.rng.choice(children).kill()
                self.kills += 1

    def _ready(self, worker: subprocess.Popen[bytes]) -> bool:
        return (self.home / f"ready-{worker.pid}").exists()

    def restart_the_dead(self) -> None:
        """A part that ends by itself is started again by its service manager; so here."""
        for number, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.workers[number] = self._worker(number)
        for number, clock in enumerate(self.clocks):
            if clock.poll() is not None:
                self.clocks[number] = self._spawn(parts.command("beat"))

    def _children(self, worker: subprocess.Popen[bytes]) -> list[psutil.Process]:
        try:
            return psutil.Process(worker.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        """kill -9 the process and all its children; how many there were."""
        many = len(self._children(process)) + (process.poll() is None)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)
        return many

    def stop(self) -> None:
        for process in [*self.workers, *self.clocks]:
            self._end(process)
        self.log.close()


def last_words(home: Path) -> str:
    """The end of what the processes had to say."""
    return "\n".join((home / "workers.log").read_text(errors="replace").splitlines()[-40:])
