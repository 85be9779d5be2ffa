"""``manage.py verify_ledger``: 1 when a line of a seal ledger, a checkpoint, or a guard of the database is not as it was made."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from seals.queries.evidence import verified


class Command(BaseCommand):
    help = "Check every line of the seal ledgers, the checkpoints and the database's own guards; exit 1 and say what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lang", choices=("zh", "en"), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verified(options["lang"])
        for line in found.wrong:
            self.stderr.write(line)
        if found.wrong:
            raise CommandError(f"{len(found.wrong)} things about the seal ledgers are wrong")
        self.stdout.write(
            f"all {found.lines} lines of {found.seals} seals, {found.checkpoints} checkpoints and the guards are as they were made"
        )
