"""32 at once on each step of handling and closing: one winner, the others told who; off the lock, no such luck."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from docflow.web.errors import Faster, Incomplete, NotAllowed
from documents.actions import closing, extension, handling, handover
from documents.actions.guard import allow
from documents.actions.reading import give_readers
from documents.models import Assignment, Document, Extension
from tests.office import Office, fresh, instructed, item, make_office
from tests.office import handling as at_units
from tests.races.threads import at_once
from workflow import spine
from workflow.act import Act
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import Done, act

from .path import answered, asked, asked_for_time, closed, codes, days, now, part, reported, tasks, with_co

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 32
Move = Callable[[Office, Document], Done]


def the_task(doc: Document) -> int:
    return Task.objects.about(doc).filter(kind="handle").latest("pk").pk


def _accept(office: Office, doc: Document) -> Done:
    return handling.accept(doc, by=fresh(office.unit_clerk), task_id=the_task(doc))


def _report(office: Office, doc: Document) -> Done:
    return handling.report(doc, by=fresh(office.unit_clerk), task_id=the_task(doc), result="已办。")


def _misdirected(office: Office, doc: Document) -> Done:
    return handling.misdirected(doc, by=fresh(office.unit_clerk), task_id=the_task(doc), reason="不是。")


def _answer(office: Office, doc: Document) -> Done:
    task = Task.objects.about(doc).filter(kind="extend").latest("pk")
    return extension.answer_extension(doc, by=fresh(office.chief), task_id=task.pk, granted=True)


def _rework(office: Office, doc: Document) -> Done:
    parts = [part(doc, office.unit).pk]
    return handling.rework(
        doc, by=fresh(office.handler), parts=parts, reason="不全。", due=days(3), expected_version=doc.version
    )


def _waive(office: Office, doc: Document) -> Done:
    row = part(doc, office.unit).pk
    return handling.waive(doc, by=fresh(office.chief), part=row, reason="免。", expected_version=doc.version)


def _ask(office: Office, doc: Document) -> Done:
    by, checker = fresh(office.handler), office.chief
    return closing.ask_to_close(doc, by=by, checker=checker, result="已办。", expected_version=doc.version)


def _close(office: Office, doc: Document) -> Done:
    return closing.close(doc, by=fresh(office.chief), checked=codes(doc), expected_version=doc.version)


def _not_yet(office: Office, doc: Document) -> Done:
    return closing.not_yet(doc, by=fresh(office.chief), reason="缺。", expected_version=doc.version)


def _reopen(office: Office, doc: Document) -> Done:
    return closing.reopen(
        doc, by=fresh(office.chief), reason="补。", due=days(9), expected_version=doc.version
    )


def _circulate_only(office: Office, doc: Document) -> Done:
    return handover.circulate_only(doc, by=fresh(office.handler), expected_version=doc.version)


MOVES: list[tuple[Callable[[Office], Document], Move, str]] = [
    (at_units, _accept, "accept"),
    (at_units, _report, "report"),
    (at_units, _misdirected, "misdirected"),
    (asked_for_time, _answer, "answer_extension"),
    (reported, _rework, "rework"),
    (at_units, _waive, "waive"),
    (instructed, _circulate_only, "circulate_only"),
    (answered, _ask, "ask_to_close"),
    (asked, _close, "close"),
    (asked, _not_yet, "not_yet"),
    (closed, _reopen, "reopen"),
]


@pytest.mark.parametrize(("stage", "move", "verb"), MOVES, ids=[m[2] for m in MOVES])
def test_one_wins(stage: Callable[[Office], Document], move: Move, verb: str) -> None:
    office = make_office()
    doc = stage(office)
    results = at_once([lambda: move(office, doc)] * CROWD)
    assert sum(isinstance(r, Done) for r in results) == 1, results
    losers = [r for r in results if not isinstance(r, Done)]
    assert all(isinstance(r, Faster) and r.who and r.when for r in losers), losers
    assert Entry.objects.filter(subject_pk=doc.pk, verb=verb).count() == 1
    assert list(differences(Document)) == []
    if now(doc).state != "closed":
        assert tasks(doc), "a paper without a holder"


def test_one_question_at_a_time() -> None:
    """Asking for time leaves the task open: only one question may be open, the others hear of it."""
    office = make_office()
    doc = at_units(office)
    until = days(20)

    def ask() -> Done:
        return extension.extend(doc, by=fresh(office.unit_clerk), until=until, reason="x", progress="y")

    results = at_once([ask] * CROWD)
    assert sum(isinstance(r, Done) for r in results) == 1, results
    assert all(isinstance(r, (Done, Incomplete)) for r in results)
    assert Extension.objects.count() == 1


def test_the_last_report_opens_the_next_step_once() -> None:
    """Every unit reports at the same moment: nobody is lost, the handler gets one task."""
    office = make_office()
    doc = at_units(
        office, items=[item(office), item(office, lead=office.unit2), item(office, lead=office.unit3)]
    )
    clerks = [office.unit_clerk, office.unit2_clerk, office.unit3_clerk]
    results = at_once([partial(handling.report, doc, by=fresh(who), result="已办。") for who in clerks])
    assert all(isinstance(r, Done) for r in results), results
    assert [t.kind for t in tasks(doc)] == ["wrap_up"]
    assert list(differences(Document)) == []


def test_the_lead_never_gets_past_its_co_unit() -> None:
    office = make_office()
    doc = with_co(office)
    calls = [lambda: handling.report(doc, by=fresh(office.unit_clerk), result="主办已办。")] * 8
    calls += [lambda: handling.report(doc, by=fresh(office.unit2_clerk), result="协办已办。")]
    at_once(calls)
    verbs = (
        Entry.objects.filter(subject_pk=doc.pk, verb="report")
        .order_by("seq")
        .values_list("opinion", flat=True)
    )
    assert list(verbs) in (["协办已办。"], ["协办已办。", "主办已办。"])


def test_report_against_waive_and_misdirected() -> None:
    office = make_office()
    doc = at_units(office)
    at_once([partial(f, office, doc) for f in (_report, _waive, _misdirected) * 8])
    assert Assignment.objects.get(document=doc).status in ("reported", "waived", "misdirected")
    assert len(tasks(doc)) == 1
    assert list(differences(Document)) == []


@act("circulate", exclusive=False)
def circulate(a: Act, *, readers: Any) -> None:
    allow(a, "circulate")
    give_readers(a, readers)


def test_a_closed_paper_never_has_an_open_reader() -> None:
    office = make_office()
    for _ in range(6):
        doc = asked(office)
        calls = [
            lambda d=doc: _close(office, d),
            lambda d=doc: circulate(d, by=office.clerk, readers=[office.head]),
        ]
        results = at_once(calls * 4)
        is_open = Task.objects.about(doc).live().filter(lane="circulation").exists()
        assert (now(doc).state == "closed") is not is_open, results
        assert all(isinstance(r, (Done, Faster, Incomplete, NotAllowed)) for r in results)


@contextmanager
def _unlocked(subject: Any) -> Any:
    row = type(subject)._default_manager.get(pk=subject.pk)
    row.locked_at = spine.database_now()
    yield row


CONTROL = [m for m in MOVES if m[2] in ("accept", "report", "close")]


@pytest.mark.parametrize(("stage", "move", "verb"), CONTROL, ids=[m[2] for m in CONTROL])
def test_without_the_lock_several_pass(
    stage: Callable[[Office], Document], move: Move, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: more than one gets as far as writing; only the unique keys below stop the second."""
    office = make_office()
    doc = stage(office)
    monkeypatch.setattr(spine, "locked", _unlocked)
    results = at_once([lambda: move(office, doc)] * CROWD)
    passed = [r for r in results if isinstance(r, Done) or not getattr(r, "who", "")]
    assert len(passed) > 1, results
