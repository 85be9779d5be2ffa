"""The roster: the one subject whose entries tell every change of units, persons, posts and deputies."""

from __future__ import annotations

from typing import Any

from workflow.models import Subject


class Roster(Subject):
    """A single row; locking it puts changes of the organisation one after another."""

    subject_kind = "roster"
    state = ""

    def card(self) -> dict[str, Any]:
        return {}

    @classmethod
    def the(cls) -> Roster:
        """The row, made when it is not there yet."""
        return cls.objects.get_or_create(pk=1)[0]
