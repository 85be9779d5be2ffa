"""`manage.py weekly_pack`: make the packs that are due, or that of one week; `--verify` looks at the issued ones."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bulletins.actions.making import draft, make_due
from bulletins.queries.packs import verified
from bulletins.rules import weeks
from workflow.clock import database_now


class Command(BaseCommand):
    help = "Make the weekly packs that are due as drafts; --week 2026-48: that one; --verify: say where an issued one is not what it was."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--week", default="")
        parser.add_argument("--verify", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self._verify()
        elif options["week"]:
            self._week(options["week"])
        else:
            made = make_due(database_now())
            self.stdout.write("\n".join(f"made {pack}" for pack in made) or "nothing is due")

    def _week(self, text: str) -> None:
        first, now = weeks.parsed(text), database_now()
        if first is None:
            raise CommandError("A week is written 2026-48.")
        if weeks.is_future(first, now):
            raise CommandError(f"That week has not begun: it does on {first}.")
        pack, new = draft(first, now)
        self.stdout.write(f"made {pack}" if new else f"{pack} is there already, {pack.get_state_display()}")

    def _verify(self) -> None:
        found = 0
        for line in verified():
            found += 1
            self.stderr.write(line)
        if found:
            raise CommandError(f"{found} faults in issued packs")
        self.stdout.write("every issued pack is what was issued")
