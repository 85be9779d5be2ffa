"""What the database asks of a line of each kind, whoever wrote it; and what of an approved request stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from deadlines.days import local
from seals.actions.ledger import SealRefused
from seals.actions.states import destroy, suspend
from seals.models import LedgerLine, SealCustody, SealRequest
from tests.office import fresh
from tests.seals.evidence.book import note, request, stamp
from tests.seals.world import World, make_world
from workflow.clock import database_now, told


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def test_a_settling_stamps_nothing(w: World) -> None:
    """Else whoever writes one sets a suspended seal on an approval that has run out."""
    asked = request(w, w.seal)
    for counts in (
        {"stamped": 1},
        {"spoiled": 1},
        {"unused": 1, "impressions": 1},
        {"unused": 1, "paging": 1},
    ):
        with pytest.raises(SealRefused) as refused:
            stamp(w, asked, kind="settle", **counts)
        assert refused.value.code == "X2"
    stamp(w, SealRequest.objects.get(), unused=1, kind="settle")


def test_a_late_entry_has_its_time(w: World) -> None:
    asked = request(w, w.seal, expires_at=database_now() + timedelta(days=1))
    assert asked.approved_at is not None
    hour = timedelta(hours=1)
    for at in (None, asked.approved_at - hour, database_now() + hour):
        with pytest.raises(SealRefused):
            stamp(w, asked, stamped=1, kind="late_entry", happened_at=at)
    stamp(w, SealRequest.objects.get(), stamped=1, kind="late_entry", happened_at=database_now())


def test_a_late_entry_of_a_seal_that_is_disabled(w: World) -> None:
    asked = request(w, w.seal)
    suspend(w.seal, by=fresh(w.director), on=local(database_now()).date(), why="磨损")
    with pytest.raises(SealRefused) as refused:
        stamp(w, asked, stamped=1, kind="late_entry", happened_at=database_now())
    assert refused.value.code == "X7"


def test_no_other_line_has_a_time_but_its_own(w: World) -> None:
    stamp(w, request(w, w.seal), stamped=1, happened_at=database_now() - timedelta(days=9))
    note(w.seal, by=w.keeper, kind="stocktake", happened_at=database_now())
    assert set(LedgerLine.objects.values_list("happened_at", flat=True)) == {None}


def test_across_the_edges_no_more_than_approved(w: World) -> None:
    stamp(w, request(w, w.seal), stamped=1, paging=1)
    with pytest.raises(IntegrityError, match="differ"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("change", [
    {"expires_at": None}, {"addressee": "别处"}, {"pages": 9}, {"doc_number": "江政〔2026〕9号"}, {"place": "outside"},
    {"applicant_name": "别人"}, {"unit_name": "别处"},
])  # fmt: skip
def test_what_was_approved_stays(w: World, change: dict[str, Any]) -> None:
    request(w, w.seal, expires_at=database_now() + timedelta(days=1))
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        SealRequest.objects.update(**change)


def test_what_was_begun_does_not_expire(w: World) -> None:
    """Whoever writes the row: what is left is settled."""
    stamp(w, request(w, w.seal), spoiled=1)
    with pytest.raises(IntegrityError, match="not withdrawn"), transaction.atomic():
        SealRequest.objects.update(
            state="expired", version=F("version") + 1, entry_count=F("entry_count") + 1
        )


def test_custody_ends_after_the_last_line(w: World) -> None:
    """The act may have begun, and then waited, before what is in the ledger already was written."""
    begun = database_now()
    stamp(w, request(w, w.seal, 1), stamped=1)
    suspend(w.seal, by=fresh(w.director), on=local(begun).date(), why="磨损")
    with told(begun):
        destroy(w.seal, by=fresh(w.director), second=fresh(w.supervisor), why="磨损")
    assert SealCustody.objects.get().during.upper > LedgerLine.objects.get(kind="use").at
