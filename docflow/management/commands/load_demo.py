"""``manage.py load_demo``: the demo office, on an empty database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from docflow.demo.load import load
from docflow.first_start import kept, settle
from people.models import Person
from seals.actions.checkpoints import write_checkpoint


class Command(BaseCommand):
    help = (
        "Fill an empty database with the demo office: people, 20 sample papers and some hundred made-up ones."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--papers", type=int, default=300, help="how many made-up papers (default 300)")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, quietly, when there are people already"
        )

    def handle(self, *args: Any, papers: int, if_empty: bool, **options: Any) -> None:
        if kept() is False:
            raise CommandError(
                "This office was opened as a real one: the demo's accounts, whose password is public, do not belong "
                "here. Load the demo in another DOCFLOW_HOME or database."
            )
        if not settings.DEMO:
            raise CommandError("DEMO=0: the demo's accounts, whose password is public, do not belong here.")
        if Person.objects.exists():
            if if_empty:
                return
            raise CommandError("There are people in this database already: the demo fills an empty one only.")
        settle()
        load(papers, self.stdout.write)
        write_checkpoint()  # the worker's first comes within the hour
