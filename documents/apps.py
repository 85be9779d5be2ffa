from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.words import KINDS
        from documents.words import TaskKind

        KINDS.update(TaskKind.choices)
