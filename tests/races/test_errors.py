"""The error book under a crowd: two workers and people by hand, each error once, no number twice and no gap."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError

from bulletins.actions import collecting, counting, errors, reports
from bulletins.actions.collecting import collect
from bulletins.models import ErrorEntry, ErrorReport
from docflow.web.errors import Faster, Incomplete
from documents.models import Document
from tests.bulletins.errors import wrong
from tests.office import Office, fresh, make_office, registered
from tests.races.threads import apart, at_once, passed, without_the_lock
from workflow.spine import Done

pytestmark = pytest.mark.django_db
CROWD = 6


class Office_:
    """What a way to go wrong needs of a world."""

    def __init__(self, office: Office) -> None:
        self.o = office


@pytest.fixture(scope="module")
def made(django_db_setup: Callable[[], None], django_db_blocker: Any) -> Iterator[Office]:
    with django_db_blocker.unblock():
        yield make_office()
        django_db_setup()


@pytest.fixture
def office(made: Office, db: None) -> Office:
    return made


def go_wrong(office: Office, times: int) -> None:
    for _n in range(times):
        apart(partial(wrong.give_back, Office_(office)))


def numbers() -> list[int]:
    return sorted(ErrorEntry.objects.values_list("no", flat=True))


def test_two_workers_and_people_at_once(office: Office) -> None:
    go_wrong(office, 3)
    before = len(numbers())
    by_hand = [
        partial(errors.note, fresh(office.clerk), "number", about=None, key=f"crowd-{n}-{'k' * 12}")
        for n in range(CROWD)
    ]
    results = at_once([*([partial(collect, whole=True)] * CROWD), *by_hand])
    assert not [r for r in results if isinstance(r, BaseException)], results
    assert sum(results[:CROWD]) == 3, "each of them once, by whichever"
    found = numbers()
    assert len(found) == before + 3 + CROWD
    assert found == list(range(1, len(found) + 1)), "no number twice, and no gap"


def test_without_the_lock_they_meet(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: both have read that it is not there yet before either writes."""
    apart(partial(collect, whole=True))
    go_wrong(office, 1)
    gate, rows, take = threading.Barrier(2), collecting._rows, counting.take

    def together(found: Any) -> Any:
        made = rows(found)
        with suppress(threading.BrokenBarrierError):
            gate.wait(10)
        return made

    monkeypatch.setattr(collecting, "take", lambda name, n=1: take(name, n) if n else 0)
    monkeypatch.setattr(collecting, "_rows", together)
    results = at_once([partial(collect, whole=True)] * 2)
    assert len([r for r in results if isinstance(r, IntegrityError)]) == 1, results


def test_one_form_many_times_is_one_entry(office: Office) -> None:
    key = "the-same-form-many-times"
    results = at_once([partial(errors.note, fresh(office.clerk), "time", about=None, key=key)] * CROWD)
    assert len({r.pk for r in results}) == 1
    assert ErrorEntry.objects.filter(source_key=key).count() == 1


def test_who_closes_it_first(office: Office) -> None:
    entry = apart(partial(errors.note, fresh(office.clerk), "time", about=None, key="closed-by-many-people"))
    results = at_once([partial(errors.close, entry, by=fresh(office.chief), reason="已讨论")] * CROWD)
    assert sum(r is None for r in results) == 1
    assert sum(isinstance(r, Faster) for r in results) == CROWD - 1
    assert entry.changes.count() == 1


def test_two_who_write_from_one_form(office: Office) -> None:
    entry = apart(partial(errors.note, fresh(office.clerk), "time", about=None, key="written-by-two-people"))
    words = [
        partial(errors.amend, entry, by=fresh(office.chief), fields={"root_cause": f"原因{n}"}, seen=0)
        for n in range(CROWD)
    ]
    results = at_once(words)
    assert results.count(1) == 1
    assert sum(isinstance(r, Faster) for r in results) == CROWD - 1


def reported(office: Office, doc: Document) -> list[Callable[[], Done]]:
    who = fresh(office.handler)
    return [
        partial(
            reports.report,
            ErrorReport(
                about_kind="document", about_ref=doc.ref, about_name=doc.receipt_no, what=f"第{n}处不对"
            ),
            by=who,
        )
        for n in range(CROWD)
    ]


def test_reports_have_one_number_each_without_a_gap(office: Office) -> None:
    doc = apart(partial(registered, office))
    results = at_once(reported(office, doc))
    assert all(isinstance(r, Done) for r in results), results
    serials = sorted(int(r.subject.number.split("〕")[1].rstrip("号")) for r in results)
    assert serials == list(range(serials[0], serials[0] + CROWD))


def answers(office: Office, row: ErrorReport) -> list[Callable[[], Done]]:
    who = fresh(office.chief)
    return [
        partial(reports.answer, row, by=who, answer="no_error", said=f"与原件一致{n}") for n in range(CROWD)
    ]


def one_report(office: Office) -> ErrorReport:
    doc = apart(partial(registered, office))
    row: ErrorReport = apart(reported(office, doc)[0]).subject
    return row


def test_one_answer(office: Office) -> None:
    results = at_once(answers(office, one_report(office)))
    assert sum(isinstance(r, Done) for r in results) == 1
    assert sum(isinstance(r, Faster | Incomplete) for r in results) == CROWD - 1


def test_without_the_lock_many_answer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    row = one_report(office)
    without_the_lock(monkeypatch, CROWD)
    assert passed(at_once(answers(office, row))) > 1
