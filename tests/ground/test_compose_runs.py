"""The very commands of docker-compose.yml, as they stand there, against servers reached over the network."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg2
import pytest
import redis

from docflow import embedded
from tests.ground.running import BASE, PYTHON, environment, kill_all, processes_of, until
from tests.ground.test_compose import COMPOSE, OURS
from tests.ground.test_serve import free_port
from tests.ground.test_settings import KEY

PASSWORD = "p/a@s#s%41:w?r d'&"
SAID = {
    "SECRET_KEY": KEY, "POSTGRES_PASSWORD": PASSWORD, "WEB_DATABASE_PASSWORD": PASSWORD[::-1], "ALLOWED_HOSTS": "oa.example",
    "LOG_LEVEL": "ERROR",
}  # fmt: skip
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


class Database(embedded._Server):
    """A PostgreSQL of another machine: TCP, and a password is asked for."""

    def __init__(self, port: int) -> None:
        super().__init__("postgres")
        self.port = port

    def _command(self) -> list[str]:
        changed = [w.replace("listen_addresses=", "listen_addresses=127.0.0.1") for w in super()._command()]
        return [*changed, "-c", f"port={self.port}"]

    def open(self) -> None:
        """As the image of the compose file makes it: the user with his password, and a database of his."""
        self.prepare()
        (self.data / "pg_hba.conf").write_text(
            "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        self.start()
        with mock.patch.dict(os.environ, {"PGPORT": str(self.port)}):
            self.wait_ready(30)
            connection = psycopg2.connect(host=str(self.sockets), user="postgres", dbname="postgres")
        with connection, connection.cursor() as cursor:
            cursor.execute("DROP ROLE docflow_web; ALTER ROLE docflow SUPERUSER PASSWORD %s", [PASSWORD])
        connection.close()


class Machines:
    """The site: database and broker that are not ours, and a home that the containers share."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.ports = {"postgres:5432": free_port(), "valkey:6379": free_port()}
        self.port = free_port()
        (folder / "theirs" / "run").mkdir(parents=True)
        self.database = Database(self.ports["postgres:5432"])
        try:
            self.database.open()
        except BaseException:
            self.database.stop()
            raise
        self.broker = subprocess.Popen([
            str(embedded._program("valkey")), *COMPOSE["services"]["valkey"]["command"][1:],
            "--bind", "127.0.0.1", "--port", str(self.ports["valkey:6379"]), "--dir", str(folder),
        ], stdout=subprocess.DEVNULL)  # fmt: skip
        self.parts: dict[str, subprocess.Popen[str]] = {}

    def environment(self, name: str) -> dict[str, str]:
        """What the file passes to a service; only the names of the machines are others here."""
        passed = {}
        for key, value in OURS[name]["environment"].items():
            text = VARIABLE.sub(lambda m: SAID.get(m[1]) or (m[3] if m[2] == "-" else ""), value)
            for there, here in self.ports.items():
                text = text.replace(there, f"127.0.0.1:{here}")
            passed[key] = text
        path = f"{Path(PYTHON).parent}:{os.environ['PATH']}"
        return environment(self.home, **{**passed, "PORT": str(self.port), "PATH": path})

    def run(self, name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=self.environment(name), cwd=BASE, capture_output=True, text=True, timeout=300, check=False
        )  # fmt: skip

    def start(self, name: str) -> None:
        self.parts[name] = subprocess.Popen(
            OURS[name]["command"], env=self.environment(name), cwd=BASE, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def healthy(self, name: str) -> bool:
        return self.run(name, OURS[name]["healthcheck"]["test"][1:]).returncode == 0

    def close(self) -> None:
        kill_all(self.home)
        for part in self.parts.values():
            part.wait()
            assert part.stdout is not None
            part.stdout.close()
        self.broker.kill()
        self.broker.wait()
        self.database.stop()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    folder = Path(tempfile.mkdtemp(prefix="docflow-test-", dir="/tmp"))
    folder.chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setenv("DOCFLOW_HOME", str(folder / "theirs"))
        machines = Machines(folder)
    try:
        yield machines
    finally:
        machines.close()
        shutil.rmtree(folder, ignore_errors=True)


def got(site: Machines, path: str, **headers: str) -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{site.port}{path}", headers=headers)
    return urllib.request.urlopen(request, timeout=10)


def well(site: Machines) -> bool:
    try:
        with got(site, "/healthz") as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


def test_a_site_of_containers(site: Machines) -> None:
    """In the order of the file: prepare ends well; the parts become healthy, serve, and end on SIGTERM."""
    early = site.run("web", OURS["web"]["command"])
    assert "run `manage.py prepare` once" in early.stderr

    done = site.run("prepare", OURS["prepare"]["command"])
    assert (done.returncode, done.stderr) == (0, "")

    names = ["web", "worker", "beat"]
    assert not any(site.healthy(name) for name in names)
    for name in names:
        site.start(name)
    assert until(lambda: well(site), 60)
    for name in names:
        assert site.healthy(name), name
    with got(site, "/healthz", Host="10.0.0.1:8000") as answer:
        assert set(json.load(answer).values()) == {"ok"}
    with got(site, "/login/", **{"Host": "oa.example", "X-Forwarded-Proto": "https"}) as answer:
        assert answer.status == 200

    for part in site.parts.values():
        part.terminate()
    for name, part in site.parts.items():
        assert part.wait(10) == 0, name
        assert part.stdout is not None
        assert "Traceback" not in part.stdout.read()
    assert not processes_of(site.home)  # and none of the embedded servers was ever begun
    assert not (site.home / "postgres").exists()
    broker = redis.Redis(port=site.ports["valkey:6379"])
    assert broker.ping()
    broker.close()


def test_a_wrong_password_is_a_sentence(site: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SAID, "POSTGRES_PASSWORD", "another")
    done = site.run("prepare", OURS["prepare"]["command"])
    assert done.returncode == 1
    assert re.fullmatch(r"The database cannot be reached: .*password authentication failed.*\n", done.stderr)
