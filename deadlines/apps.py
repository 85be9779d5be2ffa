from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from .shipped import after_migrate


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = "时限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Also after a flush: an office without a calendar or a limit rule cannot register a paper.
        post_migrate.connect(after_migrate, sender=self)
