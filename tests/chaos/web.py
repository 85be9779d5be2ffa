"""What is killed while seals are set: the workers of two real web parts and the database's backends that serve them.

Most kills are a worker (kill -9, its server starts another) or a backend (pg_terminate_backend, in the middle of whatever it
does); now and then a whole web part with all its workers, or, where the database is our own, one backend by kill -9: then
PostgreSQL itself starts anew and every connection is lost.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from docflow import parts
from tests.bench.serving import free_port, wait

ROOT = Path(__file__).resolve().parents[2]
SERVERS = 2
WHOLE, CRASH = 20, 25  # every so manyth kill takes a whole web part, a backend by kill -9
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND usename = %s AND state <> 'idle'"


class Web:
    """Two web parts on ports of their own; `environment` as a site would set it, `admin` a superuser's connection."""

    def __init__(
        self,
        home: Path,
        environment: Mapping[str, str],
        admin: Mapping[str, Any],
        *,
        rng: random.Random,
        crash: bool,
    ) -> None:
        self.environment, self.admin, self.rng, self.crash = (
            {**os.environ, **environment},
            dict(admin),
            rng,
            crash,
        )
        self.ports = [free_port() for _n in range(SERVERS)]
        self.log = (home / "web.log").open("ab")
        self.servers: list[subprocess.Popen[bytes]] = []
        self.kills = {"worker": 0, "backend": 0, "part": 0, "database": 0}

    def start(self) -> None:
        self.servers = [self._spawn(port) for port in self.ports]
        for port in self.ports:
            wait(port)

    def _spawn(self, port: int) -> subprocess.Popen[bytes]:
        words = parts.command("web")
        words[words.index("--port") + 1] = str(port)
        return subprocess.Popen(
            [*words, "--respawn-interval", "0.2"], env=self.environment, cwd=ROOT, stdout=self.log, stderr=self.log,
            start_new_session=True,
        )  # fmt: skip

    def kill(self) -> None:
        """One of them at random; what it was is counted when something died."""
        self.restart_the_dead()
        turn = sum(self.kills.values()) + 1
        if self.crash and turn % CRASH == 0:
            self.kills["database"] += self._backend(by_force=True)
        elif turn % WHOLE == 0:
            self._end(self.rng.choice(self.servers))
            self.kills["part"] += 1
        elif self.rng.random() < 0.5:
            self.kills["backend"] += self._backend(by_force=False)
        else:
            self.kills["worker"] += self._worker()

    def _worker(self) -> int:
        with suppress(psutil.NoSuchProcess):
            workers = [
                p for p in psutil.Process(self.rng.choice(self.servers).pid).children() if self._serves(p)
            ]
            if workers:
                self.rng.choice(workers).kill()
                return 1
        return 0

    @staticmethod
    def _serves(process: psutil.Process) -> bool:
        """No helper of Python's own; the multiprocessing tracker does no work."""
        with suppress(psutil.Error):
            return "resource_tracker" not in " ".join(process.cmdline())
        return False

    def _backend(self, *, by_force: bool) -> int:
        with (
            suppress(psycopg2.OperationalError),
            closing(psycopg2.connect(**self.admin)) as admin,
            admin.cursor() as cursor,
        ):
            cursor.execute(BACKENDS, [self.admin["dbname"], self.environment["CHAOS_ROLE"]])
            pids = [pid for (pid,) in cursor.fetchall()]
            if not pids:
                return 0
            pid = self.rng.choice(pids)
            if not by_force:
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
                return 1
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return 1
        return 0

    def restart_the_dead(self) -> None:
        for n, server in enumerate(self.servers):
            if server.poll() is not None:
                self.servers[n] = self._spawn(self.ports[n])

    def _end(self, server: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(20)

    def stop(self) -> None:
        for server in self.servers:
            self._end(server)
        self.log.close()
