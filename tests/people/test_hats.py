"""What somebody may act as: one query against a slow computation, on random organisations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from people.behind import behind
from people.hats import load_hats
from people.models import Appointment, Delegation, Person, Post, Unit
from people.queries import handling_units
from people.roles import ADMINS, REGISTRY, Role
from people.stranded import stranded
from tests.office import Office, fresh
from workflow.models import Task

TODAY = timezone.localdate()
days = st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n))
terms = st.tuples(days, st.none() | days).filter(lambda t: t[1] is None or t[1] >= t[0])
few = st.integers(0, 3)
organisations = st.fixed_dictionaries(
    {
        "units": st.lists(st.sampled_from(["section", "organ"]), min_size=2, max_size=3),
        "posts": st.lists(
            st.tuples(few, st.sampled_from([*Role]), st.integers(1, 5), st.booleans()), min_size=3, max_size=5
        ),
        "active": st.lists(st.booleans(), min_size=3, max_size=4),
        "seats": st.lists(st.tuples(few, few, terms), max_size=6),
        "deputies": st.lists(
            st.tuples(few, few, terms, st.sampled_from([[], ["record"], ["review", "read"]]), st.booleans()),
            max_size=5,
        ),
    }
)


def build(spec: dict[str, Any]) -> tuple[list[Person], list[Appointment], list[Delegation]]:
    units = [Unit.objects.create(name=f"单位{i}", kind=kind) for i, kind in enumerate(spec["units"])]
    posts = [
        Post.objects.create(unit=units[u % len(units)], title=f"职{i}", role=role, rank=rank, is_active=on)
        for i, (u, role, rank, on) in enumerate(spec["posts"])
    ]
    people = [
        Person.objects.create(username=f"p{i}", name=f"人{i}", rank=i, is_active=on)
        for i, on in enumerate(spec["active"])
    ]
    seats: list[Appointment] = []
    taken: set[tuple[int, int]] = set()
    for who, where, (since, until) in spec["seats"]:
        pair = (who % len(people), where % len(posts))
        if pair not in taken:  # the same seat twice may overlap, which the database refuses
            taken.add(pair)
            seats.append(
                Appointment.objects.create(
                    person=people[pair[0]], post=posts[pair[1]], since=since, until=until
                )
            )
    deputies = [
        Delegation.objects.create(
            principal=people[a % len(people)],
            deputy=people[b % len(people)],
            since=since,
            until=until,
            kinds=kinds,
            ended_at=timezone.now() if ended else None,
        )
        for a, b, (since, until), kinds, ended in spec["deputies"]
        if a % len(people) != b % len(people)
    ]
    return people, seats, deputies


def now(row: Any) -> bool:
    return row.since <= TODAY and (row.until is None or row.until >= TODAY)


def slow(me: Person, seats: list[Appointment], deputies: list[Delegation]) -> dict[str, Any]:
    """The same answer, one row after another."""
    mine = [s.post for s in seats if s.person_id == me.pk and now(s) and s.post.is_active]
    stands: set[tuple[int, frozenset[str], frozenset[str]]] = set()
    for kinds in {frozenset(d.kinds) for d in deputies}:
        for principal in {d.principal for d in deputies}:
            rows = [d for d in deputies if (d.principal, d.deputy) == (principal, me)]
            if any(set(d.kinds) == kinds and now(d) and not d.ended_at for d in rows) and principal.is_active:
                theirs = {
                    f"o{s.post_id}"
                    for s in seats
                    if s.person_id == principal.pk and now(s) and s.post.is_active
                }
                works = [
                    s
                    for s in seats
                    if s.person_id == principal.pk
                    and now(s)
                    and s.post.is_active
                    and s.post.role not in ADMINS
                ]
                theirs |= {f"u{s.post.unit_id}" for s in works} | {f"p{s.person_id}" for s in works}
                if theirs and any(p.role not in ADMINS for p in mine):
                    stands.add((principal.pk, kinds, frozenset(theirs)))
    units = {f"u{p.unit_id}" for p in mine if p.role not in ADMINS}
    own = {*(f"o{p.pk}" for p in mine), *units, *([f"p{me.pk}"] if units else [])}
    best = min(mine, key=lambda p: (p.rank, p.pk), default=None)
    return {
        "own": own,
        "all": own.union(*(principals for _, _, principals in stands)),
        "roles": {p.role for p in mine},
        "units": {p.unit_id for p in mine},
        "signs_as": best.pk if best else None,
        "stands": stands,
        "register": any(p.role in REGISTRY and p.unit.kind != "organ" for p in mine),
    }


class AgainstTheSlowOne(TestCase):
    @settings(max_examples=60)
    @given(organisations)
    def test_same(self, spec: dict[str, Any]) -> None:
        people, seats, deputies = build(spec)
        for person in people:
            hats = load_hats(person.pk)
            quick = {
                "own": hats.own,
                "all": hats.all,
                "roles": hats.roles,
                "units": hats.units,
                "signs_as": hats.seat.post_id if hats.seat else None,
                "stands": {(s.person_id, s.kinds, frozenset(s.principals)) for s in hats.stand_ins},
                "register": hats.reads_register,
            }
            assert quick == slow(person, seats, deputies)
        self.other_way_round(people)

    def other_way_round(self, people: list[Person]) -> None:
        """Behind a holder stand just those active persons whose hats name it; a holder without any is stranded."""
        alive = [p for p in people if p.is_active]
        hats = {p.pk: load_hats(p.pk) for p in alive}
        rows: list[Any] = [*people, *Post.objects.all(), *Unit.objects.all()]
        holders = [r.principal for r in rows]
        Task.objects.bulk_create(
            Task(subject_kind="document", subject_pk=1, subject_ref="x", kind="review", holder=holder, given_at=timezone.now())
            for holder in holders
        )  # fmt: skip
        for holder in holders:
            able = {pk for pk, h in hats.items() if h.acts_for(holder, "review")[0]}
            assert set(behind([holder], timezone.now(), kind="review")) == able, holder
        own = {holder for h in hats.values() for holder in h.own}
        assert {row.holder for row in stranded()} == set(holders) - own
        with connection.cursor() as cursor:  # and the guard of the papers agrees
            cursor.execute("SELECT h FROM unnest(%s) h WHERE documents_holder_can_act(h)", [holders])
            assert {holder for (holder,) in cursor.fetchall()} == own & set(holders)


def stand_in(office: Office, kinds: list[str], **term: Any) -> None:
    Delegation.objects.create(
        principal=office.chief, deputy=office.handler, kinds=kinds, **{"since": TODAY, **term}
    )


def test_a_deputy_acts_for_his_kinds_only(office: Office) -> None:
    stand_in(office, ["review"])
    hats = fresh(office.handler).hats
    assert hats.acts_for(office.chief.principal, "review")[0]
    assert hats.acts_for(office.chief.principal, "close_check") == (False, None)


def test_nothing_is_passed_on(office: Office) -> None:
    """feng stands in for wu, chen for feng: chen gets feng's own work, not wu's."""
    stand_in(office, [])
    Delegation.objects.create(principal=office.handler, deputy=office.clerk, since=TODAY)
    hats = fresh(office.clerk).hats
    assert hats.acts_for(office.handler.principal, "propose")[0]
    assert not hats.acts_for(office.chief.principal, "review")[0]


@pytest.mark.parametrize(
    "over",
    [
        {"since": TODAY + timedelta(days=1)},
        {"since": TODAY - timedelta(days=9), "until": TODAY - timedelta(days=1)},
        {"ended_at": timezone.now()},
    ],
)
def test_before_and_after_he_is_nobody(office: Office, over: dict[str, Any]) -> None:
    stand_in(office, [], **over)
    assert fresh(office.handler).hats.stand_ins == []


def test_a_stand_in_shows_the_highest_post(office: Office) -> None:
    low = Post.objects.create(unit=office.office, title="兼职", role=Role.HANDLER, rank=60)
    top = Post.objects.create(unit=office.office, title="主任", role=Role.OFFICE_DIRECTOR, rank=1)
    for post in (low, top):
        Appointment.objects.create(person=office.chief, post=post, since=date(2024, 1, 2))
    stand_in(office, [])
    assert fresh(office.handler).hats.stand_ins[0].title == "主任"


def hands_of(unit: Unit) -> list[Any]:
    """What each of the four places that know the hands of a unit says."""
    Task.objects.update_or_create(
        subject_kind="document", subject_pk=1, subject_ref="x", kind="handle", holder=unit.principal,
        defaults={"given_at": timezone.now()},
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT documents_holder_can_act(%s)", [unit.principal])
        by_database = cursor.fetchone()[0]
    by_hats = [p.pk for p in Person.objects.order_by("pk") if p.hats.acts_for(unit.principal, "handle")[0]]
    assert behind([unit.principal], timezone.now(), kind="handle") == by_hats
    offered = unit in handling_units()
    assert by_database == offered == (unit.principal not in {row.holder for row in stranded()})
    return [offered, by_hats]


def test_administrators_are_no_hands_of_a_unit(office: Office) -> None:
    unit = Unit.objects.create(name="信息中心")
    posts = {
        role: Post.objects.create(unit=unit, title=str(role), role=role) for role in (*ADMINS, Role.CLERK)
    }
    for role, who in zip(sorted(ADMINS), (office.admin, office.auditor, office.secadmin), strict=True):
        Appointment.objects.create(person=who, post=posts[role], since=date(2024, 1, 2))
    Delegation.objects.create(principal=office.admin, deputy=office.head, since=TODAY)  # older than the rule
    assert hands_of(unit) == [False, []]
    Appointment.objects.create(person=office.outsider, post=posts[Role.CLERK], since=TODAY)
    assert hands_of(unit) == [True, [office.outsider.pk]]


def test_a_deputy_stands_in_for_the_only_hand_of_a_unit(office: Office) -> None:
    """From outside of it, for the kinds he was given; the unit's work goes on while its clerk is away."""
    Delegation.objects.create(
        principal=office.unit3_clerk, deputy=office.clerk, since=TODAY, kinds=["handle"]
    )
    hats = fresh(office.clerk).hats
    mine, stand_in = hats.acts_for(office.unit3.principal, "handle")
    assert mine
    assert stand_in
    assert stand_in.name == "孔垚"
    assert hats.acts_for(office.unit3.principal, "assist") == (False, None)
    assert hands_of(office.unit3) == [True, sorted([office.unit3_clerk.pk, office.clerk.pk])]


def test_one_query(office: Office, django_assert_num_queries: Any) -> None:
    who = fresh(office.secretary)
    with django_assert_num_queries(1):
        assert who.hats.all
        assert who.hats.roles
