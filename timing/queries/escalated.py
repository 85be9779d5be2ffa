"""To whom late work went up: the names of those responsible now besides its holder."""

from __future__ import annotations

from collections.abc import Sequence

from alerts import queries


def escalated(task_ids: Sequence[int]) -> dict[int, list[str]]:
    """By task; what went up to nobody is not among them. One statement."""
    return {pk: [name for name, _at in found] for pk, found in queries.escalated(task_ids).items()}
