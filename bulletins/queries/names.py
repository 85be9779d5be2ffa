"""Names of people in a text: the error book says what went wrong, not who."""

from __future__ import annotations

from people.models import Person


def named_in(text: str) -> list[str]:
    """Names of our people that stand in it, each once: one statement, whatever the text."""
    if not text.strip():
        return []
    names = Person.objects.values_list("name", flat=True)
    return sorted({name for name in names if len(name) > 1 and name in text})
