"""The parts of a running docflow and how each is started: by ``serve`` here, by containers one by one."""

from __future__ import annotations

import os
import shlex
import sys
import urllib.error
import urllib.request
from http.client import HTTPException
from io import StringIO
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from docflow import embedded
from docflow.first_start import settle

COMMANDS = {
    "web": (
        "granian --interface wsgi docflow.wsgi:application --host {host} --port {port} --no-ws "
        "--workers 2 --blocking-threads 8 --blocking-threads-idle-timeout 600 --backpressure 64 "
        "--respawn-failed-workers --workers-kill-timeout 3 --log-level error"
    ),
    "worker": "celery -q -A docflow.celery worker --without-gossip --without-mingle --loglevel WARNING",
    "beat": "celery -q -A docflow.celery beat --pidfile= --loglevel WARNING",
    "ready": "python manage.py ready",
}


ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (listening everywhere, loopback answers too)


class BadAddress(ValueError):
    """``HOST`` or ``PORT`` cannot be listened at; the text says so."""


def host() -> str:
    """Where the web part listens: ``HOST``, or loopback."""
    value = os.environ.get("HOST") or "127.0.0.1"
    try:
        return str(ip_address("127.0.0.1" if value == "localhost" else value))
    except ValueError as error:
        raise BadAddress(
            f"HOST must be an address of this machine in digits, such as 127.0.0.1, ::1 or 0.0.0.0 for all "
            f"of them, not {value!r}."
        ) from error


def port() -> int:
    """``PORT``, or 8000."""
    value = os.environ.get("PORT") or "8000"
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise BadAddress(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def site() -> str:
    """Where this machine itself reaches the web part."""
    name = ANY.get(host(), host())
    return f"http://{f'[{name}]' if ':' in name else name}:{port()}"


def probe(timeout: float) -> int:
    """The status that the web part's ``/healthz`` answers with; 0 when nothing answers."""
    try:
        with urllib.request.urlopen(f"{site()}/healthz", timeout=timeout) as answer:  # noqa: S310  (http, by us)
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except (OSError, HTTPException):
        return 0


def command(part: str) -> list[str]:
    """The program and its arguments, from the environment that runs us."""
    program, *arguments = shlex.split(COMMANDS[part].format(host=host(), port=port()))
    beside = Path(sys.executable).with_name(program)
    return [
        sys.executable if program == "python" else str(beside) if beside.exists() else program,
        *arguments,
    ]


def prepared() -> bool:
    """Has `prepare` run, for the code that we are?"""
    plan = MigrationExecutor(connection)
    static = settings.STATIC_ROOT / "staticfiles.json"
    return static.exists() and not plan.migration_plan(plan.loader.graph.leaf_nodes())


def check() -> bool:
    """SystemCheckError, which says how to mend it, when nobody may rely on this installation. Is it a demo?"""
    demo = settle()
    call_command(
        "check", databases=["default"], deploy=settings.PRODUCTION, fail_level="ERROR", stdout=StringIO()
    )
    return demo


def writable() -> None:
    """ImproperlyConfigured when the home takes no files: better now than when the first scan comes in."""
    try:
        settings.BLOB_ROOT.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=settings.HOME) as file:
            file.write(b"docflow")
    except OSError as error:
        raise ImproperlyConfigured(embedded.not_writable(error)) from error


def prepare() -> None:
    """Bring database and static files up to the code, check both, load the demo where it is wanted."""
    writable()
    call_command("migrate", interactive=False, verbosity=0)
    demo = check()
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo and "load_demo" in get_commands():
        call_command("load_demo", if_empty=True)
