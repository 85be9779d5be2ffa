"""Who takes a seal leaves at the same moment: whichever comes second is refused, and no seal is left with nobody."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from docflow.web.errors import BadInput, Incomplete
from people.actions.persons import deactivate
from people.models import Roster
from seals.models import Handover, SealCustody
from tests.office import fresh
from tests.seals.custody.hands import handed
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
