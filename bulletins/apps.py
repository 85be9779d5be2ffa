from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "bulletins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.subjects import SUBJECTS
        from alerts.words import KINDS
        from bulletins.queries.hints import hints
        from bulletins.queries.outside import KNOWN
        from bulletins.queries.reports import KNOWN as REPORTS
        from bulletins.words import TaskKind
        from checking.hints import HINTS

        KINDS.update({code: label for code, label in TaskKind.choices if code not in KINDS})
        # -- bulletins: packs --
        SUBJECTS.update(KNOWN)
        # -- bulletins: errors --
        SUBJECTS.update(REPORTS)
        HINTS.append(hints)
