from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "bulletins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.subjects import SUBJECTS
        from alerts.words import KINDS
        from bulletins.queries.hints import hints
        from bulletins.queries.reports import KNOWN
        from bulletins.words import TaskKind
        from checking.hints import HINTS

        KINDS.update({code: label for code, label in TaskKind.choices if code not in KINDS})
        SUBJECTS.update(KNOWN)
        HINTS.append(hints)
