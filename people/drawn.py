"""What each form of the organisation is drawn from. Its fingerprint travels in the form, and the act compares."""

from __future__ import annotations

from typing import Any

from people.models import Appointment, Delegation, Person, Post, Unit


def of_person(person: Person) -> dict[str, Any]:
    """Is he here, and in which posts from when to when: for appointing, ending, leaving, coming back."""
    row = _now(Person.objects.filter(pk=person.pk).values("is_active", "left_on"))
    return {**row, "seats": _seats(person=person)}


def of_post(post: Post) -> dict[str, Any]:
    """Is it offered, and to whom was it given."""
    row = _now(Post.objects.filter(pk=post.pk).values("is_active"))
    return {**row, "seats": _seats(post=post)}


def of_posts(posts: list[Post]) -> dict[int, dict[str, Any]]:
    """The same for all posts of a page, by one statement."""
    seats: dict[int, list[Any]] = {post.pk: [] for post in posts}
    for row in Appointment.objects.filter(post__in=posts).order_by("pk").values_list(*SEAT):
        seats[row[1]].append(row)
    return {post.pk: {"is_active": post.is_active, "seats": seats[post.pk]} for post in posts}


def of_unit(unit: Unit) -> dict[str, Any]:
    """Is it offered, and under which."""
    return _now(Unit.objects.filter(pk=unit.pk).values("is_active", "parent_id"))


def of_deputies(principal: Person) -> dict[str, Any]:
    """Who stands in for him, and is he here."""
    row = _now(Person.objects.filter(pk=principal.pk).values("is_active"))
    given = Delegation.objects.filter(principal=principal).order_by("pk").values_list("pk", "ended_at")
    return {**row, "deputies": list(given)}


def of_delegation(row: Delegation) -> dict[str, Any]:
    """One deputy's right: given, or taken back."""
    return _now(Delegation.objects.filter(pk=row.pk).values("until", "ended_at"))


def _now(rows: Any) -> dict[str, Any]:
    """The one row as it is now; empty where it is not yet."""
    return dict(rows.first() or {})


SEAT = ("pk", "post_id", "person_id", "since", "until")


def _seats(**whose: Any) -> list[Any]:
    return list(Appointment.objects.filter(**whose).order_by("pk").values_list(*SEAT))
