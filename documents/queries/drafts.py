"""Drafts of a person: one per drawn form, known by the key that form was drawn with."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from documents.models import Draft

NEWEST = 5  # offered beside a blank form


def forgetting(person: Any, form: str, keys: list[str] | tuple[str, ...] = ()) -> tuple[str, list[Any]]:
    """The statement that ends drafts with the act that the form was for (`also`).

    Those of the forms drawn with `keys`; without any, all of this form: the act answers them all.
    """
    sql, values = "DELETE FROM documents_draft WHERE person_id = %s AND form = %s", [person.pk, form]
    return (f"{sql} AND key = ANY(%s)", [*values, list(keys)]) if keys else (sql, values)


def drafts_of(person: Any, form: str) -> QuerySet[Draft]:
    """What he began in this form and did not send, newest first; nobody sees another's."""
    return Draft.objects.filter(person_id=person.pk, form=form).order_by("-updated_at", "-pk")


def own_drafts(person: Any, form: str, posted: Any) -> QuerySet[Draft]:
    """The drafts a form as it came stands for; all of this form where it does not say which."""
    keys, mine = own_keys(posted), drafts_of(person, form)
    return mine.filter(key__in=keys) if keys else mine


def own_keys(posted: Any) -> list[str]:
    """The drafts that a form as it came stands for: its own, and the one it goes on from."""
    names = (str(posted.get(name, ""))[:64].replace("\0", "") for name in ("key", "drafted"))
    return [key for key in names if key]
