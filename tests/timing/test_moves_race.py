"""A paper moves on while a change is being saved: nothing is half done; without the locks and looks it would be."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from deadlines import store
from docflow.web.errors import Faster
from documents.actions import redating
from documents.actions.propose import propose
from documents.models import Document
from tests.office import fresh, make_office, registered
from tests.timing.world import other_calendar, save, saved
from timing.actions import moving
from timing.models import Timetable
from timing.queries.moves import fingerprint, moves
from workflow.models import Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(run: Any, result: list[Any]) -> threading.Thread:
    def body() -> None:
        try:
            result.append(run())
        except Exception as error:
            result.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=body)
    thread.start()
    return thread


def moved_on(office: Any, doc: Document) -> None:
    propose(doc, by=fresh(office.handler), expected_version=doc.version, text="拟办", reviewer=office.chief,
            lead_unit=office.unit)  # fmt: skip


def holidays() -> Any:
    return other_calendar({timezone.localdate() + timedelta(n): "holiday" for n in range(1, 9)})


def raced(monkeypatch: pytest.MonkeyPatch, office: Any, doc: Document) -> list[Any]:
    """The paper moves on after the list has been found the same, before its own lock is taken."""
    rules, met = holidays(), threading.Event()
    found = moves(rules)
    before = moving.redate_document  # type: ignore[attr-defined]

    def late(*args: Any, **kwargs: Any) -> Any:
        met.set()
        other: list[Any] = []
        in_thread(lambda: moved_on(office, doc), other).join(20)
        assert other == [None]
        return before(*args, **kwargs)

    monkeypatch.setattr(moving, "redate_document", late)
    result: list[Any] = []
    in_thread(
        lambda: save(Timetable.the(), by=fresh(office.admin), rules=rules, seen=fingerprint(found)), result
    ).join(30)
    assert met.is_set()
    return result


def test_a_paper_that_moves_on_meanwhile_stops_the_whole_change(monkeypatch: pytest.MonkeyPatch) -> None:
    office = make_office()
    doc, other = registered(office), registered(office)
    due = Document.objects.get(pk=other.pk).due_at
    result = raced(monkeypatch, office, doc)
    assert isinstance(result[0], Faster), result
    assert "清单已变化，请重新核对" in str(result[0])
    assert Document.objects.get(pk=other.pk).due_at == due, "the other paper's date stands, too"
    assert Document.objects.get(pk=doc.pk).state == "reviewing"
    assert list(differences(Document)) == []
    found = moves(holidays())
    assert {m.kind for m in found if m.subject_pk == doc.pk} == {"", "review"}, "the list as it is now"


def test_without_looking_again_it_would_be_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: where the act does not look what the date is by now, a closed task gets another date."""
    office = make_office()
    doc = registered(office)
    closed = Task.objects.about(doc).get(status="open")

    def blindly(a: Any, rows: Any) -> list[Any]:
        for row in rows:
            Task.objects.filter(pk=row.pk).update(due_at=row.due.at)
        return []

    monkeypatch.setattr(redating, "write_dates", blindly)
    monkeypatch.setattr(redating, "still", lambda *_args: None)
    result = raced(monkeypatch, office, doc)
    assert not isinstance(result[0], Exception), result
    after = Task.objects.get(pk=closed.pk)
    assert (after.status, after.due_at == closed.due_at) == ("done", False)


def test_a_paper_in_the_hands_of_another_is_waited_for() -> None:
    """An act that came first ends first; then the list is another and the change is refused."""
    office = make_office()
    doc = registered(office)
    rules = holidays()
    seen = fingerprint(moves(rules))
    result: list[Any] = []
    with transaction.atomic():
        moved_on(office, doc)
        thread = in_thread(
            lambda: save(Timetable.the(), by=fresh(office.admin), rules=rules, seen=seen), result
        )
        thread.join(0.7)
        assert thread.is_alive(), "it waits for the paper"
    thread.join(20)
    assert isinstance(result[0], Faster), result


def test_of_two_administrators_with_one_list_one_wins() -> None:
    """Both saw the same list; whoever comes second finds it done, and is told."""
    office = make_office()
    registered(office)
    rules = holidays()
    seen = fingerprint(moves(rules))
    results: list[Any] = []
    threads = [
        in_thread(lambda: save(Timetable.the(), by=fresh(office.admin), rules=rules, seen=seen), results)
        for _ in range(2)
    ]
    for thread in threads:
        thread.join(30)
    assert sorted(type(r).__name__ for r in results) == ["Done", "Faster"]
    store.reset()
    assert saved(office.admin, rules) == []
