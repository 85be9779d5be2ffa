"""The alarm for copies that an organ outside the system has not signed for (domain.md §4.9).

A unit that works here has a task of its own with a date. For the others the date stands on the task of whoever
collects the receipts: it is the first limit of theirs that has not been answered. The minute's scan tells him and
everybody of the desk by that date, once for each stage; a signature or a call moves it on to the next, and that one is
told anew. Whoever is late behind the first while it is red stands beside it on the lists: one task, one alarm.
"""

from __future__ import annotations

from deadlines.limits import Explained, fixed
from outgoing.actions.due import RECEIVE, alarm, due_at
from outgoing.models import Addressee, Outgoing
from outgoing.words import Receipt, TaskKind
from workflow.act import Act
from workflow.models import Lane, Task


def watch(a: Act) -> None:
    """Put the date of 催收回执 where it belongs after this act; called by every act that sends, signs, urges or recalls.

    One statement. While nobody outside owes a signature the task has the date it was given with.
    """
    tasks = a.live(Lane.MAIN, TaskKind.RECEIPTS)
    if not tasks:
        return
    owing = Addressee.objects.filter(paper=a.subject, receipt=Receipt.SENT, outside=True)
    row = owing.order_by("alarm_at", "id").first()
    for task in tasks:
        if row is not None:
            _move(a, task, explained(a.subject, row))
        elif _borrowed(task):
            _move(a, task, due_at(a.subject, TaskKind.RECEIPTS, task.given_at))


def explained(paper: Outgoing, row: Addressee) -> Explained:
    """Until when this addressee should have signed, with the reason. The date that stands on the row counts, also where
    the office has changed its limits since: then it explains itself as a date that was set."""
    start = max(at for at in (row.sent_at, row.urged_at) if at is not None)
    found = alarm(paper, start)
    if row.alarm_at is None or found.at == row.alarm_at:
        return found
    return fixed(row.alarm_at, start=start, source=found.source, rule=RECEIVE)


def _borrowed(task: Task) -> bool:
    """Its date is that of an addressee."""
    return bool(task.due_trace) and task.due_trace[0].get("rule") == RECEIVE


def _move(a: Act, task: Task, due: Explained) -> None:
    if due.at == task.due_at:
        return
    version = (
        task.due_version if task.pk is None else task.due_version + 1
    )  # given by this very act: nobody knows it
    a.update(task, due_at=due.at, due_source=due.source, due_trace=due.trace, due_version=version)
