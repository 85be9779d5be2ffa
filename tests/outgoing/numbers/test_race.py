"""Fifty at once, some of whom break off or lose their connection: no number twice, none missing, none forgotten."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from docflow.web.errors import BadInput, Faster, Incomplete
from outgoing.actions import slots
from outgoing.actions.certify import certify_year
from outgoing.actions.series import reserve, save_series
from outgoing.actions.void_numbers import answer_void, void_reserved
from outgoing.models import NumberBook, NumberSeries, NumberSlot, NumberYear, VoidRequest
from outgoing.queries.numbers import counts, missing
from tests.office import Office, fresh, make_office
from tests.outgoing.numbers.rows import LAST_YEAR, THIS_YEAR, paper, series, taken
from tests.races.threads import at_once
from workflow.replay import differences
from workflow.spine import Done

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 50


class Crash(Exception):
    """The process broke off after the number was taken, before it was committed."""


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture
def rule(office: Office) -> NumberSeries:
    return series()


def take(rule: NumberSeries, office: Office, ends: Callable[[], None], of: Any = None) -> str:
    """One number; `ends` is what happens before the commit."""
    with transaction.atomic():
        slot = slots.take(
            rule, THIS_YEAR, by=office.clerk, now=timezone.now(), paper=of, reason="" if of else "并发"
        )
        ends()
    return slot.number


def well() -> None:
    """Nothing happens."""


def crash() -> None:
    raise Crash


def killed() -> None:
    """The server ends this very connection, as when a machine or its network is lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    finally:
        other.close()


ENDS = (well, crash, well, killed, well)


def test_fifty_at_once_with_crashes_and_lost_connections(office: Office, rule: NumberSeries) -> None:
    papers = [paper(office) for _ in range(CROWD)]
    calls = [
        partial(take, rule, office, ENDS[i % len(ENDS)], papers[i] if i % 2 else None) for i in range(CROWD)
    ]
    results = at_once(calls)
    confirmed = [r for r in results if isinstance(r, str)]
    crashed = [r for r in results if isinstance(r, Crash)]
    lost = [r for r in results if isinstance(r, (DatabaseError, InterfaceError))]
    assert (len(confirmed), len(crashed), len(lost)) == (30, 10, 10), results
    there = list(NumberSlot.objects.order_by("serial").values_list("serial", "number"))
    assert [serial for serial, _number in there] == list(range(1, 31))
    assert sorted(confirmed) == sorted(number for _serial, number in there)
    count = counts(rule)[(rule.pk, THIS_YEAR)]
    assert (count.expected, count.troubles, missing(count)) == (30, 0, [])
    assert take(rule, office, well) == f"江政办发〔{THIS_YEAR}〕31号"


