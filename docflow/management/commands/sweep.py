"""`manage.py sweep`: make today's list of the daily sweep, where it is a working day and there is none yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bulletins.actions.sweep import make_sweep
from workflow.clock import database_now


class Command(BaseCommand):
    help = "Make today's list of papers that somebody has to look at; harmless when it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        sweep = make_sweep(database_now())
        if sweep is None:
            self.stdout.write("no working day: no sweep")
        else:
            self.stdout.write(f"{sweep.day}: {sweep.rows.count()} of {sweep.papers} papers to look at")
