"""What a Task or an Entry is about: a row with a state, a version and the head of its chain."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_ref() -> str:
    """A public id of 14 letters and digits (69 bits): not countable, easy to read out on the telephone."""
    return "".join(secrets.choice(ALPHABET) for _ in range(14))


class Subject(models.Model):
    """Abstract. `state` is declared by the child as an FSMField and moved by `workflow.spine.step` only.

    `subject_kind` is also the name under which the address of its page is known.
    """

    subject_kind = ""

    ref = models.CharField(max_length=20, unique=True, default=new_ref, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    entry_count = models.PositiveIntegerField(default=0, editable=False)
    entry_head = models.BinaryField(default=b"", editable=False)

    class Meta:
        abstract = True

    def card(self) -> dict[str, Any]:
        """Title, number and urgency, copied onto tasks so that the inbox needs no join."""
        raise NotImplementedError

    def shown(self, tasks: list[Any]) -> dict[str, Any]:
        """Columns of the row that lists show of its live main tasks, with their values: every act writes them anew."""
        return {}
