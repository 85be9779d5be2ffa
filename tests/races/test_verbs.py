"""32 at once on every verb: one winner, the rest told who was faster; repeated forms get the first answer.

With the lock off each of them shows its race.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from documents.actions.instruct import instruct
from documents.actions.reading import circulate, read
from documents.actions.register import register
from documents.actions.review import countersign
from documents.actions.signers import add_signer
from documents.models import Attachment, Document, Instruction
from documents.rules.verbs import VERBS
from people.models import Person
from tests.documents.handling.path import now
from tests.office import Office, fresh, make_office, registered, reviewing, submitted, unsaved
from tests.races.threads import apart, at_once, passed, without_the_lock
from tests.races.verbs import COUNTED, RACES
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import Done

CROWD = 32
FEW = 4


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup: Callable[[], None], django_db_blocker: Any) -> Iterator[Office]:
    """One office for all: every test takes papers of its own, and what it writes is committed."""
    with django_db_blocker.unblock():
        yield make_office()
        django_db_setup()


@pytest.fixture
def office(made: Office, db: None) -> Office:
    return made


def wrong(doc: Document) -> list[str]:
    """What the entries of this paper say otherwise."""
    return [line for line in differences(Document) if line.startswith(f"document {doc.pk}:")]


def entries(doc: Document, done: Done) -> int:
    rows = Entry.objects.filter(subject_kind="document", subject_pk=doc.pk, seq__gt=done.entry.seq - 1)
    return rows.filter(verb=done.entry.verb).count()


def test_every_verb_is_raced() -> None:
    assert {name.split()[0] for name in (*RACES, *COUNTED)} == set(VERBS)


@pytest.mark.parametrize("name", RACES)
def test_one_wins(office: Office, name: str) -> None:
    """Sixteen forms, each sent twice by a double click: one is done, its twin gets the same answer."""
    race = RACES[name]
    doc, send = apart(partial(race.form, office))
    results = at_once([partial(send, f"{doc.ref}-{n // 2}") for n in range(CROWD)])
    winners = [r for r in results if isinstance(r, Done)]
    assert len(winners) == 2, results
    first, twin = sorted(winners, key=lambda done: done.replayed)
    assert (first.replayed, twin.replayed) == (False, True)
    assert (twin.entry.pk, twin.said) == (first.entry.pk, first.said)
    assert entries(doc, first) == 1
    losers = [r for r in results if not isinstance(r, Done)]
    assert all(type(r) is race.losers and str(r) for r in losers), losers
    if race.named:
        told = {(r.who, r.when) for r in losers}
        assert told == {(getattr(office, race.who).name, first.entry.at)}
    assert wrong(doc) == []


@pytest.mark.parametrize("name", RACES)
def test_without_the_lock_several_win(office: Office, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control. Only unique keys of the database are left below, and what they refuse has no name."""
    _doc, send = apart(partial(RACES[name].form, office))
    without_the_lock(monkeypatch, FEW)
    results = at_once([partial(send, "") for _ in range(FEW)])
    assert passed(results) > 1, results


# -- all are counted -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COUNTED)
def test_all_are_counted(office: Office, name: str) -> None:
    """Beside, not after one another: nobody is refused, nothing is lost; a double click counts once."""
    doc, send = apart(partial(COUNTED[name].form, office))
    results = at_once([partial(send, f"{doc.ref}-{n // 2}") for n in range(CROWD)])
    assert all(isinstance(r, Done) for r in results), results
    assert len({r.entry.pk for r in results}) == sum(not r.replayed for r in results) == CROWD // 2
    if name == "urge":
        assert Task.objects.about(doc).open().get(kind="handle").urged == CROWD // 2
    if name == "add_file":
        numbers = Attachment.objects.filter(document=doc).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, CROWD // 2 + 1))
    assert wrong(doc) == []


@pytest.mark.parametrize("name", COUNTED)
def test_without_the_lock_some_are_lost(office: Office, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _doc, send = apart(partial(COUNTED[name].form, office))
    without_the_lock(monkeypatch, FEW)
    results = at_once([partial(send, "") for _ in range(FEW)])
    assert sum(isinstance(r, Done) for r in results) < FEW, results


def people(office: Office) -> list[Person]:
    names = ("clerk", "clerk2", "leader", "leader2", "supervisor", "head", "unit_clerk", "unit2_clerk")
    return [fresh(getattr(office, name)) for name in names]


def signed_by_many(office: Office) -> Document:
    doc = reviewing(office)
    for who in people(office):
        doc = add_signer(doc, by=fresh(office.chief), signer=who, mode="before").subject
    return doc


def test_all_signers_are_counted(office: Office) -> None:
    """The last of them, whoever it is, sends the paper back to the chief."""
    doc = apart(partial(signed_by_many, office))
    calls = []
    for who in people(office):
        task = Task.objects.about(doc).open().get(holder=who.principal).pk
        calls += [
            partial(countersign, doc, by=who, opinion="同意。", task_id=task, key=f"{doc.ref}{task}")
        ] * 4
    results = at_once(calls)
    assert all(isinstance(r, Done) for r in results), results
    assert Entry.objects.filter(subject_pk=doc.pk, verb="countersign").count() == len(people(office))
    [task_left] = Task.objects.about(doc).open()
    assert (task_left.kind, task_left.holder) == ("review", office.chief.principal)
    assert wrong(doc) == []


def test_all_leaders_side_by_side_are_counted(office: Office) -> None:
    leaders = [office.leader, office.leader2]
    doc = apart(partial(submitted, office, leaders=leaders, route_mode="parallel"))
    both = [fresh(office.leader), fresh(office.leader2)]
    calls = [partial(instruct, doc, by=who, text="同意。", key=f"{doc.ref}{who.pk}") for who in both]
    results = at_once(calls * (CROWD // 2))
    assert all(isinstance(r, Done) for r in results), results
    assert Instruction.objects.filter(document=doc).count() == 2
    assert now(doc).state == "instructed"
    assert Task.objects.about(doc).open().filter(kind="assign").count() == 1
    assert wrong(doc) == []


def test_circulating_to_many_at_once_reaches_each_once(office: Office) -> None:
    doc = apart(partial(registered, office))
    by = fresh(office.clerk)
    results = at_once(
        [partial(circulate, doc, by=by, readers=[who], note="请阅") for who in people(office)] * 4
    )
    assert sum(isinstance(r, Done) for r in results) == len(people(office)), results
    held = list(Task.objects.about(doc).open().filter(lane="circulation").values_list("holder", flat=True))
    assert sorted(held) == sorted(who.principal for who in people(office))
    results = at_once([partial(read, doc, by=who) for who in people(office)])
    assert all(isinstance(r, Done) for r in results), results
    assert wrong(doc) == []


def test_numbers_are_gapless_under_a_crowd(office: Office) -> None:
    before = list(Document.objects.values_list("serial", flat=True))
    papers = [unsaved(office) for _ in range(CROWD)]
    by, handler = fresh(office.clerk), office.handler
    results = at_once([partial(register, paper, by=by, handler=handler) for paper in papers])
    assert all(isinstance(r, Done) for r in results), [r for r in results if not isinstance(r, Done)]
    serials = sorted(r.subject.serial for r in results)
    assert serials == list(range(max(before, default=0) + 1, max(before, default=0) + CROWD + 1))
