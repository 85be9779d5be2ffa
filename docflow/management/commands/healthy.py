"""``manage.py healthy [web|worker|beat|scan|deliver]``: exit code 0 when that part is well; for containers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from docflow import health, parts


class Command(BaseCommand):
    help = "Ask whether a part is well: 0, or 1 and why not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=["web", *health.LIMITS], nargs="?", default="web")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        try:
            state = _web() if part == "web" else health.report()[part]
        except parts.BadAddress as error:
            state = str(error)
        if state != "ok":
            raise CommandError(f"{part}: {state}")


def _web() -> str:
    """The web part is well when it answers at all: what it says of the others is their affair."""
    status = parts.probe(5)
    if not status:
        return "no answer"
    return "ok" if status in (200, 503) else f"answers {status}"
