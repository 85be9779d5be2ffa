"""The database's own guard, by raw SQL: a number, its counter, its rule and what two persons said are for ever."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from outgoing.actions.certify import certify_year
from outgoing.actions.void_numbers import answer_void, void_reserved
from outgoing.models import NumberBook, NumberSeries, NumberSlot, NumberYear, VoidRequest
from tests.office import Office, fresh
from tests.outgoing.numbers.rows import LAST_YEAR, paper, series, settle, taken


@pytest.fixture
def full(office: Office, rule: NumberSeries) -> NumberSeries:
    """Last year: 1 used, 2 void; this year: 1 reserved. Another rule has given nothing."""
    series("江政办函")
    taken(rule, office, LAST_YEAR, of=paper(office))
    void = taken(rule, office, LAST_YEAR)
    taken(rule, office)
    void_reserved(NumberBook.the(), by=fresh(office.clerk), slot=void, reason="未使用")
    answer_void(NumberBook.the(), by=fresh(office.chief), wish=VoidRequest.objects.get(), agree=True)
    return rule


def refused(sql: str) -> bool:
    """Does the database refuse this, and nothing change?"""
    settle()
    before = contents()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            assert cursor.rowcount, "touches nothing"
    except IntegrityError:
        assert contents() == before
        return True
    return False


def contents() -> list[Any]:
    models = (NumberSlot, NumberYear, NumberSeries, VoidRequest)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


SLOT = "UPDATE outgoing_numberslot SET "


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM outgoing_numberslot WHERE status = 'void'", "DELETE FROM outgoing_numberslot WHERE status = 'reserved'",
        "TRUNCATE outgoing_numberslot CASCADE", f"{SLOT} number = '江政办发〔2026〕9号' WHERE status = 'used'",
        f"{SLOT} serial = 9 WHERE status = 'used'", f"{SLOT} year = 2020 WHERE status = 'used'",
        f"{SLOT} series_id = (SELECT max(id) FROM outgoing_numberseries) WHERE status = 'reserved'",
        f"{SLOT} status = 'reserved' WHERE status = 'void'", f"{SLOT} status = 'used' WHERE status = 'void'",
        f"{SLOT} status = 'reserved' WHERE status = 'used'", f"{SLOT} paper_id = NULL WHERE status = 'used'",
        f"{SLOT} taken_at = now() WHERE status = 'used'", f"{SLOT} reason = '' WHERE status = 'void'",
        f"{SLOT} status = 'void' WHERE status = 'reserved'", f"{SLOT} status = 'lost' WHERE status = 'reserved'",
        "DELETE FROM outgoing_numberyear", "TRUNCATE outgoing_numberyear", "UPDATE outgoing_numberyear SET last = last - 1",
        "UPDATE outgoing_numberyear SET first = 2", "UPDATE outgoing_numberyear SET year = year + 10",
        "UPDATE outgoing_numberseries SET code = '别' WHERE code = '江政办发'",
        "UPDATE outgoing_numberseries SET pattern = '第{serial}号' WHERE code = '江政办发'",
        "UPDATE outgoing_numberseries SET first = 7 WHERE code = '江政办发'",
        "DELETE FROM outgoing_numberseries WHERE code = '江政办发'", "DELETE FROM outgoing_voidrequest",
        "TRUNCATE outgoing_voidrequest", "UPDATE outgoing_voidrequest SET reason = '别的'",
        "UPDATE outgoing_voidrequest SET status = 'refused'", "UPDATE outgoing_voidrequest SET answered_by_id = asked_by_id",
    ],
)  # fmt: skip
def test_refused(sql: str, full: NumberSeries) -> None:
    if sql.startswith("DELETE FROM outgoing_numberseries"):
        sql += "; SET CONSTRAINTS ALL IMMEDIATE"
        with (
            pytest.raises((IntegrityError, AssertionError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
        return
    assert refused(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE outgoing_numberyear SET last = last + 1",
        "UPDATE outgoing_numberseries SET code = '江政办电', first = 7 WHERE code = '江政办函'",
        "UPDATE outgoing_numberseries SET kinds = '{notice}', is_active = false WHERE code = '江政办发'",
        f"{SLOT} status = 'void', reason = '随公文作废' WHERE status = 'used'",
    ],
)
def test_what_must_go_on_goes_on(sql: str, full: NumberSeries) -> None:
    assert not refused(sql)


def test_one_person_is_not_two(office: Office, rule: NumberSeries) -> None:
    slot = taken(rule, office)
    void_reserved(NumberBook.the(), by=fresh(office.clerk), slot=slot, reason="不用")
    answered = (
        "UPDATE outgoing_voidrequest SET answered_at = asked_at, status = 'confirmed', answered_by_id = "
    )
    assert refused(f"{answered} asked_by_id")
    assert refused("UPDATE outgoing_voidrequest SET status = 'confirmed'")
    assert refused("INSERT INTO outgoing_voidrequest (slot_id, reason, status, asked_at, asked_by_id, asked_by_name,"
                   " answered_by_name, answer) SELECT slot_id, '又', 'pending', now(), asked_by_id, '', '', ''"
                   " FROM outgoing_voidrequest")  # fmt: skip
    assert not refused(f"{answered} {office.chief.pk}")


def test_a_certified_year_is_closed(office: Office, full: NumberSeries) -> None:
    certify_year(NumberBook.the(), by=fresh(office.chief), series=full, year=LAST_YEAR)
    year = f"WHERE year = {LAST_YEAR}"
    for changed in ("last = last + 1", "certified_at = NULL, certified_by_name = ''", "certificate = '{}'"):
        assert refused(f"UPDATE outgoing_numberyear SET {changed} {year}"), changed
    columns = "series_id, year, serial, number, status, reason, taken_at, taken_by_id, taken_by_name, changed_at, changed_by_name"  # fmt: skip
    assert refused(f"INSERT INTO outgoing_numberslot ({columns}) SELECT series_id, year, 99, '某99号', 'reserved', '补',"
                   " now(), taken_by_id, '', now(), '' FROM outgoing_numberslot WHERE status = 'void'")  # fmt: skip
