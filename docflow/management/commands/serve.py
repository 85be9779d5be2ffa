"""``manage.py serve``: everything a running docflow needs, under one process manager (honcho)."""

from __future__ import annotations

import ctypes
import errno
import multiprocessing
import os
import re
import shlex
import signal
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from honcho.manager import Manager
from honcho.printer import Printer
from honcho.process import Popen, Process

from docflow import embedded, parts

ENDED = re.compile(r"(?P<part>\w+)\S* stopped \(rc=(?P<code>-?\d+)\)")
ASKED = ("SIGINT received\n", "SIGTERM received\n")


class Command(BaseCommand):
    help = "Prepare the database, then run web, worker and clock until Ctrl-C or SIGTERM. PORT, HOST, DEMO."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            embedded.claim("serve")
            _check_free(parts.host(), parts.port())
        except (embedded.EmbeddedError, parts.BadAddress) as error:
            raise CommandError(str(error)) from error
        parts.prepare()
        sys.exit(_run())


def _run() -> int:
    """Run the parts until one ends or we are told to stop; every other part is stopped then."""
    multiprocessing.set_start_method("fork", force=True)  # a tied child must be a child of this process
    manager = Manager(printer=_Lines(sys.stdout))
    manager._process_ctor = _Tied
    # Celery warns of running as root; for a trial that is the user's choice, and production has no root.
    env = {**os.environ, "PYTHONWARNINGS": "ignore:You're running the worker with superuser"}
    env.pop("OWNER_DATABASE_URL", None)  # was for preparing; the parts need not know it
    for part in parts.COMMANDS:
        manager.add_process(
            part, f"exec {shlex.join(parts.command(part))}", cwd=str(settings.BASE_DIR), env=env
        )
    manager.loop()
    asked_to = manager.returncode in (130, 143)  # SIGINT, SIGTERM
    return 0 if asked_to else manager.returncode or 1


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    """Another port helps when this one is taken or reserved; an address that is not ours stays so."""
    start = f"docflow cannot listen on port {port} of {host} ({error.strerror}): "
    if error.errno in (errno.EADDRINUSE, errno.EACCES):
        return start + f"start with another, for example PORT={8000 + (port + 1) % 1000} make run."
    return start + "set HOST to an address of this machine, or unset it."


class _Lines(Printer):
    """The parts' lines as they are, most being JSON with everything in it; honcho's own talk is left out."""

    told = False

    def write(self, message: Any) -> None:
        if message.type != "line":
            return
        data = message.data
        text = data.decode(errors="replace") if isinstance(data, bytes) else data
        if message.name == "system":
            text = self._ended(text)
        self.output.write(text)
        self.output.flush()

    def _ended(self, text: str) -> str:
        """The first part that ends of itself takes the others along: that is said, in one sentence. Once
        stopping was asked for, nothing is wrong with an end, be it that of a hung part which had to be killed."""
        found = ENDED.search(text)
        self.told = self.told or text in ASKED
        if found is None or self.told or found["code"] in ("0", "-15", "-2"):
            return ""
        self.told = True
        return f"docflow stops: its part {found['part']} ended (exit code {found['code']}). Start it again.\n"


class _Tied(Process):
    """A part that dies when the manager dies, even by kill -9."""

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        _die_with_parent(signal.SIGKILL)
        self._child_ctor = _tied_popen
        super().run(events, ignore_signals)


def _tied_popen(command: str, **options: Any) -> Popen:
    return Popen(command, preexec_fn=lambda: _die_with_parent(signal.SIGTERM), **options)


def _die_with_parent(number: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, number)  # PR_SET_PDEATHSIG
