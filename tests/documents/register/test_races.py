"""Two clerks, one paper; sixteen clerks, sixteen papers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from documents.actions import register as room
from documents.actions.register import Duplicate, register
from documents.models import Document, SerialCounter
from documents.queries import duplicates
from documents.queries.duplicates import twins
from people.models import Person, Unit
from tests.office import fresh, make_office, unsaved
from workflow.models import Entry, Task

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 16


def together(work: Callable[[int], Any], count: int = CROWD) -> list[Any]:
    """Run `work(n)` in threads that start at one moment; gives results or refusals."""
    barrier = Barrier(count)

    def one(n: int) -> Any:
        try:
            barrier.wait()
            return work(n)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def clerks(office: Any) -> tuple[Person, Person]:
    return fresh(office.clerk), fresh(office.clerk2)


def test_serials_have_no_gap_though_some_are_refused():
    office = make_office()
    papers = [unsaved(office) for _ in range(CROWD)]

    def work(n: int) -> Any:
        paper = papers[n - n % 4]  # every four threads bring the same paper
        copy = Document(title=paper.title, source=paper.source, source_doc_number=paper.source_doc_number,
                        kind=paper.kind, received_at=paper.received_at)  # fmt: skip
        return register(copy, by=fresh(office.clerk), handler=office.handler)

    results = together(work)
    assert sum(isinstance(r, Duplicate) for r in results) == CROWD - 4
    assert [r for r in results if isinstance(r, Exception) and not isinstance(r, Duplicate)] == []
    assert sorted(Document.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
    assert SerialCounter.objects.get().last == 4
    assert Task.objects.filter(kind="propose", status="open").count() == 4


def test_sixteen_papers_get_sixteen_numbers():
    office = make_office()
    papers = [unsaved(office) for _ in range(CROWD)]
    results = together(lambda n: register(papers[n], by=fresh(office.clerk), handler=office.handler))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert sorted(Document.objects.values_list("serial", flat=True)) == list(range(1, CROWD + 1))


def test_the_same_form_sixteen_times_is_one_paper():
    office = make_office()
    papers = [unsaved(office, source_doc_number="云政〔2026〕1号", title="同一件") for _ in range(CROWD)]
    results = together(
        lambda n: register(papers[n], by=fresh(office.clerk), handler=office.handler, key="one")
    )
    assert len({r.subject.pk for r in results}) == 1
    assert Document.objects.count() == 1
    assert SerialCounter.objects.get().last == 1


def test_without_the_lock_both_clerks_would_register(monkeypatch):
    """Negative control: the lock on the keys is what holds the race."""
    office = make_office()
    barrier = Barrier(2)
    monkeypatch.setattr(duplicates, "HOLD", "SELECT 1")

    def slow(doc: Document, *, hold: bool) -> list[Document]:
        found = twins(doc, hold=hold)
        barrier.wait(10)  # both have looked before either writes
        return found

    monkeypatch.setattr(room, "twins", slow)
    two = clerks(office)
    same = {"source_doc_number": "云政〔2026〕1号", "title": "同一件"}
    results = together(lambda n: register(unsaved(office, **same), by=two[n], handler=office.handler), 2)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert Document.objects.count() == 2


def test_two_clerks_add_one_sender():
    office = make_office()
    two = clerks(office)

    def work(n: int) -> Any:
        unit = Unit(name="青石县人民政府", relation="skip_level")
        return register(unsaved(office, source=unit), by=two[n], handler=office.handler)

    results = together(work, 2)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert Unit.objects.filter(name="青石县人民政府").count() == 1
    assert Document.objects.filter(source__name="青石县人民政府").count() == 2
    assert Entry.objects.filter(verb="sender_add").count() == 2
