"""Main flow and circulation never touch each other's rows; crowds at both."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docflow.web.errors import Faster, Incomplete, NotAllowed, Refusal
from documents.actions.closing import ask_to_close
from documents.actions.handling import accept, report
from documents.actions.handover import assign, circulate_only
from documents.actions.instruct import instruct
from documents.actions.reading import circulate, read, recall_reader
from documents.actions.review import countersign, give_back
from documents.actions.signers import add_signer
from documents.actions.transferring import transfer
from documents.actions.urging import urge
from documents.actions.withdraw import withdraw
from documents.models import Document
from tests.documents.handling.path import now
from tests.office import (
    Office,
    again,
    approve,
    handling,
    instructed,
    item,
    make_office,
    registered,
    reviewing,
    submitted,
)
from tests.races.threads import at_once
from workflow.models import Task
from workflow.replay import differences
from workflow.spine import Done

STAGES: list[Callable[[Office], Document]] = [registered, reviewing, submitted, instructed, handling]


def rows(doc: Document, lane: str) -> list[dict[str, Any]]:
    """Every column but how often somebody was urged, which is told to both lanes alike."""
    found = Task.objects.about(doc).filter(lane=lane).order_by("id")
    return [{k: v for k, v in row.items() if k != "urged"} for row in found.values()]


def people(office: Office) -> list[Any]:
    return [
        office.leader,
        office.leader2,
        office.head,
        office.unit_clerk,
        office.chief,
        office.handler,
        office.clerk,
    ]


def side_acts(office: Office, doc: Document, rng: random.Random) -> list[Callable[[], Any]]:
    cast = people(office)
    live = list(Task.objects.about(doc).live().filter(lane="circulation").values_list("pk", flat=True))
    some = rng.sample(cast, rng.randrange(1, 4))
    one = [rng.choice(live)] if live else [0]
    return [
        lambda: circulate(doc, by=office.clerk, readers=some, note="请阅", ordered=rng.random() < 0.5),
        lambda: read(doc, by=rng.choice(cast), opinion=rng.choice(["", "请关注。"])),
        lambda: recall_reader(doc, by=office.handler, task_ids=one),
        lambda: urge(doc, by=office.chief, task_ids=one),
    ]


def main_acts(office: Office, doc: Document, rng: random.Random) -> list[Callable[[], Any]]:
    return [
        lambda: approve(doc, by=office.chief),
        lambda: give_back(doc, by=office.chief, reason="请补充"),
        lambda: withdraw(doc, by=rng.choice(people(office))),
        lambda: add_signer(
            doc, by=office.chief, signer=office.head, mode=rng.choice(["before", "beside", "after"])
        ),
        lambda: countersign(doc, by=office.head, opinion="同意。"),
        lambda: instruct(doc, by=office.leader, text="请办理。"),
        lambda: transfer(doc, by=office.handler, to=office.clerk, reason="出差"),
        lambda: assign(doc, by=rng.choice([office.handler, office.chief]), items=[item(office)]),
        lambda: circulate_only(doc, by=office.handler),
        lambda: accept(doc, by=office.unit_clerk),
        lambda: report(doc, by=office.unit_clerk, result="办结。"),
        lambda: ask_to_close(doc, by=office.handler, checker=office.chief, result="办结。"),
    ]


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6))
def test_neither_touches_the_others_rows(
    seed: int, transactional: Callable[[Callable[[], None]], None]
) -> None:
    transactional(lambda: _walk(random.Random(seed)))


def _walk(rng: random.Random) -> None:
    office = make_office()
    doc = rng.choice(STAGES)(office)
    circulate(doc, by=office.clerk, readers=people(office)[:3], note="请阅")
    done = {"main": 0, "circulation": 0}
    for _ in range(14):
        lane = rng.choice(["main", "circulation"])
        other = "main" if lane == "circulation" else "circulation"
        before = rows(doc, other)
        acts = side_acts if lane == "circulation" else main_acts
        try:
            rng.choice(acts(office, now(doc), rng))()
            done[lane] += 1
        except Refusal:
            pass
        assert rows(doc, other) == before
    assert list(differences(Document)) == []
    assert done["circulation"]


@pytest.fixture
def transactional(db: None) -> Callable[[Callable[[], None]], None]:
    """Run and forget: each example begins with an empty office."""
    from django.db import transaction

    def run(body: Callable[[], None]) -> None:
        with transaction.atomic():
            body()
            transaction.set_rollback(True)

    return run


# -- crowds -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_sixteen_send_it_to_the_same_people() -> None:
    office = make_office()
    doc = registered(office)
    everyone = [office.leader, office.leader2, office.head, office.unit_clerk]
    results = at_once([lambda: circulate(doc, by=again(office.clerk), readers=everyone, note="请阅")] * 16)
    assert sum(isinstance(r, Done) for r in results) == 1, results
    assert sum(isinstance(r, Incomplete) for r in results) == 15, results
    held = list(Task.objects.about(doc).filter(lane="circulation").values_list("holder", flat=True))
    assert sorted(held) == sorted(p.principal for p in everyone)


@pytest.mark.django_db(transaction=True)
def test_thirty_two_readers_at_once_are_all_counted() -> None:
    from tests.documents.side.test_circulating import crowd

    office = make_office()
    doc = registered(office)
    everyone = crowd(office, 32)
    circulate(doc, by=office.clerk, readers=everyone, note="请阅")
    results = at_once([partial(read, doc, by=again(p), opinion=f"{p.name}已阅") for p in everyone])
    assert all(isinstance(r, Done) for r in results), results
    assert Task.objects.about(doc).filter(lane="circulation", status="done").count() == 32
    assert list(differences(Document)) == []


@pytest.mark.django_db(transaction=True)
def test_the_last_reader_and_one_more() -> None:
    """C10: the last one reads while the clerk adds another: the new one stays pending."""
    office = make_office()
    doc = registered(office)
    circulate(doc, by=office.clerk, readers=[office.leader], note="请阅")
    results = at_once(
        [
            lambda: read(doc, by=again(office.leader)),
            lambda: circulate(doc, by=again(office.clerk), readers=[office.head], note="请阅"),
        ]
    )
    assert all(isinstance(r, Done) for r in results), results
    open_ones = Task.objects.about(doc).open().filter(lane="circulation")
    assert [t.holder for t in open_ones] == [office.head.principal]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_withdraw_against_approve(turn: int) -> None:
    """C12: one wins, the other is told who was faster."""
    office = make_office()
    doc = reviewing(office)
    calls: list[Callable[[], Any]] = [
        lambda: withdraw(doc, by=again(office.handler), expected_version=doc.version),
        lambda: approve(doc, by=again(office.chief), expected_version=doc.version),
    ]
    results = at_once(calls if turn % 2 else calls[::-1])
    assert sum(isinstance(r, Done) for r in results) == 1, results
    lost = next(r for r in results if not isinstance(r, Done))
    assert isinstance(lost, Faster)
    assert lost.who in ("吴十", "冯二二")
    assert now(doc).state in ("proposing", "submitted")
    assert list(differences(Document)) == []


@pytest.mark.django_db(transaction=True)
def test_withdraw_against_a_leader() -> None:
    """He writes without a version of his own: still only one of both happens."""
    office = make_office()
    doc = submitted(office)
    results = at_once(
        [
            lambda: withdraw(doc, by=again(office.chief), expected_version=doc.version),
            lambda: instruct(doc, by=again(office.leader), text="同意。"),
        ]
    )
    assert sum(isinstance(r, Done) for r in results) == 1, results
    assert all(isinstance(r, (Done, Faster, NotAllowed)) for r in results)
    assert list(differences(Document)) == []
