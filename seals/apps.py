from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "seals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.subjects import SUBJECTS
        from alerts.words import KINDS
        from outgoing.actions.keeping import ENDED, KEEPER, PRINTED
        from outgoing.views.beside import BESIDE
        from seals.actions.printed import ended, keeper_of, printed
        from seals.actions.stamping import stamp
        from seals.actions.travelling import STAMP
        from seals.queries.outside import KNOWN
        from seals.views.beside import beside
        from seals.words import TaskKind

        KINDS.update({code: label for code, label in TaskKind.choices if code not in KINDS})
        SUBJECTS.update(KNOWN)
        KEEPER.append(keeper_of)
        PRINTED.append(printed)
        ENDED.append(ended)
        BESIDE.append(beside)
        STAMP.append(stamp)
        from people.queries import KEEPING
        from seals.queries.custody import in_keeping

        KEEPING.append(in_keeping)
