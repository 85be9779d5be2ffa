"""Moving a paper by hand and letting it stand still, under a crowd: one wins, the others hear of whom. With the lock off
each of them shows its race.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from docflow.web.errors import Faster
from outgoing.actions import jumping, pausing, signing
from outgoing.models import Outgoing, SignOff
from tests.office import fresh
from tests.outgoing.desk import Desk, make_desk, signing_
from tests.outgoing.papers import now, paused
from tests.races.test_outgoing import done, either, lost, wrong
from tests.races.threads import apart, at_once, passed, without_the_lock
from workflow.models import Entry, Task
from workflow.spine import Done

pytestmark = pytest.mark.django_db
CROWD = 16
Call = Callable[[], Done]


@pytest.fixture(scope="module")
def made(django_db_setup: Callable[[], None], django_db_blocker: Any) -> Iterator[Desk]:
    with django_db_blocker.unblock():
        yield make_desk()
        django_db_setup()


@pytest.fixture
def d(made: Desk, db: None) -> Desk:
    return made


def sign_or(d: Desk, other: Callable[..., Done], times: int) -> tuple[Outgoing, list[Call]]:
    paper = apart(lambda: now(signing_(d)))
    signer = fresh(d.o.leader2)
    assert signer.hats
    return paper, either(paper, partial(signing.sign, by=signer, opinion="同意。"), other, times)


def jump(d: Desk) -> Callable[..., Done]:
    chief = fresh(d.o.chief)
    assert chief.hats
    return partial(jumping.jump, by=chief, target="reviewing", reason="签发人出国")


def suspend(d: Desk) -> Callable[..., Done]:
    drafter = fresh(d.drafter)
    assert drafter.hats
    on = timezone.localdate() + timedelta(days=5)
    return partial(pausing.suspend, by=drafter, code="supplement", reason="补方案", look_on=on)


MOVES = {"jump": jump, "suspend": suspend}


@pytest.mark.parametrize("verb", MOVES)
def test_it_is_signed_or_moved_and_the_other_hears_of_it(d: Desk, verb: str) -> None:
    paper, calls = sign_or(d, MOVES[verb](d), CROWD // 2)
    results = at_once(calls)
    [winner] = done(results)
    told = {(r.who, r.when, r.verb) for r in lost(results, Faster)}
    assert told == {(winner.entry.actor_name, winner.entry.at, winner.entry.verb)}
    paper, signed = now(paper), SignOff.objects.filter(paper=paper).count()
    found = (winner.entry.verb, paper.state, paper.is_paused, signed)
    assert found in [
        ("sign", "rechecking", False, 1), ("jump", "reviewing", False, 0), ("suspend", "signing", True, 0),
    ]  # fmt: skip
    assert wrong(paper) == []


@pytest.mark.parametrize("verb", MOVES)
def test_without_the_lock_it_is_both(d: Desk, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _paper, calls = sign_or(d, MOVES[verb](d), 1)
    without_the_lock(monkeypatch, 2)
    assert passed(at_once(calls)) == 2


def resume_twice(d: Desk, times: int) -> tuple[Outgoing, list[Call]]:
    paper = apart(lambda: now(paused(d)))
    drafter, chief = fresh(d.drafter), fresh(d.o.chief)
    assert drafter.hats
    assert chief.hats
    return paper, either(paper, partial(pausing.resume, by=drafter), partial(pausing.resume, by=chief), times)


def test_it_goes_on_once_and_its_dates_move_once(d: Desk) -> None:
    paper, calls = resume_twice(d, CROWD // 2)
    results = at_once(calls)
    [winner] = done(results)
    assert {(r.who, r.when) for r in lost(results, Faster)} == {(winner.entry.actor_name, winner.entry.at)}
    assert Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk, verb="resume").count() == 1
    [task] = Task.objects.about(paper).live()
    assert (task.due_version, [e["step"] for e in task.due_trace].count("stopped")) == (3, 1)
    assert wrong(paper) == []


def test_without_the_lock_it_goes_on_twice(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _paper, calls = resume_twice(d, 1)
    without_the_lock(monkeypatch, 2)
    assert passed(at_once(calls)) == 2
