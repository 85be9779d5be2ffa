"""The registry of seals under a crowd: one number for one seal, and each move of a seal made once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError

from docflow.web.errors import BadInput, Faster
from seals.actions import registry, states
from seals.models import LedgerLine, Seal
from tests.office import fresh
from tests.races.threads import apart, at_once, passed, without_the_lock
from tests.seals.drawer import at, today, unsaved
from tests.seals.world import World, make_world
from workflow.spine import Done

pytestmark = pytest.mark.django_db
CROWD = 8


@pytest.fixture(scope="module")
def made(django_db_setup: Callable[[], None], django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock():
        yield make_world()
        django_db_setup()


@pytest.fixture
def w(made: World, db: None) -> World:
    return made


def entering(w: World, no: str) -> list[Callable[[], Done]]:
    """The same number, by many at once."""
    who = [fresh(w.keeper), fresh(w.o.chief)] * (CROWD // 2)
    assert all(one.hats for one in who)
    return [
        partial(registry.register_seal, unsaved(w, seal_no=no, name=f"第{n}专用章"), by=by)
        for n, by in enumerate(who)
    ]


def test_one_number_is_one_seal_and_the_others_are_told(w: World) -> None:
    results = at_once(entering(w, "R-1"))
    assert sum(isinstance(r, Done) for r in results) == 1
    refused = [r for r in results if isinstance(r, BadInput)]
    assert len(refused) == CROWD - 1
    assert all("一章一号" in str(r) for r in refused)
    seal = Seal.objects.get(seal_no="R-1")
    assert [(line.serial, line.kind) for line in LedgerLine.objects.filter(seal=seal)] == [(1, "open")]


def test_without_the_lock_the_losers_hear_no_sentence(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, check = threading.Barrier(CROWD), registry._whole

    def together(seal: Seal) -> None:
        check(seal)
        with suppress(threading.BrokenBarrierError):
            gate.wait(5)

    monkeypatch.setattr(registry, "_alone", lambda: None)
    monkeypatch.setattr(registry, "_whole", together)
    results = at_once(entering(w, "R-2"))
    assert sum(isinstance(r, Done) for r in results) == 1
    assert any(isinstance(r, IntegrityError) for r in results), results


def suspending(w: World, no: str) -> tuple[Seal, list[Callable[[], Done]]]:
    seal = apart(lambda: at(w, "in_use", no))
    who = [fresh(w.keeper), fresh(w.director)] * (CROWD // 2)
    assert all(one.hats for one in who)
    act = partial(states.suspend, on=today(), why="磨损", expected_version=seal.version)
    return seal, [partial(act, seal, by=by) for by in who]


def test_a_seal_is_suspended_once(w: World) -> None:
    seal, calls = suspending(w, "R-3")
    results = at_once(calls)
    assert sum(isinstance(r, Done) for r in results) == 1
    assert sum(isinstance(r, Faster) for r in results) == CROWD - 1
    lines = LedgerLine.objects.filter(seal=seal)
    assert [line.kind for line in lines] == ["suspend"]


def test_without_the_lock_several_try_and_the_database_stops_them(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each goes on where its version was still the old one; then the ledger's and the trail's own numbers hold them."""
    seal, calls = suspending(w, "R-4")
    without_the_lock(monkeypatch, CROWD)
    results = at_once(calls)
    assert passed(results) > 1, results
    assert sum(isinstance(r, Done) for r in results) <= 1
    assert LedgerLine.objects.filter(seal=seal).count() <= 1
