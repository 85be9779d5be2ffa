"""``manage.py migrate``: Django's, and then what the role of web and worker may do with the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from docflow import roles


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options["plan"]:
            roles.grant()
