"""``manage.py export_ledger DIR``: the seal ledgers with their checkpoints and the checker, for who looks at them elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from seals.queries.export import write_export


class Command(BaseCommand):
    help = "Write every line of the seal ledgers, the signed checkpoints, the public key and the checker into an empty folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="an empty folder, or one that is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            made = write_export(
                folder, lambda text: self.stdout.write(text) if options["verbosity"] > 1 else None
            )
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{made['lines']} lines and {made['checkpoints']} checkpoints in {folder}: "
            f"check them with python {folder / 'verify_ledger.py'} {folder}"
        )
