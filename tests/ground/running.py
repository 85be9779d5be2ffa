"""Helpers of the ground's tests: docflow's programs as processes of their own, on homes of their own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
from django.conf import settings

from tests.database import digest

BASE = Path(__file__).resolve().parent.parent.parent
PYTHON = sys.executable


def environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment of a user who has set nothing but the home."""
    ours = {
        "DATABASE_URL",
        "OWNER_DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "DJANGO_SETTINGS_MODULE",
        "PORT",
        "HOST",
        "DEMO",
    }
    kept = {
        name: value for name, value in os.environ.items() if name not in ours and not name.startswith("COV")
    }
    return kept | {"DOCFLOW_HOME": str(home), "DOCFLOW_FSYNC": "0", "LOG_LEVEL": "ERROR"} | extra


def run(home: Path, *command: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run to the end and capture what it says."""
    return subprocess.run(
        command,
        env=environment(home, **extra),
        cwd=BASE,
        capture_output=True,
        text=True,
        timeout=300,  # a first start migrates for half a minute of processor time, and the suite keeps the machine busy
        check=False,
    )


def prepared(home: Path) -> None:
    """Make this home one that has had its first start, as a real office: a copy of the one that all processes share.

    A first start migrates for half a minute; whose subject is what comes after it, begins here. Nothing in a home names
    the folder it lies in, but for what every start writes anew (`run`).
    """
    name = f"prepared_{digest('docflow/**/*.py')}"
    with (settings.HOME / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who comes first prepares while the others wait for him
        kept = settings.HOME / name
        if not kept.exists():
            _keep(kept)
        home.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", str(kept), str(home)], check=True)  # as root, with its owners


def _keep(kept: Path) -> None:
    for old in kept.parent.glob("prepared_*"):  # of other code, or half made
        shutil.rmtree(old)
    new = kept.with_name("prepared_new")
    done = run(new, PYTHON, "manage.py", "prepare", DEMO="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert until(lambda: not processes_of(new))
    shutil.rmtree(new / "run")
    new.rename(kept)


def processes_of(home: Path) -> list[psutil.Process]:
    """Every process that has this home in its command line or environment, ourselves excepted."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            words = [*process.cmdline(), process.environ().get("DOCFLOW_HOME", "")]
        except psutil.Error:
            continue
        if any(str(home) == word or f"{home}/" in word or f"={home}" in word for word in words):
            found.append(process)
    return found


def kill_all(home: Path) -> None:
    """By force, every process of this home; one that has just ended by itself is no matter."""
    for process in processes_of(home):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def until(state: Callable[[], object], seconds: float = 15) -> bool:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if state():
            return True
        time.sleep(0.1)
    return False
