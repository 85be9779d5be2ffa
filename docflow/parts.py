"""The parts of a running docflow and how each is started: by ``serve`` here, by containers one by one."""

from __future__ import annotations

import os
import shlex
import sys
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands

from docflow.first_start import settle

COMMANDS = {
    "web": (
        "granian --interface wsgi docflow.wsgi:application --host {host} --port {port} --no-ws "
        "--workers 2 --blocking-threads 8 --blocking-threads-idle-timeout 600 --backpressure 64 "
        "--respawn-failed-workers --workers-kill-timeout 3 --log-level error"
    ),
    "worker": "celery -q -A docflow.celery worker --without-gossip --without-mingle --loglevel WARNING",
    "beat": "celery -q -A docflow.celery beat --pidfile= --loglevel WARNING",
    "ready": "python manage.py ready --port {port}",
}


class BadAddress(ValueError):
    """``PORT`` is no port number; the text says so."""


def host() -> str:
    """Where the web part listens: ``HOST``, or loopback."""
    return os.environ.get("HOST") or "127.0.0.1"


def port() -> int:
    """``PORT``, or 8000."""
    value = os.environ.get("PORT") or "8000"
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise BadAddress(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def command(part: str) -> list[str]:
    """The program and its arguments, from the environment that runs us."""
    program, *arguments = shlex.split(COMMANDS[part].format(host=host(), port=port()))
    beside = Path(sys.executable).with_name(program)
    return [
        sys.executable if program == "python" else str(beside) if beside.exists() else program,
        *arguments,
    ]


def check() -> bool:
    """SystemCheckError, which says how to mend it, when nobody may rely on this installation. Is it a demo?"""
    demo = settle()
    call_command(
        "check", databases=["default"], deploy=settings.PRODUCTION, fail_level="ERROR", stdout=StringIO()
    )
    return demo


def prepare() -> None:
    """Bring database and static files up to the code, check both, load the demo where it is wanted."""
    call_command("migrate", interactive=False, verbosity=0)
    demo = check()
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo and "load_demo" in get_commands():
        call_command("load_demo", if_empty=True)
