"""`manage.py stranded`: open work whose holder cannot act (left, sits nowhere today, or an empty post or unit)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.stranded import stranded


class Command(BaseCommand):
    help = "Name every holder of open work who cannot act today; exit 1 when there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        found = stranded()
        for row in found:
            self.stderr.write(f"{row.name} ({row.holder}) cannot act and holds {row.tasks} open tasks")
        if found:
            raise CommandError(f"{sum(row.tasks for row in found)} open tasks have nobody to do them")
        self.stdout.write("every open task has somebody who can do it")
