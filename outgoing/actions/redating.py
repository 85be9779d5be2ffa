"""A change of calendar or rules moves dates of an outgoing paper: one act on it, inside the act that changes them."""

from __future__ import annotations

from collections.abc import Sequence

from deadlines.limits import Redated
from documents.actions.redating import noted, part_of, write_dates
from outgoing.models import Addressee, Outgoing
from workflow.act import Act
from workflow.spine import act, faster


@act("redate", exclusive=False)
def redate(
    a: Act, *, under: Act, why: str, dates: Sequence[Redated] = (), alarms: Sequence[Redated] = ()
) -> str:
    """Write these dates of tasks, each exactly as it was listed, and by when organs outside should have signed (`alarms`,
    by the keys of addressees). `Faster` where one is not any more what the list was made from."""
    part_of(a, under)
    a.reason = why
    paper: Outgoing = a.subject
    write_dates(a, dates)
    for row in alarms:
        known = Addressee.objects.filter(paper=paper, pk=row.pk, alarm_at=row.before, answered_at=None)
        if not known.update(alarm_at=row.due.at):
            raise faster(paper)
    if alarms:
        a.data["alarms_moved"] = [[r.pk, r.before.isoformat(), r.due.at.isoformat()] for r in alarms]
    return noted(a, dates)
