"""Helpers of the ground's tests: docflow's programs as processes of their own, on homes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

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
