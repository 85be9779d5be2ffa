"""``manage.py healthy [web|worker|beat]``: exit code 0 when that part is well; for containers."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from docflow import health, parts


class Command(BaseCommand):
    help = "Ask whether a part is well: 0, or 1 and why not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=["web", "worker", "beat"], nargs="?", default="web")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        state = _web() if part == "web" else health.report()[part]
        if state != "ok":
            raise CommandError(f"{part}: {state}")


def _web() -> str:
    """The web part is well when it answers at all: what it says of the others is their affair."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{parts.port()}/healthz", timeout=5):
            return "ok"
    except urllib.error.HTTPError as error:
        return "ok" if error.code == 503 else f"answers {error.code}"
    except OSError:
        return "no answer"
