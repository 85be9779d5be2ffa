"""What was stamped outside is registered on return by the desk's own act; letters by their numbers; the desk shows what is late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from docflow.web.errors import Incomplete
from seals.actions.ledger import SealRefused
from seals.actions.stamping import stamp
from seals.actions.states import lose
from seals.actions.travelling import Used
from seals.models import LedgerLine, Seal, SealRequest, SealTakeout
from tests.seals.blanks.test_acts import letters, used
from tests.seals.takeouts.asking import request_for
from tests.seals.takeouts.trip import Trip, back, make_trip, out
from workflow.clock import database_now
from workflow.replay import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def t(db: None, settings: Any) -> Trip:
    settings.SEAL_OFFICE_HOURS = False
    return make_trip()


def test_registered_on_return(t: Trip) -> None:
    row = out(t)
    request = request_for(
        t.w, takeout=row, place="outside", copies=3, paper_kind="contract", signed_name=t.w.organ.name
    )
    with pytest.raises(Incomplete):
        back(t, row)
    assert Seal.objects.get().state == "out"
    back(t, row, used=[Used(request, 2, 1)], why="一份盖废", second=t.w.supervisor)
    request = SealRequest.objects.get()
    assert (request.state, request.stamped, request.spoiled) == ("closed", 2, 1)
    kinds = list(LedgerLine.objects.order_by("serial").values_list("kind", "place"))
    assert kinds == [("out", "outside"), ("use", "outside"), ("in", "outside")]
    assert SealTakeout.objects.get().state == "back"
    for model in (SealRequest, Seal, SealTakeout):
        assert list(differences(model)) == []


def test_locked_in_the_order_of_the_house(t: Trip) -> None:
    """Applications, then the take-out, then the seal: a handover takes them so, and the two wait for one another else."""
    row = out(t)
    request = request_for(
        t.w, takeout=row, place="outside", copies=1, paper_kind="contract", signed_name=t.w.organ.name
    )
    with CaptureQueriesContext(connection) as asked:
        back(t, row, used=[Used(request, 1)], second=t.w.supervisor)
    tables = ("seals_sealrequest", "seals_sealtakeout", "seals_seal")
    locks = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"]]
    first = [
        next(n for n, sql in enumerate(locks) if f"FROM {name} " in sql.replace('"', "")) for name in tables
    ]
    assert first == sorted(first), locks


def test_a_trip_has_hours_of_its_own(t: Trip, settings: Any) -> None:
    """Registered in the evening, what was approved for the trip is no use out of hours."""
    row = out(t)
    request = request_for(
        t.w, takeout=row, place="outside", copies=1, paper_kind="contract", signed_name=t.w.organ.name
    )
    settings.SEAL_OFFICE_HOURS = True
    back(t, row, used=[Used(request, 1)], second=t.w.supervisor)
    assert SealRequest.objects.get().state == "closed"


def test_a_seal_lost_outside_is_not_set(t: Trip) -> None:
    row = out(t)
    request = request_for(
        t.w, takeout=row, place="outside", copies=1, paper_kind="contract", signed_name=t.w.organ.name
    )
    lose(t.w.seal, by=t.chief, on=database_now().date(), why="途中遗失")
    with pytest.raises(SealRefused) as refusal:
        stamp(request, by=t.w.keeper, copies=1, supervisor=t.w.supervisor)
    assert refusal.value.code == "X7"
    back(t, row)
    assert (Seal.objects.get().state, SealRequest.objects.get().state) == ("lost", "approved")


def test_nothing_is_registered_when_the_return_is_refused(t: Trip) -> None:
    row = out(t)
    request = request_for(
        t.w, takeout=row, place="outside", copies=1, paper_kind="contract", signed_name=t.w.organ.name
    )
    with pytest.raises(Exception, match="照片"):
        back(t, row, used=[Used(request, 1)], second=t.w.supervisor, photos=[])
    assert list(LedgerLine.objects.values_list("kind", flat=True)) == ["out"]
    assert SealRequest.objects.get().stamped == 0


def test_a_letter_is_closed_when_its_numbers_are_written(t: Trip) -> None:
    b = letters(t.w)
    request = request_for(t.w, copies=2, signed_name=t.w.organ.name)
    with pytest.raises(Incomplete, match="销号"):
        stamp(request, by=t.w.keeper, copies=2, supervisor=t.w.supervisor)
    used(t.w, b, [1, 2], request=request)
    stamp(request, by=t.w.keeper, copies=2, supervisor=t.w.supervisor)
    assert SealRequest.objects.get().state == "closed"


def test_the_desk_shows_what_is_late(t: Trip, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = out(t)
    client.force_login(t.w.keeper)
    assert row.number not in client.get(reverse("seal_desk")).content.decode()
    later = row.until + timedelta(hours=1)
    monkeypatch.setattr("seals.views.desk.database_now", lambda: later)
    page = client.get(reverse("seal_desk")).content.decode()
    assert row.number in page
    assert "lamp-red" in page
    assert database_now() < later
