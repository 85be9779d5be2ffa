"""At the same moment as a handover: who takes the seal leaves, or work is given to who gives it. Nobody is left with either."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from docflow.web.errors import BadInput, Incomplete
from people.actions.persons import deactivate
from people.models import Roster
from seals.actions import requests
from seals.models import Handover, Seal, SealCustody
from seals.queries.custody import custody_held, custody_of
from tests.office import fresh
from tests.seals.custody.hands import handed
from tests.seals.custody.test_open_work import applied, holder
from tests.seals.requests.asked import asking
from tests.seals.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


def apart(call: Any) -> tuple[threading.Thread, list[Any]]:
    result: list[Any] = []

    def run() -> None:
        try:
            result.append(call())
        except Exception as error:
            result.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, result


def leaves(w: World) -> Any:
    return deactivate(
        Roster.the(), by=fresh(w.o.admin), person=fresh(w.stand_in), left_on=timezone.localdate()
    )


def test_he_takes_it_first() -> None:
    w = make_world()
    with transaction.atomic():
        handed(w, w.stand_in)
        thread, result = apart(lambda: leaves(w))
        thread.join(1)
        assert thread.is_alive(), "it waits for the handover"
    thread.join(20)
    assert isinstance(result[0], Incomplete)
    assert "还有 1 枚印章" in str(result[0])
    assert SealCustody.objects.get(during__upper_inf=True).person == w.stand_in


def test_he_leaves_first() -> None:
    w = make_world()
    with transaction.atomic():
        leaves(w)
        thread, result = apart(lambda: handed(w, w.stand_in))
        thread.join(1)
        assert thread.is_alive(), "it waits for the leaving"
    thread.join(20)
    assert isinstance(result[0], BadInput)
    assert "不能接收" in str(result[0])
    assert not Handover.objects.exists()
    assert SealCustody.objects.get(during__upper_inf=True).person == w.keeper


@pytest.mark.parametrize("fast", [True, False])
def test_work_that_is_given_meanwhile_goes_along(fast: bool) -> None:
    """Read under the seal's lock the handover waits and takes the work along; without it (the control) it stays behind."""
    w = make_world()
    with transaction.atomic():
        held = custody_held(w.seal) if fast else custody_of(w.seal)
        assert held is not None
        thread, result = apart(lambda: handed(w, w.stand_in))
        thread.join(1)
        assert thread.is_alive() is fast
        request = applied(w)
    thread.join(20)
    assert not isinstance(result[0], Exception)
    assert (holder(request) == w.stand_in.principal) is fast


def test_an_application_made_meanwhile_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given to whoever has the seal; a handover that begins between that look and its end waits, and takes it along."""
    w = make_world()
    Seal.objects.filter(pk=w.seal.pk).update(kind="stamp", organ=None)
    w.seal.refresh_from_db()
    begun = []

    def slow(*args: Any) -> Any:
        begun.append(apart(lambda: handed(w, w.stand_in)))
        begun[0][0].join(1)
        return counted(*args)

    counted = requests.due
    monkeypatch.setattr(requests, "due", slow)
    request = asking(w, approver=None)
    thread, result = begun[0]
    thread.join(20)
    assert not isinstance(result[0], Exception), result
    assert (request.state, holder(request)) == ("approved", w.stand_in.principal)
