from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "outgoing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.subjects import SUBJECTS, Known
        from alerts.words import KINDS
        from outgoing.queries.outside import labelled, number, sees
        from outgoing.words import TaskKind

        KINDS.update(TaskKind.choices)
        SUBJECTS["outgoing"] = Known(sees, labelled, number)
