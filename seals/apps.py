from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "seals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from people.queries import KEEPING
        from seals.queries.custody import in_keeping

        KEEPING.append(in_keeping)
