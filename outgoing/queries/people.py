"""Who can be asked for which step of an outgoing paper."""

from __future__ import annotations

from django.db.models import QuerySet

from outgoing.models import Outgoing, SigningRule
from outgoing.queries.authors import authors
from outgoing.rules.authority import Seated, entitled, rule_for
from outgoing.words import TaskKind
from people.models import Person, Post, Unit
from people.queries import at_work, handling_units, in_office, persons, registry
from people.roles import CHIEFS, LEADERS, REGISTRY, Role


def of_our_own() -> QuerySet[Person]:
    """Everybody who works in our own office."""
    inside = at_work().exclude(post__unit__kind="organ").values("person")
    return persons().filter(pk__in=inside)


def reviewers() -> QuerySet[Person]:
    """The office's second person (条例 第二十条): chiefs, and the heads of the office."""
    return registry(CHIEFS | {Role.DEPUTY_SG, Role.SECRETARY_GENERAL, Role.OFFICE_DIRECTOR})


def recheckers() -> QuerySet[Person]:
    return registry(REGISTRY)


def signers(organ_id: int, direction: str, kind: str) -> list[Person]:
    """Who may sign such a paper in this organ's name, highest first: leaders of our own, of no other organ."""
    rule = rule_for(SigningRule.objects.filter(organ_id=organ_id), direction, kind)
    seats = (
        in_office()
        .filter(post__role__in=sorted(LEADERS))
        .exclude(post__unit__kind="organ")
        .values_list("person_id", "post__role", "post__rank")
    )
    may = entitled(rule, (Seated(*seat) for seat in seats))
    return list(persons(LEADERS).filter(pk__in=may))


def able(paper: Outgoing, kind: str) -> list[Person]:
    """Who may take a step of this kind over; never whoever drafted it where a second person is meant."""
    if kind == TaskKind.SIGN:
        found = signers(paper.organ_id, paper.direction, paper.kind)
        mine = authors(paper)
        return [p for p in found if p.pk not in mine]
    if kind == TaskKind.OFFICE_REVIEW:
        return list(reviewers().exclude(pk__in=authors(paper)))
    if kind == TaskKind.RECHECK:
        return list(recheckers().exclude(pk__in=authors(paper)))
    if kind in (TaskKind.LEGAL, TaskKind.FAIR):
        return list(of_our_own().exclude(pk__in=authors(paper)))
    return list(of_our_own())


def head_of(unit: Unit) -> Post | None:
    """The post of the head of another organ, who signs for it; None where nobody is in it today."""
    held = in_office().filter(post__unit=unit, post__role=Role.UNIT_HEAD).values("post")
    return Post.objects.filter(pk__in=held).order_by("rank", "id").first()


def countersigners() -> QuerySet[Unit]:
    return handling_units()


def desk() -> Unit | None:
    """The unit of the clerks who number, print and dispatch: the registry of our own office."""
    seat = (
        at_work()
        .filter(post__role=Role.CLERK)
        .exclude(post__unit__kind="organ")
        .select_related("post__unit")
        .order_by("post__rank", "id")
        .first()
    )
    return seat.post.unit if seat else None


def keepers() -> list[Post]:
    """Posts of our own seal keepers that somebody holds today."""
    held = in_office().filter(post__role=Role.SEAL_KEEPER).exclude(post__unit__kind="organ").values("post")
    return list(Post.objects.filter(pk__in=held).order_by("rank", "id"))
