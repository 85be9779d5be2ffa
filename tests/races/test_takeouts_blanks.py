"""Two chiefs check out one seal, two people write off one number: one of each gets it. Without the lock both would."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from seals.actions import takeouts, travelling
from seals.actions.alarms import alarm
from seals.actions.blanks import take_in, write_off
from seals.models import BlankBook, BlankSheet, LedgerLine, Seal, SealTakeout
from tests.office import fresh
from tests.races.threads import at_once, passed, without_the_lock
from tests.seals.blanks.test_acts import unsaved as unsaved_book
from tests.seals.takeouts.trip import Trip, approved, asked, make_trip, out
from workflow.replay import differences
from workflow.spine import Done

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 8


@pytest.fixture
def t(transactional_db: None) -> Trip:
    return make_trip()


def leaves(t: Trip, row: SealTakeout, chief: Any) -> Callable[[], Done]:
    return partial(travelling.check_out, row, by=fresh(chief), travellers=t.travellers, keeper=t.w.keeper)


def done(results: list[Any]) -> int:
    return sum(isinstance(r, Done) for r in results)


def test_one_trip_leaves_once(t: Trip) -> None:
    row = approved(t)
    chiefs = [t.w.o.chief, t.w.o.deputy] * (CROWD // 2)
    results = at_once([leaves(t, row, who) for who in chiefs])
    assert done(results) == 1, results
    assert passed(results) == 1
    assert LedgerLine.objects.filter(kind="out").count() == 1
    assert list(differences(SealTakeout)) == []


def test_two_trips_of_one_seal(t: Trip) -> None:
    rows = [approved(t) for _n in range(CROWD)]
    results = at_once([leaves(t, row, t.w.o.chief) for row in rows])
    assert (done(results), passed(results)) == (1, 1), results
    assert (Seal.objects.get().state, LedgerLine.objects.count()) == ("out", 1)
    assert SealTakeout.objects.filter(state="out").count() == 1


def test_without_the_locks_more_would_leave(t: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what stops them then is a key of the database, which knows nobody's name."""
    row = approved(t)
    without_the_lock(monkeypatch, 2)
    monkeypatch.setattr(travelling, "lock_seal", lambda pk: Seal.objects.get(pk=pk))
    results = at_once([leaves(t, row, who) for who in (t.w.o.chief, t.w.o.deputy)])
    assert passed(results) == 2, results


def test_both_approve_at_once(t: Trip) -> None:
    row = asked(t)
    calls = [
        partial(takeouts.approve_takeout, row, by=fresh(who), expected_version=row.version)
        for who in (t.w.director, t.deputy_sg)
    ]
    results = at_once(calls)
    assert done(results) == 2, results
    assert SealTakeout.objects.get().state == "approved"
    assert list(differences(SealTakeout)) == []


def test_many_ticks_alarm_once(t: Trip) -> None:
    row = out(t)
    assert sum(at_once([partial(alarm, row.until.replace(year=row.until.year + 1))] * CROWD)) == 1


def write(t: Trip, book: BlankBook, number: int) -> Callable[[], Done]:
    return partial(
        write_off, book, by=fresh(t.w.keeper), numbers=[number], end="used", matter="通知", given_to="文印室"
    )


def book(t: Trip) -> BlankBook:
    found: BlankBook = take_in(unsaved_book(t.w), by=t.w.keeper).subject
    return found


def test_one_number_goes_once(t: Trip) -> None:
    b = book(t)
    results = at_once([write(t, b, 101)] * CROWD)
    assert (done(results), passed(results)) == (1, 1), results
    assert BlankSheet.objects.count() == 1


def test_other_numbers_do_not_wait_in_vain(t: Trip) -> None:
    b = book(t)
    results = at_once([write(t, b, 101 + n) for n in range(CROWD)])
    assert done(results) == CROWD, results
    assert list(differences(BlankBook)) == []


def test_without_the_lock_two_would_write_one_number(t: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    b = book(t)
    without_the_lock(monkeypatch, 2)
    results = at_once([write(t, b, 101)] * 2)
    assert passed(results) == 2, results
    assert BlankSheet.objects.count() == 1, "the key of the database still holds"
