"""Seals under a crowd: no copy beyond the approved ones, nothing after it was taken back, one hand at a time. Each time with
the locks; with the database's guards alone; and without both, where the race shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from docflow.web.errors import Faster, Incomplete
from seals.actions import handover, stamping
from seals.actions.ledger import SealRefused
from seals.models import LedgerLine, SealCustody, SealRequest
from tests.races.seals import (
    SUMS,
    Call,
    a_seal,
    approved,
    between,
    book,
    handed,
    holder,
    now,
    one_copy,
    order,
    sheets,
    suspended,
    to_stand_in,
    uses,
    voided,
    withdrawn,
    without_check,
    without_locks,
    without_triggers,
)
from tests.races.threads import apart, at_once, passed, without_the_lock
from tests.seals.world import World, make_world
from workflow.spine import Done

pytestmark = pytest.mark.django_db
CROWD = 32
FEW = 8
numbers = count(1)


@pytest.fixture(scope="module")
def made(django_db_setup: Callable[[], None], django_db_blocker: Any) -> Iterator[World]:
    """One office for all: every test takes a seal of its own, and what it writes is committed."""
    with django_db_blocker.unblock():
        yield make_world()
        django_db_setup()


@pytest.fixture
def w(made: World, db: None) -> World:
    return made


def asked_for(w: World, copies: int = 3) -> SealRequest:
    seal = apart(lambda: a_seal(w, f"R-{next(numbers)}"))
    return approved(w, seal, copies)


def done(results: list[Any]) -> list[Done]:
    return [r for r in results if isinstance(r, Done)]


def refused(results: list[Any]) -> list[str]:
    """The codes; whoever is told anything else is told no code."""
    others = [r for r in results if not isinstance(r, Done | SealRefused)]
    assert others == []
    return [r.code.value for r in results if isinstance(r, SealRefused)]


# -- stamp × 32 on three approved copies ---------------------------------------------------------------


def test_three_of_thirty_two_get_the_three_copies(w: World) -> None:
    request = asked_for(w)
    results = at_once([one_copy(w, request) for _n in range(CROWD)])
    assert len(done(results)) == 3
    assert refused(results) == ["X8"] * (CROWD - 3)
    assert [line.stamped for line in uses(request)] == [1, 1, 1]
    assert (now(request).stamped, now(request).state) == (3, "closed")
    assert LedgerLine.objects.filter(seal=request.seal, kind="refusal").count() == CROWD - 3
    assert book(request.seal) == []


def test_a_form_sent_again_and_again_is_counted_once(w: World) -> None:
    request = asked_for(w)
    call = partial(one_copy(w, request), key=f"double-{request.pk}")
    results = at_once([call] * FEW)
    assert len({r.entry.pk for r in done(results)}) == 1
    assert refused(results) == []
    assert now(request).stamped == len(uses(request)) == 1
    assert book(request.seal) == []


def test_without_the_lock_two_get_the_last_copy(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds the second one up then is the database: a sum that differs, or an entry's number."""
    request = asked_for(w, 1)
    without_locks(monkeypatch)
    without_the_lock(monkeypatch, 2)
    assert (
        passed(at_once([partial(stamping.stamp, *c.args, **c.keywords) for c in [one_copy(w, request)] * 2]))
        == 2
    )


STAMPED = """
INSERT INTO seals_ledgerline (seal_id, serial, kind, at, actor_id, actor_name, request_id, stamped, keeper_id, keeper_name, request_no,
  basis, title, doc_number, text_hash, paper_kind, addressee, applicant_name, applicant_unit, approver_name, supervisor_name,
  second_name, place, code, reason, from_state, to_state, photo_hash, certificate, signed_hash, alg, canon, prev, hash)
VALUES (%(seal)s, 0, 'use', now(), %(who)s, '', %(request)s, 1, %(who)s, '', '', '', '', '', '', '', '', '', '', '', '', '', 'office',
  '', '', '', '', '', '', '', '', '', '', '');
UPDATE seals_sealrequest SET stamped = 1 WHERE id = %(request)s
"""


