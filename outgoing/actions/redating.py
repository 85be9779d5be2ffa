"""A change of calendar or rules moves dates of outgoing papers: an act on each, inside the act that changes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from deadlines.limits import Redated
from documents.actions.redating import noted, part_of_the_timetable, task_keys, write_dates
from outgoing.models import Addressee, Outgoing
from workflow.act import Act
from workflow.spine import each, faster


class Dates(NamedTuple):
    """Of one paper: those of its tasks, and by when organs should have signed (by the keys of addressees)."""

    tasks: Sequence[Redated] = ()
    alarms: Sequence[Redated] = ()


def redate(under: Act, dates: Mapping[int, Dates], *, why: str) -> Iterator[Outgoing]:
    """Write the dates of these papers (by key), each exactly as it was listed; `under`: the act on the timetable.
    `Faster` where one is not any more what the list was made from."""
    part_of_the_timetable(under)

    def body(a: Act, mine: Dates) -> str:
        a.reason = why
        write_dates(a, mine.tasks)
        _put_off(a, mine.alarms)
        return noted(a, mine.tasks)

    return each(under, "redate", Outgoing, dates, body, readers=lambda mine: task_keys(mine.tasks))


def _put_off(a: Act, alarms: Sequence[Redated]) -> None:
    if not alarms:
        return
    rows = Addressee.objects.filter(paper=a.subject, answered_at=None).in_bulk([row.pk for row in alarms])
    for row in alarms:
        known = rows.get(row.pk)
        if known is None or known.alarm_at != row.before:
            raise faster(a.subject)
        known.alarm_at = row.due.at
        a.along(known, "alarm_at")
    a.data["alarms_moved"] = [[r.pk, r.before.isoformat(), r.due.at.isoformat()] for r in alarms]
