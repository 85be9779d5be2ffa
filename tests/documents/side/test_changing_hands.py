"""A step that changes hands keeps its place: the paper goes exactly the way it would have gone without.

One table: signers before, after and beside; on every kind of route; whoever acts first; the asking step and the
signer's own passed on by its holder, by a chief, to and fro, or done by a deputy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction

from documents.actions.instruct import instruct
from documents.actions.review import countersign
from documents.actions.signers import add_signer
from documents.actions.transferring import reassign, transfer
from documents.actions.withdraw import withdraw
from documents.models import Document
from people.models import Delegation, Person
from tests.office import SINCE, Office, approve, fresh, make_office, person, reviewing, submitted
from workflow.models import Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db
MODES = ("before", "after", "beside")
ROUTES = ("review", "sequential", "parallel")
Seen = list[tuple[str, list[tuple[str, str, str]]]]
ACTS: dict[str, Callable[..., Any]] = {
    "review": lambda doc, by, **kw: approve(doc, by=by, opinion="同意。"),
    "instruct": lambda doc, by, **kw: instruct(doc, by=by, text="同意。", **kw),
    "countersign": lambda doc, by, **kw: countersign(doc, by=by, opinion="同意。", **kw),
}


@dataclass
class Way:
    """A paper on its way. `parts`: who plays which part: the step that asked, its signer, the other leader."""

    office: Office
    doc: Document
    parts: dict[str, str]
    deputies: dict[str, Person] = field(default_factory=dict)

    def live(self) -> list[Task]:
        return list(Task.objects.about(self.doc).live().filter(lane="main").order_by("sequence", "id"))

    def of(self, part: str) -> Task | None:
        return next((t for t in self.live() if self.parts.get(t.holder) == part), None)

    def seen(self) -> tuple[str, list[tuple[str, str, str]]]:
        """Where the paper is, and whose turn it is."""
        state = Document.objects.values_list("state", flat=True).get(pk=self.doc.pk)
        return state, sorted((self.parts.get(t.holder, ""), t.kind, t.status) for t in self.live())

    def who(self, task: Task) -> Person:
        return self.deputies.get(task.holder) or Person.objects.get(pk=int(task.holder[1:]))

    def act(self, order: tuple[str, ...]) -> bool:
        """The first of these whose turn it is does his step."""
        for part in order:
            task = self.of(part)
            if task is not None and task.status == "open":
                more = {} if task.kind == "review" else {"task_id": task.pk}
                ACTS[task.kind](Document.objects.get(pk=self.doc.pk), by=fresh(self.who(task)), **more)
                return True
        return False

    def walk(self, order: tuple[str, ...], until: str, hand: Hand | None, at: int) -> Seen | None:
        """What is seen after each step; None where there is nothing to pass on at that moment."""
        found, n = [self.seen()], 0
        while found[-1][0] == until:
            if n == at and hand is not None:
                if not hand(self):
                    return None
                assert self.seen() == found[-1], "passing on moved the paper"
            if not self.act(order):
                raise AssertionError(f"nobody can act: {found}")
            found.append(self.seen())
            n += 1
        assert list(differences(Document)) == []
        return found


Hand = Callable[[Way], bool]


def spare(way: Way, task: Task) -> Person:
    """Somebody who can take it over and has no part yet."""
    office = way.office
    if task.kind == "review":
        return office.deputy
    if task.kind == "countersign":
        return office.supervisor
    return Person.objects.get(username="third")


def passed_on(way: Way, task: Task, to: Person) -> None:
    way.parts[to.principal] = way.parts[task.holder]


def by_himself(way: Way) -> bool:
    task = way.of("asker")
    if task is None or task.status != "open":
        return False
    to = spare(way, task)
    transfer(way.doc, by=fresh(way.who(task)), to=to, reason="出差", task_id=task.pk)
    passed_on(way, task, to)
    return True


def by_a_chief(part: str) -> Hand:
    def move(way: Way) -> bool:
        task = way.of(part)
        if task is None:
            return False
        to = spare(way, task)
        by = way.office.deputy if task.kind == "review" else way.office.chief
        reassign(way.doc, by=fresh(by), to=to, reason="离任", task_id=task.pk)
        passed_on(way, task, to)
        return True

    return move


def to_and_fro(way: Way) -> bool:
    """Transferred and taken back."""
    task = way.of("asker")
    if not by_himself(way):
        return False
    assert task is not None
    withdraw(way.doc, by=fresh(way.who(task)))
    return True


def twice(way: Way) -> bool:
    """Transferred, and by a chief back to where it was."""
    task = way.of("asker")
    if not by_himself(way):
        return False
    now = way.of("asker")
    assert task is not None
    assert now is not None
    by = way.office.deputy if task.kind == "review" else way.office.chief
    reassign(way.doc, by=fresh(by), to=way.who(task), reason="已回", task_id=now.pk)
    return True


def by_a_deputy(way: Way) -> bool:
    """The step is done by who stands in."""
    task = way.of("asker")
    if task is None:
        return False
    deputy = spare(way, task)
    Delegation.objects.create(principal=way.who(task), deputy=deputy, since=SINCE, kinds=[])
    way.deputies[task.holder] = deputy
    return True


HANDS: dict[str, Hand] = {
    "transfer": by_himself, "reassign": by_a_chief("asker"), "the signer reassigned": by_a_chief("signer"),
    "transfer taken back": to_and_fro, "transfer and reassign": twice, "deputy": by_a_deputy,
}  # fmt: skip


@pytest.fixture
def office() -> Office:
    made = make_office()
    person("third", "丁省长", made.office, "leader", 3)
    return made


def start(office: Office, route: str) -> tuple[Way, Person]:
    """A paper at the step that is going to ask somebody, and its holder."""
    if route == "review":
        return Way(office, reviewing(office), {office.chief.principal: "asker"}), office.chief
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode=route)
    return Way(
        office, doc, {office.leader.principal: "asker", office.leader2.principal: "other"}
    ), office.leader


def ask(way: Way, by: Person, mode: str) -> None:
    add_signer(way.doc, by=fresh(by), signer=way.office.head, mode=mode)
    way.parts[way.office.head.principal] = "signer"


class Undo(Exception):
    pass


def tried(way: Way, *args: Any) -> Seen | None:
    """The walk, of which nothing stays."""
    found: Seen | None = None
    parts = dict(way.parts)
    try:
        with transaction.atomic():
            found = way.walk(*args)
            raise Undo
    except Undo:
        way.parts, way.deputies = parts, {}
    return found


def orders(route: str) -> Iterator[tuple[str, ...]]:
    if route == "parallel":
        yield from permutations(("asker", "signer", "other"))
    else:
        yield from permutations(("asker", "signer"))


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("mode", MODES)
def test_the_way_is_the_same_in_other_hands(office: Office, route: str, mode: str) -> None:
    way, holder = start(office, route)
    ask(way, holder, mode)
    until = way.seen()[0]
    compared = set()
    for order in orders(route):
        full = order if route == "parallel" else (*order, "other")
        plain = tried(way, full, until, None, 0)
        assert plain is not None
        for name, hand in HANDS.items():
            for at in range(len(plain) - 1):
                walked = tried(way, full, until, hand, at)
                if walked is not None:
                    assert walked == plain, (name, order, at)
                    compared.add(name)
    assert compared == set(HANDS)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("mode", MODES)
def test_who_has_taken_over_may_ask_just_as_well(office: Office, route: str, mode: str) -> None:
    """First passed on, then a signer: as if he had asked who had it first."""
    way, holder = start(office, route)
    until = way.seen()[0]

    def asked(hand: Hand | None, order: tuple[str, ...]) -> Seen | None:
        found: Seen | None = None
        parts = dict(way.parts)
        try:
            with transaction.atomic():
                if hand is not None:
                    assert hand(way)
                task = way.of("asker")
                assert task is not None
                ask(way, way.who(task), mode)
                found = way.walk(order, until, None, 0)
                raise Undo
        except Undo:
            way.parts, way.deputies = parts, {}
        return found

    for order in orders(route):
        full = order if route == "parallel" else (*order, "other")
        plain = asked(None, full)
        for name in ("transfer", "reassign", "transfer taken back", "transfer and reassign", "deputy"):
            assert asked(HANDS[name], full) == plain, (name, order)
    assert holder.pk


@pytest.mark.parametrize("mode", MODES)
def test_a_signer_is_taken_back_in_whosever_hands_he_is(office: Office, mode: str) -> None:
    """A chief moved the signer and the asking step meanwhile: nothing of the asking is left behind."""
    way, _holder = start(office, "parallel")
    before = way.seen()
    ask(way, office.leader, mode)
    assert by_a_chief("signer")(way)
    assert by_a_chief("asker")(way)
    withdraw(way.doc, by=fresh(office.leader))
    assert way.seen() == before


def test_a_proposal_taken_back_leaves_nobody_reviewing(office: Office) -> None:
    doc = reviewing(office)
    [task] = Task.objects.about(doc).open()
    reassign(doc, by=office.deputy, task_id=task.pk, to=office.deputy, reason="开会")
    withdraw(Document.objects.get(pk=doc.pk), by=office.handler)
    assert [(t.kind, t.holder) for t in Task.objects.about(doc).live()] == [
        ("propose", office.handler.principal)
    ]
    assert list(differences(Document)) == []
