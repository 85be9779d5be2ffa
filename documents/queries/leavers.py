"""What stands in somebody's own name, by kind of work, and who could take it over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from alerts.words import KINDS
from documents.models import Copy
from documents.queries.copies import given_to
from documents.queries.onward import page_url
from documents.queries.visible import visible_to
from documents.rules.copies import said
from documents.words import CopyStatus, TaskKind
from people.models import Person
from people.queries import leaders, persons, readers, registry
from people.roles import CHIEFS, REGISTRY
from workflow.models import Lane, Task

MOST = 200  # so many are handed over in one go
CHIEFS_WORK = (TaskKind.REVIEW, TaskKind.EXTEND, TaskKind.CLOSE_CHECK)


@dataclass(frozen=True)
class Holder:
    """One line of the list: who holds work or papers, how much, and whether he can do anything today."""

    person: Person
    main: int
    reading: int
    copies: int
    able: bool


class InHand(NamedTuple):
    """Copies on paper: lines with the address of each paper, how many more copies there are than the lines name, and
    how many of papers that the viewer may not see."""

    lines: list[tuple[str, str]]
    more: int
    hidden: int


@dataclass
class Group:
    """His work of one kind: the tasks, each with the version of its paper, and who may be asked to take it."""

    kind: TaskKind
    tasks: list[Task]
    to: list[Person]

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def is_reading(self) -> bool:
        return self.kind == TaskKind.READ


def holders() -> list[Holder]:
    """Everybody with work or copies on paper in his own name: first those who sit nowhere today, then by rank. Four
    queries."""
    live = Task.objects.live().filter(holder__startswith="p").values("holder")
    counts = live.annotate(main=Count("pk", Q(lane=Lane.MAIN)), reading=Count("pk", Q(lane=Lane.CIRCULATION)))
    given = Copy.objects.filter(holder__startswith="p", status=CopyStatus.GIVEN).values("holder")
    in_hand = {int(row["holder"][1:]): row["n"] for row in given.annotate(n=Count("pk")).order_by()}
    none = dict.fromkeys(in_hand, {"main": 0, "reading": 0})
    found = none | {int(row["holder"][1:]): row for row in counts}
    titles = {p.pk: p for p in persons().filter(pk__in=found)}
    rows = [
        Holder(
            titles.get(p.pk, p),
            found[p.pk]["main"],
            found[p.pk]["reading"],
            in_hand.get(p.pk, 0),
            p.pk in titles,
        )
        for p in Person.objects.filter(pk__in=found)
    ]
    return sorted(rows, key=lambda row: row.able)


def held_by(leaver: Person, viewer: Any) -> tuple[list[Group], int, int]:
    """His work that the viewer may see, in groups; how many more there are of it; how many he may not see."""
    tasks = list(_live(leaver).order_by("kind", "due_at", "id"))
    seen = visible_to(viewer).filter(pk__in={task.subject_pk for task in tasks})
    versions = dict(seen.values_list("pk", "version"))
    shown = [task for task in tasks if task.subject_pk in versions]
    groups: dict[str, list[Task]] = {}
    for task in shown[:MOST]:
        task.paper_version = versions[task.subject_pk]  # type: ignore[attr-defined]
        groups.setdefault(task.kind, []).append(task)
    made = [Group(kind, groups[kind], _able(kind, leaver)) for kind in TaskKind if kind in groups]
    return made, max(0, len(shown) - MOST), len(tasks) - len(shown)


def counted(leaver: Person) -> list[tuple[str, int]]:
    """How much he holds of each kind, and how many copies on paper: what an administrator, who reads no papers, may know."""
    live = Task.objects.live().filter(holder=leaver.principal)
    rows = live.values("kind").annotate(n=Count("pk")).order_by("kind")
    found = [(str(KINDS.get(row["kind"], row["kind"])), row["n"]) for row in rows]
    in_hand = given_to(leaver.principal)
    return [*found, (_("手里的纸质件（份）"), in_hand)] if in_hand else found


def elsewhere(leaver: Person) -> list[tuple[str, str]]:
    """What he holds of other subjects than incoming papers: what it is, and the address where it is reassigned."""
    rows = Task.objects.live().filter(holder=leaver.principal).exclude(subject_kind="document").order_by("id")
    return [(str(KINDS.get(t.kind, t.kind)), page_url(t.subject_kind, t.subject_ref)) for t in rows[:MOST]]


def copies(leaver: Person, viewer: Any) -> InHand:
    """The papers he has in hand: which copies of those the viewer may see, and the address where they are taken back."""
    rows = Copy.objects.filter(holder=leaver.principal, status=CopyStatus.GIVEN)
    seen = Q(document__in=visible_to(viewer))
    n = rows.aggregate(all=Count("pk"), seen=Count("pk", seen))
    held: dict[tuple[str, str], list[int]] = {}
    for ref, no, number in (
        rows.filter(seen)
        .order_by("document_id", "number")
        .values_list("document__ref", "document__receipt_no", "number")[:MOST]
    ):
        held.setdefault((ref, no), []).append(number)
    lines = [(f"{no} {said(numbers)}", page_url("document", ref)) for (ref, no), numbers in held.items()]
    return InHand(lines, max(0, n["seen"] - MOST), n["all"] - n["seen"])


def of(leaver: Person, ids: Iterable[int], viewer: Any) -> list[Task]:
    """Those of these tasks that are or were his and whose papers the viewer may see."""
    rows = Task.objects.filter(pk__in=list(ids), holder=leaver.principal, subject_kind="document")
    return list(rows.filter(subject_pk__in=visible_to(viewer).values("pk")).order_by("id"))


def with_sent(groups: list[Group], sent: list[Task], leaver: Person) -> list[Group]:
    """The groups and, empty, those that are done by now: a form sent twice still means what it meant."""
    gone = {TaskKind(task.kind) for task in sent} - {group.kind for group in groups}
    return [*groups, *(Group(kind, [], _able(kind, leaver)) for kind in sorted(gone))]


def _live(leaver: Person) -> QuerySet[Task]:
    return Task.objects.live().filter(holder=leaver.principal, subject_kind="document")


def _able(kind: TaskKind, leaver: Person) -> list[Person]:
    """Who does such work; whether he may on this very paper, the act says."""
    if kind == TaskKind.READ:
        return []
    if kind == TaskKind.INSTRUCT:
        rows = leaders()
    elif kind in CHIEFS_WORK:
        rows = registry(CHIEFS)
    else:
        rows = readers() if kind == TaskKind.COUNTERSIGN else registry(REGISTRY)
    return list(rows.exclude(pk=leaver.pk))
