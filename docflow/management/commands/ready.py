"""``manage.py ready``: say when docflow answers, then watch over the embedded servers."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from docflow import embedded


class Command(BaseCommand):
    help = "Part of `serve`: prints the address once every part is well; brings a lost embedded server back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        while not _well(port):
            time.sleep(0.2)
        self.stdout.write(f"docflow is ready: http://127.0.0.1:{port}/")
        self.stdout.flush()
        while True:
            time.sleep(2)
            try:
                embedded.start()
            except embedded.EmbeddedError as error:
                self.stderr.write(str(error))


def _well(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=3) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
