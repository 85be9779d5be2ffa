"""``manage.py dates``: 1 when a stored date does not follow from its own reasons."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from timing.queries.traces import counted_dates, wrong_dates


class Command(BaseCommand):
    help = (
        "Count every stored date again from its own reasons; exit 1 and say which does not follow from them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for line in wrong_dates():
            found += 1
            self.stderr.write(line)
        if found:
            raise CommandError(f"{found} dates do not follow from their reasons")
        self.stdout.write(f"every one of {counted_dates()} dates follows from its reasons")
