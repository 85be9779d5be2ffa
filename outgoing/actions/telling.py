"""Telling whoever stands behind a holder that something happened, in the act's own transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from alerts.tell import hush, tell, unlink
from outgoing.models import Outgoing
from outgoing.words import TaskKind
from people.behind import behind
from people.queries import registry
from workflow.act import Act
from workflow.models import Task


def tell_holders(a: Act, holders: Iterable[str], said: str, *, kind: str = "", gone: bool = False) -> None:
    """A notice (知会) to the persons behind these principals, but not to who acts. `gone`: no longer theirs to read."""
    people = behind(holders, a.now, kind=kind)
    tell(people, said=said, by=a.by, now=a.now, subject=a.subject, title="" if gone else None)


def out_of_sight(a: Act, tasks: Sequence[Task]) -> None:
    """By these tasks to sign nobody sees the paper any more: what was said of it to whoever stands behind them stays as a fact,
    without title and link. Who sees it by something else keeps both."""
    hush([t.pk for t in tasks], a.now)
    losing = set(behind({t.holder for t in tasks}, a.now, kind=TaskKind.RECEIVE))
    if losing:
        unlink(losing - _seeing(a), subject=a.subject, now=a.now)


def _seeing(a: Act) -> set[int]:
    """Who was given some step of the paper, drafted it or reads the register: by the rule of `queries.visible`, for all of
    them at once."""
    paper: Outgoing = a.subject
    given: dict[str, set[str]] = defaultdict(set)
    for kind, holder in Task.objects.about(paper).filter(revoked=False).values_list("kind", "holder"):
        given[kind].add(holder)
    found = {pk for kind, holders in given.items() for pk in behind(holders, a.now, kind=kind)}
    readers = () if paper.work_secret else registry().values_list("pk", flat=True)
    return found | {paper.drafter_id} | set(readers)
