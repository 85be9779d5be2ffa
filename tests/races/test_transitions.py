"""32 at once on each main transition: one winner, the rest told who was faster; replays; no lock, no luck."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from docflow.web.errors import Faster, NotAllowed
from documents.actions.handover import assign
from documents.actions.instruct import instruct
from documents.actions.propose import propose
from documents.actions.register import register
from documents.actions.review import approve, give_back
from documents.models import Document
from tests.office import (
    Office,
    fresh,
    instructed,
    item,
    make_office,
    registered,
    reviewing,
    submitted,
    unsaved,
)
from tests.races.threads import at_once
from workflow import spine
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import Done

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 32


def _propose(office: Office, doc: Document, **kw: Any) -> Done:
    return propose(
        doc, by=fresh(office.handler), text="拟办", reviewer=office.chief, lead_unit=office.unit, **kw
    )


def _approve(office: Office, doc: Document, **kw: Any) -> Done:
    return approve(doc, by=fresh(office.chief), **kw)


def _give_back(office: Office, doc: Document, **kw: Any) -> Done:
    return give_back(doc, by=fresh(office.chief), reason="请补充", **kw)


def _instruct(office: Office, doc: Document, **kw: Any) -> Done:
    return instruct(doc, by=fresh(office.leader), text="同意。", **kw)


def _assign(office: Office, doc: Document, **kw: Any) -> Done:
    return assign(doc, by=fresh(office.handler), items=[item(office)], **kw)


MOVES: list[tuple[Callable[[Office], Document], Callable[..., Done], str]] = [
    (registered, _propose, "propose"),
    (reviewing, _approve, "approve"),
    (reviewing, _give_back, "give_back"),
    (submitted, _instruct, "instruct"),
    (instructed, _assign, "assign"),
]


@pytest.mark.parametrize(("stage", "move", "verb"), MOVES, ids=[m[2] for m in MOVES])
def test_one_wins(stage: Callable[[Office], Document], move: Callable[..., Done], verb: str) -> None:
    office = make_office()
    doc = stage(office)
    results = at_once([lambda: move(office, doc, expected_version=doc.version)] * CROWD)
    winners = [r for r in results if isinstance(r, Done)]
    losers = [r for r in results if isinstance(r, Faster)]
    assert len(winners) == 1, results
    assert len(losers) == CROWD - 1, results
    assert all(r.who and r.when for r in losers)
    assert Entry.objects.filter(subject_pk=doc.pk, verb=verb).count() == 1
    assert list(differences(Document)) == []


@pytest.mark.parametrize(("stage", "move", "verb"), MOVES, ids=[m[2] for m in MOVES])
def test_replays_get_the_first_result(
    stage: Callable[[Office], Document], move: Callable[..., Done], verb: str
) -> None:
    office = make_office()
    doc = stage(office)
    results = at_once([lambda: move(office, doc, expected_version=doc.version, key="one")] * 8)
    assert all(isinstance(r, Done) for r in results), results
    assert len({r.entry.pk for r in results}) == 1
    assert sum(not r.replayed for r in results) == 1


def test_approve_against_return() -> None:
    office = make_office()
    doc = reviewing(office)
    calls = [lambda: _approve(office, doc, expected_version=doc.version)] * 16
    calls += [lambda: _give_back(office, doc, expected_version=doc.version)] * 16
    results = at_once(calls)
    assert sum(isinstance(r, Done) for r in results) == 1, results
    assert all(isinstance(r, (Done, Faster, NotAllowed)) for r in results)


def test_without_the_lock_several_pass_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with the row lock off more than one passes rights and version.

    The unique keys of the database then stop the second: they are the net below, not the answer, and know
    nobody's name.
    """

    @contextmanager
    def unlocked(subject: Any) -> Any:
        row = type(subject)._default_manager.get(pk=subject.pk)
        row.locked_at = spine.database_now()
        yield row

    office = make_office()
    docs = [reviewing(office) for _ in range(6)]
    monkeypatch.setattr(spine, "locked", unlocked)
    passed = 0
    for doc in docs:  # a race is a matter of luck: a few crowds make it certain
        results = at_once([partial(_approve, office, doc, expected_version=doc.version)] * CROWD)
        passed = max(passed, sum(isinstance(r, Done) or not getattr(r, "who", "") for r in results))
    assert passed > 1


def test_numbers_are_gapless_under_a_crowd() -> None:
    office = make_office()

    def one(i: int) -> Done:
        return register(unsaved(office), by=fresh(office.clerk), handler=office.handler)

    results = at_once([partial(one, i) for i in range(CROWD)])
    assert all(isinstance(r, Done) for r in results), [r for r in results if not isinstance(r, Done)]
    assert sorted(Document.objects.values_list("serial", flat=True)) == list(range(1, CROWD + 1))
    assert Task.objects.filter(kind="propose", status="open").count() == CROWD
