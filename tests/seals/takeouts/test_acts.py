"""外带 from the application to the return: two approve, two travel, everything is counted (domain.md §6.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from alerts.models import Alert
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed, Refusal
from people.models import Delegation
from seals.actions import travelling
from seals.actions.ledger import write_line
from seals.actions.takeouts import (
    apply_takeout,
    approve_takeout,
    reject_takeout,
    withdraw_takeout,
)
from seals.actions.travelling import Used, check_in, check_out
from seals.models import Absence, LedgerLine, Seal, SealTakeout
from seals.words import TaskKind
from tests.office import SINCE, fresh
from tests.seals.takeouts.asking import request_for
from tests.seals.takeouts.trip import Trip, approved, asked, back, make_trip, out, photo, unsaved
from workflow.clock import database_now
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import act, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def t(db: None) -> Trip:
    return make_trip()


def seal(t: Trip) -> Seal:
    return Seal.objects.get(pk=t.w.seal.pk)


def kinds(row: SealTakeout) -> list[tuple[str, str]]:
    return [(task.kind, task.holder) for task in Task.objects.about(row).open().order_by("id")]


def test_a_whole_trip(t: Trip) -> None:
    row = asked(t)
    assert row.number.startswith("外带〔")
    assert row.unit_name
    assert kinds(row) == [
        (TaskKind.TAKE_APPROVE, t.w.director.principal),
        (TaskKind.TAKE_APPROVE, t.deputy_sg.principal),
    ]
    approve_takeout(row, by=t.deputy_sg)
    assert SealTakeout.objects.get().state == "asking"
    row = approve_takeout(row, by=t.w.director).subject
    assert row.state == "approved"
    assert row.approved1_at
    assert row.approved2_at
    assert kinds(row) == [(TaskKind.TAKE_OUT, t.chief.principal)]
    row = check_out(row, by=t.chief, travellers=t.travellers, keeper=t.w.keeper).subject
    assert (row.state, seal(t).state, row.out_by_name) == ("out", "out", "吴十")
    tasks = list(Task.objects.about(row).open())
    assert {task.holder for task in tasks} == {who.principal for who in t.travellers}
    assert {(task.kind, task.due_at) for task in tasks} == {(TaskKind.BRING_BACK, row.until)}
    assert all(task.due_trace[0]["unit"] == "absolute" for task in tasks)
    row = back(t, row)
    assert (row.state, row.made, seal(t).state) == ("back", 3, "in_use")
    assert not Task.objects.about(row).live().exists()
    assert row.photos.count() == 1
    assert row.photo is not None
    lines = list(LedgerLine.objects.order_by("serial"))
    assert [(one.kind, one.from_state, one.to_state, one.place) for one in lines] == [
        ("out", "in_use", "out", "outside"), ("in", "out", "in_use", "outside")]  # fmt: skip
    assert row.number in lines[0].reason
    assert "褚四四" in lines[0].reason
    assert (lines[0].keeper, lines[1].impressions, lines[1].photo_hash) == (t.w.keeper, 3, row.photo.sha256)
    connection.check_constraints()
    assert list(differences(SealTakeout)) == []
    assert list(differences(Seal)) == []


BAD = [
    ("until before since", lambda t: {"until": database_now() - timedelta(hours=1)}, "until"),
    ("too long", lambda t: {"until": database_now() + timedelta(days=40)}, "until"),
    ("one traveller", lambda t: {"traveller2": t.w.keeper}, "traveller2"),
    ("one approver", lambda t: {"approver2": t.w.director}, "approver2"),
    ("own approval", lambda t: {"approver1": t.w.o.clerk}, "approver1"),
    ("a traveller approves", lambda t: {"traveller2": t.w.director}, "approver1"),
    ("the keeper approves", lambda t: {"approver1": t.w.keeper, "traveller1": t.w.o.clerk2}, "approver1"),
    ("the stand-in approves", lambda t: {"approver1": t.w.stand_in}, "approver1"),
    ("no head of anything", lambda t: {"approver1": t.w.o.handler, "traveller2": t.w.o.clerk2}, "approver1"),
    ("a unit's head of another organ", lambda t: {"approver1": t.w.o.head}, "approver1"),
    ("a traveller of another organ", lambda t: {"traveller2": t.w.o.outsider}, "traveller2"),
    ("an administrator travels", lambda t: {"traveller2": t.w.o.auditor}, "traveller2"),
    ("far, without the secretary-general", lambda t: {"far": True}, "approver2"),
    ("long, without him", lambda t: {"until": database_now() + timedelta(days=2)}, "approver2"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "field"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_is_not_asked_for(t: Trip, fields: Any, field: str) -> None:
    Seal.objects.filter(pk=t.w.seal.pk).update(stand_in=t.w.stand_in)
    t.w.seal.refresh_from_db()
    with pytest.raises(BadInput) as refusal:
        asked(t, **fields(t))
    assert refusal.value.field == field
    assert not SealTakeout.objects.exists()


def test_two_chiefs_are_not_enough(t: Trip) -> None:
    with pytest.raises(BadInput):
        asked(t, approver1=t.w.o.chief, approver2=fresh(t.w.o.chief))
    assert asked(t, approver1=t.w.o.chief).state == "asking"


@pytest.mark.parametrize("fields", [{"far": True}, {"until": timedelta(days=2)}])
def test_far_or_long_with_the_secretary_general(t: Trip, fields: dict[str, Any]) -> None:
    if "until" in fields:
        fields = {"until": database_now() + fields["until"]}
    assert approved(t, approver2=t.sg, **fields).state == "approved"


@pytest.mark.parametrize("state", ["waiting", "suspended", "lost", "sealed_up", "returned"])
def test_a_seal_that_is_not_in_use_stays(t: Trip, state: str) -> None:
    gone = Seal.objects.create(
        seal_no=f"Z-{state}", name="旧章", kind="special", unit=t.w.o.office, state=state, enabled_on="2020-01-01",
        disabled_on=None if state == "waiting" else "2025-01-01", disabled_why="" if state == "waiting" else "旧",
    )  # fmt: skip
    with pytest.raises(BadInput) as refusal:
        asked(t, seal=gone)
    assert refusal.value.field == "seal"


def test_outsiders_and_administrators_ask_for_nothing(t: Trip) -> None:
    for who in (t.w.o.outsider, t.w.o.admin, t.w.o.auditor):
        with pytest.raises(NotAllowed):
            asked(t, by=who)


def test_a_deputy_does_not_approve(t: Trip) -> None:
    row = asked(t)
    Delegation.objects.create(principal=t.w.director, deputy=t.w.o.leader, since=SINCE, kinds=[])
    with pytest.raises(NotAllowed):
        approve_takeout(row, by=fresh(t.w.o.leader))
    assert Task.objects.about(row).open().count() == 2


def test_nobody_approves_twice(t: Trip) -> None:
    row = asked(t)
    approve_takeout(row, by=t.w.director)
    with pytest.raises(NotAllowed):
        approve_takeout(row, by=fresh(t.w.director))
    assert SealTakeout.objects.get().state == "asking"


def test_one_who_keeps_it_meanwhile_approves_no_more(t: Trip) -> None:
    row = asked(t)
    Seal.objects.filter(pk=t.w.seal.pk).update(keeper=t.w.director)
    with pytest.raises(NotAllowed):
        approve_takeout(row, by=t.w.director)


def test_rejected_with_the_reason(t: Trip) -> None:
    row = asked(t)
    approve_takeout(row, by=t.w.director)
    row = reject_takeout(row, by=t.deputy_sg, reason="可以请对方到我厅签订").subject
    assert row.state == "rejected"
    assert not Task.objects.about(row).live().exists()
    told = Alert.objects.filter(stage="told", said__contains="可以请对方")
    assert {a.recipient for a in told} == {t.w.o.clerk, *t.travellers}
    with pytest.raises(Faster):
        approve_takeout(row, by=t.w.director)


def test_withdrawn_by_who_asked(t: Trip) -> None:
    row = approved(t)
    with pytest.raises(NotAllowed):
        withdraw_takeout(row, by=t.chief, reason="不去了")
    assert withdraw_takeout(row, by=t.w.o.clerk, reason="不去了").subject.state == "withdrawn"
    assert not Task.objects.about(row).live().exists()


def test_who_carries_or_keeps_does_not_register(t: Trip) -> None:
    row = approved(t, traveller2=t.w.o.chief)
    assert kinds(row) == [(TaskKind.TAKE_OUT, t.w.o.deputy.principal)], "the chief travels"
    travellers = [t.w.keeper, t.w.o.chief]
    for who in (t.w.o.chief, t.w.o.clerk, t.w.director, t.w.keeper):
        with pytest.raises(NotAllowed):
            check_out(row, by=who, travellers=travellers, keeper=t.w.keeper)
    assert check_out(row, by=t.w.o.deputy, travellers=travellers, keeper=t.w.keeper).subject.state == "out"
    with pytest.raises(NotAllowed):
        check_in(row, by=t.w.o.chief, keeper=t.w.keeper, made=3, condition="完好", photos=photo(t))


def test_only_those_named_sign(t: Trip) -> None:
    row = approved(t)
    with pytest.raises(BadInput):
        check_out(row, by=t.chief, travellers=[t.w.keeper, t.w.o.clerk], keeper=t.w.keeper)
    with pytest.raises(BadInput):
        check_out(row, by=t.chief, travellers=t.travellers, keeper=t.w.stand_in)
    assert seal(t).state == "in_use"
    assert not LedgerLine.objects.exists()


def test_an_absent_keeper_hands_nothing_over(t: Trip) -> None:
    row, now = approved(t), database_now()
    Absence.objects.create(
        person=t.w.keeper, person_name="褚四四", since=now.date() - timedelta(1), until=now.date() + timedelta(1),
        made_by_name="吴十", made_at=now,
    )  # fmt: skip
    with pytest.raises(Incomplete):
        check_out(row, by=t.chief, travellers=t.travellers, keeper=t.w.keeper)


def test_a_second_trip_waits_for_the_first(t: Trip) -> None:
    first, second = approved(t), approved(t)
    check_out(first, by=t.chief, travellers=t.travellers, keeper=t.w.keeper)
    with pytest.raises(Incomplete):
        check_out(second, by=t.chief, travellers=t.travellers, keeper=t.w.keeper)
    back(t, SealTakeout.objects.get(pk=first.pk))
    assert check_out(second, by=t.chief, travellers=t.travellers, keeper=t.w.keeper).subject.state == "out"


COUNTS = [
    ("no reason", {"made": 2}, "why"),
    ("no second", {"made": 2, "why": "少签一份"}, "second_password"),
    ("the chief himself", {"made": 2, "why": "少签一份", "second": "chief"}, "second_password"),
    ("a traveller", {"made": 2, "why": "少签一份", "second": "handler"}, "second_password"),
    ("the keeper", {"made": 2, "why": "少签一份", "second": "keeper"}, "second_password"),
    ("no picture", {"photos": []}, "files"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "field"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS])
def test_what_is_not_counted_does_not_come_back(t: Trip, form: dict[str, Any], field: str) -> None:
    row = out(t)
    if "second" in form:
        form = form | {
            "second": {"chief": t.chief, "handler": t.w.o.handler, "keeper": t.w.keeper}[form["second"]]
        }
    with pytest.raises(BadInput) as refusal:
        back(t, row, **form)
    assert refusal.value.field == field
    assert seal(t).state == "out"


def test_a_difference_with_reason_and_a_third(t: Trip) -> None:
    row = back(t, out(t), made=0, why="对方未到场", second=t.w.supervisor, photos=[])
    assert (row.made, row.made_why, row.second_name, row.photos.count()) == (0, "对方未到场", "卫五五", 0)
    line = LedgerLine.objects.get(kind="in")
    assert line.second == t.w.supervisor
    assert "对方未到场" in line.reason


def test_several_pictures_have_one_hash(t: Trip) -> None:
    row = back(t, out(t), photos=photo(t, 3))
    assert row.photos.count() == 3
    line = LedgerLine.objects.get(kind="in")
    assert len(line.photo_hash) == 64
    assert line.photo_hash not in {p.blob.sha256 for p in row.photos.all()}


def moved(t: Trip, name: str) -> None:
    """The seal is suspended or lost while it is outside, as the registry's own acts do it."""

    @act(name)
    def body(a: Any) -> str:
        step(a, name, on=database_now().date(), why="外带途中")
        write_line(a, a.subject, name, from_state="out", to_state=a.subject.state, reason="外带途中")
        return "好。"

    body(seal(t), by=t.chief)


