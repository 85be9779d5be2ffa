from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "seals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.subjects import SUBJECTS, Known
        from alerts.words import KINDS
        from seals.queries.takeouts import labelled, number, sees
        from seals.words import TaskKind

        KINDS.update(TaskKind.choices)
        SUBJECTS["seal_takeout"] = Known(sees, labelled, number)
