"""``manage.py serve`` as a user meets it: the address it prints, the refusals, how it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from docflow import parts
from tests.ground.running import BASE, PYTHON, environment, kill_all, prepared, processes_of, run, until

SERVE = [PYTHON, "manage.py", "serve"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def health(site: str) -> dict[str, str]:
    try:
        with urllib.request.urlopen(f"{site}/healthz", timeout=5) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        return dict(json.load(error))
    except urllib.error.URLError as error:  # the web part comes back with the servers it needs
        return {"status": str(error.reason)}


class Served:
    """A docflow started as `make run` starts it."""

    def __init__(self, home: Path, host: str = "127.0.0.1") -> None:
        self.home = home
        self.port = free_port()
        self.site = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        self.process = subprocess.Popen(
            SERVE, env=environment(home, PORT=str(self.port), HOST=host, DEMO="0"), cwd=BASE, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    @property
    def output(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def wait_ready(self) -> None:
        ready = f"docflow is ready: {self.site}/\n"
        seen = []
        for line in self.output:
            seen.append(line)
            if line == ready:
                return
        raise AssertionError("not ready:\n" + "".join(seen))

    def named(self, word: str) -> list[int]:
        return [p.pid for p in processes_of(self.home) if word in " ".join(p.cmdline())]


@pytest.fixture
def served() -> Iterator[Served]:
    with served_at("127.0.0.1") as running:
        yield running


@pytest.fixture
def first_served() -> Iterator[Served]:
    """Its first start, on a home with nothing in it."""
    with served_at("127.0.0.1", fresh=True) as running:
        yield running


@contextmanager
def served_at(host: str, *, fresh: bool = False) -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="docflow-test-", dir="/tmp"))
    folder.chmod(0o755)
    if not fresh:
        prepared(folder / "var")
    running = Served(folder / "var", host)
    try:
        yield running
    finally:
        kill_all(running.home)
        running.process.wait()
        running.output.close()
        shutil.rmtree(folder, ignore_errors=True)


def test_a_day_of_docflow(first_served: Served) -> None:
    """Ready, refuses a twin, serves commands beside it, and ends on Ctrl-C with nothing left."""
    served = first_served
    served.wait_ready()
    assert set(health(served.site).values()) == {"ok"}

    twin = run(served.home, *SERVE, PORT=str(free_port()))
    assert twin.returncode == 1
    assert "already runs on" in twin.stderr
    assert "Traceback" not in twin.stderr

    beside = run(served.home, PYTHON, "manage.py", "migrate", "--check")
    assert beside.returncode == 0, beside.stderr
    assert run(served.home, PYTHON, "manage.py", "healthy", PORT=str(served.port)).returncode == 0
    assert run(served.home, PYTHON, "manage.py", "healthy", "worker").returncode == 0
    assert run(served.home, PYTHON, "manage.py", "healthy", "beat").returncode == 0
    assert set(health(served.site).values()) == {"ok"}

    began = time.monotonic()
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(15) == 0
    assert time.monotonic() - began < 10
    assert until(lambda: not processes_of(served.home), 3)


def test_it_heals_and_ends_on_sigterm(served: Served) -> None:
    """A lost database or broker comes back; SIGTERM ends everything within ten seconds, a hung worker too,
    and nothing is said to have gone wrong."""
    served.wait_ready()
    for word in ("pginstall/bin/postgres -D", "_binaries/", "docflow/embedded.py"):
        for pid in served.named(word):
            subprocess.run(["kill", "-9", str(pid)], check=False)
    assert until(lambda: health(served.site)["status"] == "ok", 30), health(served.site)

    for pid in served.named("celery -q -A docflow.celery worker"):
        os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    served.process.terminate()
    assert served.process.wait(15) == 0
    assert time.monotonic() - began < 10
    assert until(lambda: not processes_of(served.home), 3)
    assert "docflow stops" not in served.output.read()


def test_a_killed_manager_leaves_no_orphan_and_the_home_is_free_again(served: Served) -> None:
    served.wait_ready()
    served.process.kill()
    assert until(lambda: not processes_of(served.home)), [p.cmdline() for p in processes_of(served.home)]
    assert run(served.home, PYTHON, "manage.py", "migrate", "--check").returncode == 0


def test_a_part_that_ends_stops_the_rest(served: Served) -> None:
    served.wait_ready()
    for pid in served.named("celery -q -A docflow.celery beat"):
        subprocess.run(["kill", "-9", str(pid)], check=False)
    assert served.process.wait(15) != 0
    assert until(lambda: not processes_of(served.home), 3)
    assert "docflow stops: its part beat ended (exit code -9)." in served.output.read()


@pytest.mark.parametrize("port", ["0", "x", "70000", "-1"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    done = run(tmp_path / "var", *SERVE, PORT=port)
    assert done.returncode == 1
    assert "PORT must be a number from 1 to 65535" in done.stderr


def test_a_busy_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(tmp_path / "var", *SERVE, PORT=str(port))
    assert done.returncode == 1
    assert f"docflow cannot listen on port {port} of 127.0.0.1 (Address already in use)" in done.stderr
    assert "for example PORT=" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("host", "sentence"),
    [("203.0.113.7", "set HOST to an address of this machine"), ("oa.example", "HOST must be an address of")],
)
def test_a_host_that_is_not_ours(tmp_path: Path, host: str, sentence: str) -> None:
    done = run(tmp_path / "var", *SERVE, PORT=str(free_port()), HOST=host)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("", "http://127.0.0.1:8123"),
        ("localhost", "http://127.0.0.1:8123"),
        ("127.0.0.2", "http://127.0.0.2:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("::", "http://[::1]:8123"),
        ("::1", "http://[::1]:8123"),
    ],
)
def test_where_it_is_asked(monkeypatch: pytest.MonkeyPatch, host: str, site: str) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", "8123")
    assert parts.site() == site


def test_ready_on_another_address() -> None:
    host = "::1"
    with served_at(host) as running:
        running.wait_ready()
        assert set(health(running.site).values()) == {"ok"}
        with urllib.request.urlopen(running.site + "/login/", timeout=5) as page:
            assert page.status == 200  # its name is allowed
        assert (
            run(running.home, PYTHON, "manage.py", "healthy", PORT=str(running.port), HOST=host).returncode
            == 0
        )
