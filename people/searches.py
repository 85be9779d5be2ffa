"""A person's last searches: his own, shown to nobody else, kept from one login to the next, gone when he clears them.

They stand in his own row, which every request of his reads anyway: the search page pays no statement to show them.
"""

from __future__ import annotations

from django.db import connection

from people.models import Person

MOST = 10
# Newest first, each once; several windows of his do not lose each other's.
KEEP = """
UPDATE people_person SET searches = (ARRAY[%(text)s::text] || array_remove(searches, %(text)s))[1:%(most)s]
 WHERE id = %(me)s RETURNING searches
"""


def keep(person: Person, text: str) -> None:
    """Put `text` first. The same search again writes nothing."""
    if person.searches[:1] == [text]:
        return
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"text": text, "most": MOST, "me": person.pk})
        person.searches = cursor.fetchone()[0]


def forget(person: Person) -> None:
    """Clear them all."""
    Person.objects.filter(pk=person.pk).update(searches=[])
