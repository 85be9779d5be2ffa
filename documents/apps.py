from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.words import KINDS
        from documents.queries.copies import given_to
        from documents.words import TaskKind
        from people.queries import IN_HAND

        KINDS.update(TaskKind.choices)
        IN_HAND.append(given_to)
