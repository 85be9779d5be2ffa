"""``manage.py ready``: say when docflow answers, then watch over the embedded servers."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from docflow import embedded, parts


class Command(BaseCommand):
    help = "Part of `serve`: prints the address once every part is well; brings a lost embedded server back."

    def handle(self, *args: Any, **options: Any) -> None:
        while parts.probe(3) != 200:
            time.sleep(0.2)
        self.stdout.write(f"docflow is ready: {parts.site()}/")
        self.stdout.flush()
        while True:
            time.sleep(2)
            try:
                embedded.start()
            except embedded.EmbeddedError as error:
                self.stderr.write(str(error))
