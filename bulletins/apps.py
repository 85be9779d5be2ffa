from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "bulletins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.subjects import SUBJECTS
        from alerts.words import KINDS
        from bulletins.queries.outside import KNOWN
        from bulletins.words import TaskKind

        KINDS.update({code: label for code, label in TaskKind.choices if code not in KINDS})
        # -- bulletins: packs --
        SUBJECTS.update(KNOWN)