def test_suspended_outside_it_comes_back_suspended(t: Trip) -> None:
    row = out(t)
    moved(t, "suspend")
    assert back(t, row).state == "back"
    assert seal(t).state == "suspended"
    assert LedgerLine.objects.filter(kind="in", from_state="suspended", to_state="suspended").exists()


def test_lost_outside_the_trip_ends_without_a_return(t: Trip) -> None:
    row = out(t)
    moved(t, "lose")
    done = back(t, row)
    assert done.state == "back"
    assert seal(t).state == "lost"
    assert not LedgerLine.objects.filter(kind="in").exists()


def test_applications_stamped_outside_are_registered_first(t: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    row = out(t)
    request = request_for(t.w, takeout=row, place="outside", copies=3)
    monkeypatch.setattr(travelling, "STAMP", [])
    with pytest.raises(Incomplete, match=request.number):
        back(t, row)
    told: list[Any] = []
    monkeypatch.setattr(travelling, "STAMP", [lambda r, **given: told.append((r.pk, given))])
    with pytest.raises(Incomplete):
        back(t, row)  # not told of
    with pytest.raises(BadInput):
        back(t, row, used=[Used(request, 3, 1)])
    back(t, row, used=[Used(request, 2, 1)], why="一份盖废")
    assert [(pk, g["copies"], g["spoiled"], g["unused"], g["by"]) for pk, g in told] == [
        (request.pk, 2, 1, 0, t.w.keeper)
    ]


DATABASE = [
    "UPDATE seals_sealtakeout SET planned = planned + 1",
    "UPDATE seals_sealtakeout SET until = until + interval '1 day'",
    "UPDATE seals_sealtakeout SET traveller1_id = applicant_id",
    "UPDATE seals_sealtakeout SET approver1_id = applicant_id",
    "UPDATE seals_sealtakeout SET approved1_at = now() + interval '1 hour'",
    "UPDATE seals_sealtakeout SET state = 'back', made = 3",
    "DELETE FROM seals_sealtakeout",
]


@pytest.mark.parametrize("sql", DATABASE)
def test_the_database_keeps_what_was_asked(t: Trip, sql: str) -> None:
    out(t)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("who", ["traveller1", "traveller2", "applicant"])
def test_the_database_keeps_persons_apart(t: Trip, who: str) -> None:
    row = unsaved(t, applicant=t.w.o.clerk, number="外带〔2026〕99号")
    row.approver1 = getattr(row, who)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_database_knows_who_keeps_it(t: Trip) -> None:
    row = asked(t)
    approve_takeout(row, by=t.w.director)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE seals_sealcustody SET during = tstzrange(lower(during), clock_timestamp())")
        cursor.execute(
            "INSERT INTO seals_sealcustody (seal_id, person_id, person_name, during, temporary) "
            "VALUES (%s, %s, '钱二', tstzrange(clock_timestamp(), NULL), false)",
            [t.w.seal.pk, t.w.director.pk],
        )
    with pytest.raises((IntegrityError, Refusal)):
        approve_takeout(row, by=t.deputy_sg)
    assert SealTakeout.objects.get().state == "asking"


def test_the_same_form_twice_does_it_once(t: Trip) -> None:
    row = approved(t)
    for _n in range(2):
        done = check_out(row, by=t.chief, travellers=t.travellers, keeper=t.w.keeper, key="k" * 20,
                         expected_version=row.version, sent={})  # fmt: skip
    assert done.replayed
    assert LedgerLine.objects.count() == 1
    assert Entry.objects.filter(verb="takeout_out").count() == 1


def test_apply_twice_with_one_key(t: Trip) -> None:
    made = [apply_takeout(unsaved(t), by=t.w.o.clerk, key="a" * 20, sent={"n": 1}) for _n in range(2)]
    assert made[0].subject.pk == made[1].subject.pk
    assert SealTakeout.objects.count() == 1
