"""Fill the error book from the record; may run any number of times."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bulletins.actions.collecting import collect


class Command(BaseCommand):
    help = "Make an entry of the error book of everything that the record says went wrong; with --all read all of it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="not only what is new since the last time")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{collect(whole=options['all'])} entries made")
