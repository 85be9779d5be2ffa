"""Drafts of a person."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from documents.models import Draft


def forgetting(person: Any, form: str) -> tuple[str, list[Any]]:
    """The statement that ends this draft: it goes with the act that the form was for (`also`)."""
    return "DELETE FROM documents_draft WHERE person_id = %s AND form = %s", [person.pk, form]


def drafts_of(person: Any, form: str) -> QuerySet[Draft]:
    """The draft of this form, if there is one; nobody sees another's."""
    return Draft.objects.filter(person_id=person.pk, form=form)
