"""``manage.py checkpoint``: sign what the seal ledgers are now. Run it as the worker: nobody else has the key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from seals.actions.checkpoints import write_checkpoint
from seals.files.evidence import NoSigning


class Command(BaseCommand):
    help = "Check what came to the seal ledgers since the last checkpoint, sign it, and lay it outside the database."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = write_checkpoint()
        except NoSigning as error:
            raise CommandError(f"nothing was signed: {error}") from error
        if made is None:
            raise CommandError("nothing was signed: another process is at it")
        self.stdout.write(f"checkpoint {made.number} of {made.at:%Y-%m-%d %H:%M:%S %Z}")
