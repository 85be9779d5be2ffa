"""Chiefs who add the same item to a list at the same moment: it stands there once, and the slower is told whose it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import connection

from checking.actions import items
from checking.models import GateItem
from docflow.web.errors import BadInput
from tests.office import Office, fresh, make_office
from tests.races.threads import apart, at_once

pytestmark = pytest.mark.django_db
CROWD = 4


@pytest.fixture(scope="module")
def made(django_db_setup: Callable[[], None], django_db_blocker: Any) -> Iterator[Office]:
    with django_db_blocker.unblock():
        yield make_office()
        django_db_setup()


@pytest.fixture
def office(made: Office, db: None) -> Office:
    return made


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody adds before all have looked."""
    looked, look = threading.Barrier(CROWD), items._once

    def both(*where: str) -> None:
        look(*where)
        with suppress(threading.BrokenBarrierError):
            looked.wait(5)

    monkeypatch.setattr(items, "_once", both)


def crowd(office: Office) -> list[Any]:
    add = partial(items.add_item, gate="before", side="document", words="已电话告知来文单位")
    return at_once([partial(add, by=fresh(by)) for by in [office.chief, office.deputy] * (CROWD // 2)])


def said(sql: str) -> None:
    """By a connection of its own: the crowd finds it so."""

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    apart(run)


@pytest.mark.usefixtures("together")
def test_one_stands(office: Office) -> None:
    results = crowd(office)
    [item] = [r for r in results if isinstance(r, GateItem)]
    slower = [r for r in results if isinstance(r, BadInput)]
    assert len(slower) == CROWD - 1, results
    assert {str(r) for r in slower} == {f"这一道复核已有这一项，由{item.added_by_name}增加。"}


@pytest.mark.usefixtures("together")
def test_without_the_key_they_stand_several_times(office: Office) -> None:
    """Negative control."""
    said("TRUNCATE checking_gateitem; DROP INDEX gate_item_stands_once")
    try:
        results = crowd(office)
    finally:
        said("TRUNCATE checking_gateitem; CREATE UNIQUE INDEX gate_item_stands_once ON checking_gateitem (gate, side, words)"
             " WHERE ended_at IS NULL")  # fmt: skip
    assert [type(r) for r in results] == [GateItem] * CROWD
