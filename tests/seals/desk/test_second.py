"""Who signs beside the keeper does the work of our own office: no outsider, none of the three administrators, whatever he was."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from docflow.web.errors import BadInput, Incomplete
from people.models import Appointment
from people.roles import Role
from seals.actions.blanks import _check_second
from seals.actions.correcting import correct
from seals.actions.stamping import desk_stamp
from seals.actions.travelling import _check_count
from seals.models import ESign, Finding, Seal
from tests.office import appoint, fresh
from tests.seals.desk.steps import asked, lines
from tests.seals.world import World
from workflow.spine import database_now

STRANGERS = ["outsider", "admin", "secadmin", "auditor"]


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_signs_for_no_difference(w: World, name: str) -> None:
    request, second = asked(w), fresh(getattr(w.o, name))
    with pytest.raises(BadInput, match="在职工作人员") as refused:
        desk_stamp(request, by=w.keeper, copies=2, spoiled=1, reason="盖歪", second=second)
    assert (refused.value.field, lines(request)) == ("second_username", [])


@pytest.mark.parametrize("name", STRANGERS)
def test_nor_for_a_correction(w: World, name: str) -> None:
    request = asked(w)
    desk_stamp(request, by=w.keeper, copies=1)
    [line] = lines(request)
    with pytest.raises(BadInput, match="在职工作人员"):
        correct(line, by=w.keeper, reason="写错", second=fresh(getattr(w.o, name)), stamped=2)
    assert lines(request) == [line]


@pytest.mark.parametrize("name", STRANGERS)
def test_nor_for_blank_sheets_or_a_take_out(w: World, name: str) -> None:
    class Book:
        keeper_id = w.keeper.pk

    class Trip:
        planned, traveller1_id, traveller2_id = 3, 0, 0

    class A:
        by: Any = w.o.chief
        subject: Any = Book

    second = fresh(getattr(w.o, name))
    with pytest.raises(BadInput, match="在职工作人员"):
        _check_second(A(), second)  # type: ignore[arg-type]
    A.subject = Trip
    with pytest.raises(BadInput, match="在职工作人员"):
        _check_count(A(), 2, "少盖一次", second, w.keeper)  # type: ignore[arg-type]
    _check_count(A(), 2, "少盖一次", fresh(w.director), w.keeper)  # type: ignore[arg-type]


def test_who_watched_and_is_an_administrator_now_watches_no_more(w: World) -> None:
    """The seal still names him; his post is another."""
    Appointment.objects.filter(person=w.supervisor).delete()
    appoint(w.supervisor, w.o.section, Role.AUDITADMIN, 40)
    Seal.objects.filter(pk=w.seal.pk).update(supervisor=w.supervisor)
    request = asked(w)
    with pytest.raises(Incomplete, match="不能监印"):
        desk_stamp(request, by=w.keeper, copies=1, supervisor=fresh(w.supervisor))
    assert lines(request) == []


@pytest.mark.parametrize("part", ["applicant", "approver"])
def test_nobody_judges_a_signature_in_which_he_had_a_part(w: World, part: str) -> None:
    request = asked(w)
    row = ESign.objects.create(
        seal=w.seal, request=request, asked_at=database_now(), asked_hash="0" * 64, adapter="x", operation="o"
    )
    who = getattr(request, part)
    with pytest.raises(IntegrityError, match="separation"), transaction.atomic():
        Finding.objects.create(
            test="A18", key=f"esign:{row.pk}", seal=w.seal, state="explained", words="无事", by_person=who, by_name=who.name,
            at=database_now(),
        )  # fmt: skip
