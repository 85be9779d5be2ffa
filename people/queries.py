"""Who can be asked: persons in office today, by role or unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from people.models import Appointment, Person, Post, Unit
from people.roles import ADMINS, LEADERS, REGISTRY

# What a principal has in hand on paper, counted by the rooms above (each adds its count when it starts).
IN_HAND: list[Callable[[str], int]] = []
# What he has in his own keeping that no deputy and no successor gets by itself, in words (the rooms above add theirs).
KEEPING: list[Callable[[str], list[str]]] = []


def in_hand(principal: str) -> int:
    """How many copies on paper this person or unit has to give back."""
    return sum(count(principal) for count in IN_HAND)


def keeping(principal: str) -> list[str]:
    """Things that he must hand over himself, each in a sentence: they move by no task, deputy or appointment."""
    return [said for found in KEEPING for said in found(principal)]


def in_office(day: date | None = None) -> QuerySet[Appointment]:
    """Appointments of active persons in force on that day (today)."""
    today = day or timezone.localdate()
    return Appointment.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today),
        since__lte=today,
        post__is_active=True,
        person__is_active=True,
    )


def at_work(day: date | None = None) -> QuerySet[Appointment]:
    """Those of them who do their unit's work: an administrator's seat is no part of it."""
    return in_office(day).exclude(post__role__in=list(ADMINS))


def has_seat(person: Person) -> bool:
    """Does he sit anywhere today, as no administrator: can he do what is given to him?"""
    return at_work().filter(person=person).exists()


def seatless() -> QuerySet[Person]:
    """Active persons who sit nowhere today: not appointed yet, or their last day has passed."""
    seats = in_office().filter(person=OuterRef("pk"))
    return Person.objects.filter(~Exists(seats), is_active=True)


def persons(roles: Iterable[str] | None = None, *, unit: Unit | None = None) -> QuerySet[Person]:
    """Active persons with a post today, by rank; `title` and `unit_short` come along."""
    seats = in_office().filter(person=OuterRef("pk")).order_by("post__rank", "post_id")
    wanted = seats.filter(post__role__in=list(roles)) if roles is not None else seats
    if unit is not None:
        wanted = wanted.filter(post__unit=unit)
    return (
        Person.objects.filter(Exists(wanted), is_active=True)
        .annotate(
            title=Subquery(wanted.values("post__title")[:1]),
            unit_short=Subquery(wanted.values("post__unit__short_name")[:1]),
        )
        .order_by("rank", "id")
    )


def leaders() -> QuerySet[Person]:
    """Who may be asked for an instruction, highest first."""
    return persons(LEADERS)


def readers() -> QuerySet[Person]:
    """Who may be given a paper to read: everybody in office but the three administrators."""
    return persons().exclude(Exists(in_office().filter(person=OuterRef("pk"), post__role__in=list(ADMINS))))


def registry(roles: Iterable[str] = REGISTRY) -> QuerySet[Person]:
    """People of our own office in these roles."""
    return persons(roles).filter(
        Exists(
            in_office()
            .filter(person=OuterRef("pk"), post__role__in=list(roles))
            .exclude(post__unit__kind="organ")
        )
    )


def handling_units() -> QuerySet[Unit]:
    """Active units in which somebody does the work: it can be given to them."""
    return Unit.objects.filter(Exists(at_work().filter(post__unit=OuterRef("pk"))), is_active=True)


def correspondents() -> QuerySet[Unit]:
    """Every organ of the roster: who writes to us or is written to, and our own units."""
    return Unit.objects.filter(is_active=True)


def posts_of(unit: Unit) -> list[Post]:
    """The posts of a unit by rank, each with `holders`, its appointments in force: two queries."""
    seats = Prefetch("appointments", in_office().select_related("person"), to_attr="holders")
    return list(Post.objects.filter(unit=unit, is_active=True).prefetch_related(seats))


def vacant(roles: Iterable[str]) -> QuerySet[Post]:
    """Posts of these roles to which nobody is appointed for good: whom the office looks for next."""
    held = Appointment.objects.filter(until=None).values("post")
    return Post.objects.filter(role__in=list(roles), is_active=True, unit__is_active=True).exclude(
        pk__in=held
    )


def tree() -> list[dict[str, Any]]:
    """Active units in tree order, indented, with the people in office: two queries.

    A unit whose upper unit was closed stands at the top, so that none is ever lost from sight.
    """
    units = list(Unit.objects.filter(is_active=True))
    seats: dict[int, list[Appointment]] = {}
    for row in in_office().select_related("person", "post").order_by("post__rank", "id"):
        seats.setdefault(row.post.unit_id, []).append(row)
    below: dict[int | None, list[Unit]] = {}
    known = {unit.pk for unit in units}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    rows: list[dict[str, Any]] = []

    def walk(parent: int | None, depth: int) -> None:
        for unit in below.get(parent, ()):
            rows.append({"unit": unit, "indent": "　" * min(depth, 5), "seats": seats.get(unit.pk, [])})
            walk(unit.pk, depth + 1)

    walk(None, 0)
    return rows
