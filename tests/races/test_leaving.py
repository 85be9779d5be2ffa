"""Somebody leaves while work is given to him: whichever comes second is refused, the paper keeps a holder."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from docflow.web.errors import Incomplete
from documents.actions.propose import propose
from people.actions.persons import deactivate
from people.models import Roster
from tests.office import fresh, make_office, registered

pytestmark = pytest.mark.django_db(transaction=True)


def leaving(who: Any, by: Any, result: list[Any]) -> threading.Thread:
    def run() -> None:
        try:
            result.append(
                deactivate(Roster.the(), by=fresh(by), person=fresh(who), left_on=timezone.localdate())
            )
        except Exception as error:
            result.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def give(office: Any, doc: Any) -> None:
    propose(doc, by=fresh(office.handler), expected_version=doc.version, text="拟办", reviewer=office.deputy,
            lead_unit=office.unit)  # fmt: skip


def test_he_leaves_first() -> None:
    office = make_office()
    doc = registered(office)
    result: list[Any] = []
    with pytest.raises(IntegrityError, match="no_open_holder"), transaction.atomic():  # noqa: PT012
        give(office, doc)
        leaving(office.deputy, office.admin, result).join(20)
    assert not isinstance(result[0], Exception)
    doc.refresh_from_db()
    assert doc.state == "proposing"


def test_the_work_comes_first() -> None:
    office = make_office()
    doc = registered(office)
    result: list[Any] = []
    with transaction.atomic():
        give(office, doc)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the paper's holder has been checked
        thread = leaving(office.deputy, office.admin, result)
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)
    assert isinstance(result[0], Incomplete)
    assert fresh(office.deputy).is_active
