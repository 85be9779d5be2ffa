"""How a person wants to see his lists: his own matter, so no entry is written."""

from __future__ import annotations

from collections.abc import Sequence

from people.models import Person


def arrange(person: Person, name: str, keys: Sequence[str], density: str) -> None:
    """Keep the columns of one of his lists (none: the usual ones) and how close the rows of all of them stand."""
    lists = {**person.list_columns, name: list(keys)}
    person.list_columns = {known: kept for known, kept in lists.items() if kept}
    person.density = density
    person.save(update_fields=["list_columns", "density"])