def test_without_the_locked_counter_numbers_come_twice(
    office: Office, rule: NumberSeries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: "the highest and one more" gives many people the same number. Only the unique key, the
    second wall, keeps it out of the book, and whoever meets it has no number at all."""
    crowd = 8
    looked, found = threading.Barrier(crowd), []

    def by_looking(
        rule: NumberSeries, year: int, *, by: Any, now: Any, paper: Any, reason: str
    ) -> NumberSlot:
        highest = NumberSlot.objects.filter(series=rule, year=year).aggregate(n=Max("serial"))["n"] or 0
        with suppress(threading.BrokenBarrierError):
            looked.wait(20)
        found.append(highest + 1)
        return NumberSlot.objects.create(
            series=rule, year=year, serial=highest + 1, number=rule.number(year, highest + 1), status="reserved",
            reason=reason, taken_at=now, taken_by_id=by.pk, taken_by_name=by.name, changed_at=now, changed_by_name=by.name,
        )  # fmt: skip

    monkeypatch.setattr(slots, "take", by_looking)
    results = at_once([partial(take, rule, office, well)] * crowd)
    assert found == [1] * crowd, "all of them the same"
    assert sum(isinstance(r, str) for r in results) == 1
    assert sum(isinstance(r, DatabaseError) for r in results) == crowd - 1


def test_reserving_many_beside_papers(office: Office, rule: NumberSeries) -> None:
    """Twenty numbers of one wish stand in a row, whoever else takes one at the same time."""
    papers = [paper(office) for _ in range(12)]
    calls: list[Callable[[], Any]] = [partial(take, rule, office, well, one) for one in papers]
    for who in (office.clerk, office.chief, office.deputy):
        calls.append(partial(reserve, NumberBook.the(), by=fresh(who), series=rule, n=20, reason="并发预留"))
    results = at_once(calls)
    done = [r for r in results if isinstance(r, Done)]
    assert len(done) == 3, results
    assert list(NumberSlot.objects.order_by("serial").values_list("serial", flat=True)) == list(range(1, 73))
    for one in done:
        serials = sorted(
            NumberSlot.objects.filter(number__in=one.entry.data["numbers"]).values_list("serial", flat=True)
        )
        assert serials == list(range(serials[0], serials[0] + 20))
    assert list(differences(NumberBook)) == []


def test_two_chiefs_at_once_confirm_once(office: Office, rule: NumberSeries) -> None:
    slot = taken(rule, office)
    void_reserved(NumberBook.the(), by=fresh(office.clerk), slot=slot, reason="不用")
    wish = VoidRequest.objects.get()
    calls = [
        partial(answer_void, NumberBook.the(), by=fresh(who), wish=wish, agree=agree, words="还要用")
        for who in (office.chief, office.deputy)
        for agree in (True, False)
    ]
    results = at_once(calls * 4)
    assert sum(isinstance(r, Done) for r in results) == 1, results
    assert all(isinstance(r, (Done, Faster)) for r in results), results
    wish.refresh_from_db()
    slot.refresh_from_db()
    assert slot.status == ("void" if wish.status == "confirmed" else "reserved")


def test_voiding_against_using(office: Office, rule: NumberSeries) -> None:
    """A reserved number goes to a paper or is voided, never both."""
    wanting = paper(office)
    slot = taken(rule, office)
    void_reserved(NumberBook.the(), by=fresh(office.clerk), slot=slot, reason="不用")
    wish = VoidRequest.objects.get()

    def using() -> str:
        with transaction.atomic():
            return slots.use(slot, wanting, by=office.clerk, now=timezone.now()).number

    results = at_once(
        [using, partial(answer_void, NumberBook.the(), by=fresh(office.chief), wish=wish, agree=True)]
    )
    assert sum(isinstance(r, (str, Done)) for r in results) == 1, results
    assert all(isinstance(r, (str, Done, BadInput, Incomplete)) for r in results), results


def test_certifying_against_taking(office: Office, rule: NumberSeries) -> None:
    """What is taken before is in the certificate; afterwards nothing is."""
    taken(rule, office, LAST_YEAR, of=paper(office))
    papers = [paper(office) for _ in range(10)]

    def late(one: Any) -> str:
        with transaction.atomic():
            return slots.take(rule, LAST_YEAR, by=office.clerk, now=timezone.now(), paper=one).number

    calls: list[Callable[[], Any]] = [partial(late, one) for one in papers]
    calls.insert(
        5, partial(certify_year, NumberBook.the(), by=fresh(office.chief), series=rule, year=LAST_YEAR)
    )
    results = at_once(calls)
    assert all(isinstance(r, (str, Done, Incomplete)) for r in results), results
    assert isinstance(results[5], Done)
    row = NumberYear.objects.get(year=LAST_YEAR)
    there = list(
        NumberSlot.objects.filter(year=LAST_YEAR).order_by("serial").values_list("serial", flat=True)
    )
    assert [line[0] for line in row.certificate["lines"]] == there == list(range(1, row.last + 1))
    assert row.last == 1 + sum(isinstance(r, str) for r in results)


def test_changing_the_rule_against_taking(office: Office, rule: NumberSeries) -> None:
    """Either the rule was changed before the first number, or it stays: no series prints two forms."""
    values = {"organ": rule.organ, "code": "江政办电", "pattern": rule.pattern, "first": 7}
    calls: list[Callable[[], Any]] = [partial(take, rule, office, well) for _ in range(15)]
    calls.append(partial(save_series, NumberBook.the(), by=fresh(office.chief), series=rule, **values))
    results = at_once(calls)
    assert all(isinstance(r, (str, Done, BadInput)) for r in results), results
    rule.refresh_from_db()
    first = 7 if isinstance(results[-1], Done) else 1
    assert rule.first == first
    wanted = {rule.number(THIS_YEAR, n) for n in range(first, first + 15)}
    assert set(NumberSlot.objects.values_list("number", flat=True)) == wanted
