"""``manage.py part web|worker|beat``: become one part; for containers and service managers."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from docflow import parts

NOT_YET = (
    "The database or the static files are not prepared for this version of docflow: run `manage.py prepare` "
    "once (it must end well), then the parts."
)


class Command(BaseCommand):
    help = "Run one part of docflow in the foreground (the database must be prepared)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=["web", "worker", "beat"])

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        try:
            command = parts.command(part)
            parts.writable()
            if not parts.prepared():
                raise CommandError(NOT_YET)
            parts.check()
        except parts.BadAddress as error:
            raise CommandError(str(error)) from error
        os.environ.pop("OWNER_DATABASE_URL", None)  # it was looked at; the part need not know it
        os.execvp(command[0], command)  # noqa: S606  (no shell is wanted)
