from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from alerts.subjects import SUBJECTS, Known
        from alerts.words import KINDS
        from checking.actions.items import LOOKS
        from checking.forms.items import KINDS as ITEM_KINDS
        from checking.forms.items import URGENCIES
        from documents.files.secrecy import check_fields
        from documents.queries.copies import given_to
        from documents.queries.outside import labelled, number, sees
        from documents.words import Kind, TaskKind, Urgency
        from people.queries import IN_HAND

        KINDS.update(TaskKind.choices)
        SUBJECTS["document"] = Known(sees, labelled, number)
        IN_HAND.append(given_to)
        ITEM_KINDS.extend(Kind.choices)
        URGENCIES.extend(Urgency.choices)
        LOOKS.append(check_fields)
