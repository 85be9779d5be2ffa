"""A change of calendar or rules moves dates of applications and take-outs: an act on each, inside the act that changes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deadlines.limits import Redated
from documents.actions.redating import noted, part_of_the_timetable, task_keys, write_dates
from seals.models import SealRequest, SealTakeout
from workflow.act import Act
from workflow.spine import each

KINDS: dict[str, type[Any]] = {model.subject_kind: model for model in (SealRequest, SealTakeout)}


def redate(under: Act, kind: str, dates: Mapping[int, Sequence[Redated]], *, why: str) -> Iterator[Any]:
    """Write the dates of these subjects (by key), each exactly as it was listed; `under`: the act on the timetable.
    `Faster` where one is not any more what the list was made from."""
    part_of_the_timetable(under)

    def body(a: Act, mine: Sequence[Redated]) -> str:
        a.reason = why
        write_dates(a, mine)
        return noted(a, mine)

    return each(under, "redate", KINDS[kind], dates, body, readers=task_keys)
