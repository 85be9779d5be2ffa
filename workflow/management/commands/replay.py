"""`manage.py replay`: rebuild every subject from its entries and report any difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from workflow.models import Subject
from workflow.replay import differences, strangers


class Command(BaseCommand):
    help = (
        "Rebuild state, version and holders of every subject from its entries; exit 1 and say what differs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for line in self._lines():
            found += 1
            self.stderr.write(line)
        if found:
            raise CommandError(f"{found} differences between rows and entries")
        self.stdout.write("every row agrees with its entries")

    @staticmethod
    def _lines() -> Iterator[str]:
        subjects = [model for model in apps.get_models() if issubclass(model, Subject)]
        for model in subjects:
            yield from differences(model)
        yield from strangers({model.subject_kind for model in subjects})