def write_one(w: World, request: SealRequest) -> None:
    """A page that forgot every rule: it has read 'none stamped' and writes 'one'."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STAMPED, {"seal": request.seal_id, "request": request.pk, "who": w.keeper.pk})


def test_the_sums_of_the_database_hold_alone(w: World) -> None:
    request = asked_for(w)
    results = at_once([partial(write_one, w, request)] * FEW)
    assert sum(r is None for r in results) == 1
    assert all("differ" in str(r) for r in results if r is not None)
    assert book(request.seal) == []


def test_without_the_sums_a_copy_is_not_counted(w: World) -> None:
    request = asked_for(w)
    with without_triggers(*SUMS):
        assert at_once([partial(write_one, w, request)] * 2) == [None, None]
    assert book(request.seal) == [f"{request.number}: 2 in the book, 1 on the request"]


# -- stamp ∥ withdraw, void, suspend, hand over --------------------------------------------------------


def test_withdrawn_or_stamped(w: World) -> None:
    request = asked_for(w)
    results = at_once([one_copy(w, request) for _n in range(FEW)] + [withdrawn(w, request)] * FEW)
    request = now(request)
    last = (request.state, request.stamped)
    assert last in [("withdrawn", 0), ("closed", 3)]
    assert order(request, "withdraw") in [["withdraw"], ["stamp"] * 3]
    assert all(isinstance(r, Done | SealRefused | Incomplete | Faster) for r in results), results
    assert book(request.seal) == []


def test_nothing_is_stamped_after_it_was_voided(w: World) -> None:
    request = asked_for(w)
    results = at_once([one_copy(w, request) for _n in range(FEW)] + [voided(w, request)])
    acts = order(request, "void")
    assert acts[acts.index("void") + 1 :] == [] if "void" in acts else acts == ["stamp"] * 3
    assert now(request).stamped == acts.count("stamp") == len(uses(request))
    assert all(isinstance(r, Done | SealRefused | Faster) for r in results), results
    assert book(request.seal) == []


def test_nothing_is_stamped_after_it_was_suspended(w: World) -> None:
    request = asked_for(w)
    results = at_once([one_copy(w, request) for _n in range(FEW)] + [suspended(w, request)])
    assert isinstance(results[-1], Done), results[-1]
    kinds = list(
        LedgerLine.objects.filter(seal=request.seal).order_by("serial").values_list("kind", flat=True)
    )
    assert "use" not in kinds[kinds.index("suspend") :]
    assert now(request).stamped == len(uses(request))
    assert set(refused(results[:-1])) <= {"X7", "X8"}
    assert book(request.seal) == []


def test_who_gave_it_away_stamps_no_more_and_who_got_it_not_before(w: World) -> None:
    request = asked_for(w, CROWD)
    calls = [one_copy(w, request) for _n in range(FEW)] + [
        one_copy(w, request, w.stand_in) for _n in range(FEW)
    ]
    results = at_once([*calls, to_stand_in(w, request.seal)])
    assert isinstance(results[-1], list), results[-1]
    rows = list(LedgerLine.objects.filter(seal=request.seal).order_by("serial"))
    [given] = [line.serial for line in rows if line.kind == "handover"]
    for line in uses(request):
        assert line.keeper_id == (w.keeper.pk if line.serial < given else w.stand_in.pk)
    assert set(refused(results[:-1])) <= {"X7"}
    assert holder(request.seal) == w.stand_in.pk
    assert book(request.seal) == []


REVOKED = [withdrawn, voided, suspended, handed]


@pytest.mark.parametrize("revoke", REVOKED)
def test_without_the_locks_the_database_refuses(
    w: World, monkeypatch: pytest.MonkeyPatch, revoke: Callable[[World, SealRequest], Call]
) -> None:
    """He looked, it was taken back, he writes: the trigger looks once more, under its own locks."""
    request = asked_for(w)
    without_locks(monkeypatch)
    between(monkeypatch, revoke(w, request))
    [result] = at_once([one_copy(w, request)])
    assert isinstance(result, SealRefused | Faster), result
    assert uses(request) == []
    assert book(request.seal) == []


@pytest.mark.parametrize("revoke", REVOKED)
def test_without_both_it_is_stamped_all_the_same(
    w: World, monkeypatch: pytest.MonkeyPatch, revoke: Callable[[World, SealRequest], Call]
) -> None:
    request = asked_for(w)
    without_locks(monkeypatch)
    monkeypatch.setattr(stamping, "desk_stamp", stamping.stamp)
    between(monkeypatch, revoke(w, request))
    with without_check():
        results = at_once([one_copy(w, request)])
    assert passed(results) == 1, results


# -- hand over ∥ hand over ------------------------------------------------------------------------------


def test_it_changes_hands_once(w: World) -> None:
    request = asked_for(w)
    results = at_once([to_stand_in(w, request.seal) for _n in range(FEW)])
    assert sum(isinstance(r, list) for r in results) == 1
    assert all(isinstance(r, list | Faster) for r in results), results
    assert (sheets(request.seal), holder(request.seal)) == (1, w.stand_in.pk)
    assert SealCustody.objects.filter(seal=request.seal).count() == 2
    assert book(request.seal) == []


def test_without_the_lock_only_the_periods_hold_it(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have seen it in the keeper's hands; two periods that overlap are a key of the database."""
    seal = apart(lambda: a_seal(w, f"R-{next(numbers)}"))
    fit, seen = handover._fit, Barrier(2)

    def fits(*args: Any) -> None:
        fit(*args)
        seen.wait(30)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *_args, **_more: self.all())
    without_locks(monkeypatch)
    monkeypatch.setattr(handover, "_fit", fits)
    results = at_once([to_stand_in(w, seal) for _n in range(2)])
    stopped = [r for r in results if not isinstance(r, list)]
    assert all(isinstance(r, IntegrityError) for r in stopped), results
    assert len(stopped) == 1
