"""The dispatch list: to whom, in which role, how many copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from outgoing.models import Addressee, Outgoing
from people.models import Unit
from workflow.act import Act


class Entry(NamedTuple):
    """One organ as it was typed; `unit` is None for a name outside the roster."""

    unit: Unit | None
    name: str
    relation: str
    role: str
    copies: int = 1


def replace_addressees(a: Act, wanted: Sequence[Entry]) -> None:
    """The list as it is to be, before anything was sent: each name once, in this order."""
    paper: Outgoing = a.subject
    Addressee.objects.filter(paper=paper).delete()
    once = {entry.name: entry for entry in reversed(wanted)}
    rows = [
        Addressee(
            paper=paper, unit=e.unit, name=e.name, relation=e.relation, role=e.role, copies=e.copies, order=i
        )
        for i, e in enumerate((e for e in wanted if once[e.name] is e), 1)
    ]
    Addressee.objects.bulk_create(rows)
