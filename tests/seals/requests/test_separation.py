"""Every triple (applicant, approver, keeper) over the whole cast, deputies among them: exactly the allowed ones pass, in the
acts and, written past them, in the database."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from docflow.web.errors import Refusal
from people.models import Delegation, Person
from people.roles import ADMINS, LEADERS, Role
from seals.actions import requests
from seals.actions.ledger import write_line
from seals.models import Seal, SealCustody, SealRequest
from seals.queries.approvers import approvers
from tests.office import SINCE, fresh
from tests.seals.requests.asked import unsaved
from tests.seals.world import World, make_world
from workflow.act import Act
from workflow.clock import database_now
from workflow.spine import act

OFFICE = LEADERS - {Role.DUTY_LEADER}


@act("stamp", exclusive=False)
def press(a: Act, *, keeper: Person) -> str:
    """What the desk does, without its own questions: the database is asked alone."""
    row = SealRequest.objects.get(pk=a.subject.pk)
    SealRequest.objects.filter(pk=row.pk).update(stamped=1)
    write_line(a, row.seal, "use", request=row, keeper=keeper, stamped=1, impressions=1)
    return "盖"


@pytest.fixture
def w(db: None) -> World:
    made = make_world()
    Delegation.objects.create(
        principal=made.director, deputy=made.o.deputy, since=SINCE, kinds=["seal_approve"]
    )
    return made


def cast(w: World) -> dict[str, Person]:
    more = {"keeper": w.keeper, "watch": w.supervisor, "second": w.stand_in, "director": w.director}
    return {name: fresh(who) for name, who in {**w.o.everybody(), **more}.items()}


def handed(w: World, keeper: Person) -> Seal:
    """A seal in the hands of this keeper alone."""
    second = w.stand_in if keeper != w.stand_in else w.keeper
    seal = Seal.objects.create(
        seal_no=f"T-{keeper.pk}", name=w.organ.name, kind="legal", organ=w.organ, unit=w.o.office, state="in_use",
        enabled_on=SINCE, keeper=keeper, stand_in=second, supervisor=w.supervisor if keeper != w.supervisor else None,
    )  # fmt: skip
    since = database_now().replace(year=2025)
    SealCustody.objects.create(
        seal=seal, person=keeper, person_name=keeper.name, during=DateTimeTZRange(since, None)
    )
    return seal


def inside(who: Person) -> bool:
    return any(seat.internal and seat.role not in ADMINS for seat in who.hats.seats)


def allowed(
    applicant: Person, approver: Person, keeper: Person, seal: Seal, behalf: Person | None = None
) -> bool:
    """The rule, said once more: three natural persons, an approver with the power, who neither has nor gets nor watches the seal."""
    holds = {seal.keeper_id, seal.stand_in_id, seal.supervisor_id}
    power = behalf or approver
    return (
        inside(applicant)
        and applicant.pk != keeper.pk
        and bool(power.hats.office_roles & OFFICE)
        and applicant.pk not in {approver.pk, power.pk}
        and not {approver.pk, power.pk} & holds
    )


def tried(seal: Seal, w: World, applicant: Person, approver: Person, by: Person | None = None) -> bool:
    try:
        with transaction.atomic():
            row = requests.apply(unsaved(w, seal, approver=approver), by=applicant).subject
            requests.approve(row, by=by or approver)
            transaction.set_rollback(True)
    except Refusal:
        return False
    return True


def keepers(people: dict[str, Person]) -> list[Person]:
    return [who for who in people.values() if inside(who)]


def test_every_triple_in_the_picker(w: World) -> None:
    """Exactly those are offered, for every applicant and keeper of the whole cast."""
    people, offered = cast(w), 0
    for keeper in keepers(people):
        seal = handed(w, keeper)
        for applicant in (who for who in people.values() if inside(who) and who != keeper):
            got = set(approvers(seal, applicant.pk).values_list("pk", flat=True))
            assert got == {who.pk for who in people.values() if allowed(applicant, who, keeper, seal)}
            offered += len(got)
    assert offered > 300, "nobody is offered: this proves nothing"


@pytest.mark.parametrize("name", ["keeper", "director", "handler"])
def test_every_triple_in_the_acts(w: World, name: str) -> None:
    """Every applicant, and every approver who has the power or is somebody to this seal; the others are not on offer."""
    people, passed = cast(w), 0
    keeper = people[name]
    seal = handed(w, keeper)
    able = [who for who in people.values() if who.hats.office_roles & OFFICE]
    for applicant, approver in product(
        people.values(), [*able, people["keeper"], people["handler"], people["watch"]]
    ):
        wanted = allowed(applicant, approver, keeper, seal)
        assert tried(seal, w, applicant, approver) == wanted, (applicant.name, approver.name, keeper.name)
        passed += wanted
    assert passed > 20


def test_every_deputy(w: World) -> None:
    """The deputy of the head of the office, for every applicant and keeper: both of them stand apart from the others."""
    people, passed = cast(w), 0
    deputy, principal = people["deputy"], people["director"]
    for keeper in keepers(people):
        seal = handed(w, keeper)
        for applicant in people.values():
            wanted = allowed(applicant, deputy, keeper, seal, behalf=principal)
            assert tried(seal, w, applicant, principal, by=deputy) == wanted, (applicant.name, keeper.name)
            passed += wanted
    assert passed > 50


def raw(seal: Seal, w: World, applicant: Person, approver: Person, behalf: Person | None) -> SealRequest:
    """An approved row, written past every act."""
    now = database_now()
    row = unsaved(w, seal, approver=approver, applicant=applicant, applicant_name=applicant.name, asked_at=now,
                  number=f"R-{SealRequest.objects.count()}", text_hash="0" * 64, basis="approval", state="approved",
                  approver_name=approver.name, approver_for=behalf, approved_at=now)  # fmt: skip
    row.save(force_insert=True)
    return row


def database(
    seal: Seal, w: World, applicant: Person, approver: Person, keeper: Person, behalf: Person | None
) -> bool:
    """Does the database let it be approved and stamped?"""
    try:
        with transaction.atomic():
            row = raw(seal, w, applicant, approver, behalf)
            press(row, by=keeper, keeper=keeper)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS request_adds_up, ledger_adds_up IMMEDIATE")
            transaction.set_rollback(True)
    except (IntegrityError, Refusal):
        return False
    return True


@pytest.fixture
def five(w: World) -> list[Person]:
    names = ("handler", "leader", "director", "keeper", "second", "watch")
    return [cast(w)[name] for name in names]


def test_every_triple_in_the_database(w: World, five: list[Person]) -> None:
    """Natural persons alone are told apart there (who has which power is a matter of posts)."""
    passed = 0
    for keeper in five:
        seal = handed(w, keeper)
        for applicant, approver, behalf in product(five, five, [None, *five]):
            if behalf == approver:
                continue
            behind = {approver.pk, *([behalf.pk] if behalf else [])}
            kept = {seal.keeper_id, seal.stand_in_id, seal.supervisor_id}
            wanted = applicant.pk not in behind and applicant.pk != keeper.pk and not behind & kept
            got = database(seal, w, applicant, approver, keeper, behalf)
            assert got == wanted, (applicant.name, approver.name, behalf and behalf.name, keeper.name)
            passed += wanted
    assert passed > 30


def test_a_change_of_role_changes_nothing(w: World) -> None:
    """Who approved and gets the seal afterwards does not stamp it: the recorded persons are compared."""
    row = requests.apply(unsaved(w), by=fresh(w.o.handler)).subject
    requests.approve(row, by=fresh(w.director))
    now = database_now()
    [his] = SealCustody.objects.filter(seal=w.seal)
    SealCustody.objects.filter(pk=his.pk).update(during=DateTimeTZRange(his.during.lower, now))
    SealCustody.objects.create(
        seal=w.seal, person=w.director, person_name="周九", during=DateTimeTZRange(now, None)
    )
    with pytest.raises(Refusal) as refused:
        press(row, by=w.director, keeper=w.director)
    assert getattr(refused.value, "code", "") == "X9"
