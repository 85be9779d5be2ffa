"""``manage.py prepare``: once per start or update, before the parts run."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from docflow import parts


class Command(BaseCommand):
    help = "Migrate, collect static files, load the demo office where that is wanted."

    def handle(self, *args: Any, **options: Any) -> None:
        parts.prepare()
