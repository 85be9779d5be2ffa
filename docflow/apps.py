"""The house: settings, pages that need two rooms, commands."""

from django.apps import AppConfig


class DocflowConfig(AppConfig):
    name = "docflow"
    verbose_name = "docflow"

    def ready(self) -> None:
        from docflow import checks  # noqa: F401  (registers the start checks)
