"""Steady statements: planned once a connection, in one round trip from the first time on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from docflow.web.prepared import fetch

SQL = "SELECT %(b)s::int + %(a)s::int, %(b)s::int, '50%%', 'x' LIKE '%%x'"


@pytest.mark.django_db
def test_named_values_find_their_places() -> None:
    for a, b in ((1, 2), (40, 2)):
        assert fetch(SQL, {"a": a, "b": b, "unused": None}) == [(a + b, b, "50%", True)]


@pytest.mark.django_db
def test_the_first_time_is_one_round_trip_and_the_next_is_planned_already() -> None:
    sql = f"{SQL} /* once */"
    with CaptureQueriesContext(connection) as captured:
        fetch(sql, {"a": 1, "b": 2})
        fetch(sql, {"a": 3, "b": 4})
    first, second = [q["sql"] for q in captured.captured_queries]
    assert first.startswith("PREPARE")
    assert second.startswith("EXECUTE")


@pytest.mark.django_db
def test_a_statement_that_failed_the_first_time_works_the_next() -> None:
    sql = "SELECT 1 / %(n)s::int"
    with pytest.raises(DataError), transaction.atomic():
        fetch(sql, {"n": 0})
    assert fetch(sql, {"n": 1}) == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_another_connection_prepares_its_own() -> None:
    sql = f"{SQL} /* each */"
    fetch(sql, {"a": 1, "b": 2})
    connection.close()
    assert fetch(sql, {"a": 1, "b": 2})[0][0] == 3


@pytest.mark.django_db
def test_behind_a_pooler_nothing_is_kept(settings: Any) -> None:
    settings.TRANSACTION_POOLER = True
    with CaptureQueriesContext(connection) as captured:
        assert fetch(f"{SQL} /* pooled */", {"a": 1, "b": 2})[0][0] == 3
    assert captured.captured_queries[0]["sql"].startswith("SELECT")
