"""Outgoing papers under a crowd: signing against changing, one number for one paper, every unit's answer, voiding against
sending, printing against saving. With the lock off each of them shows its race.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from checking.models import ProofReply
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.models import Document
from outgoing.actions import drafting, issuing, joint_paper, print_runs, route, signing, slots, texts, urging
from outgoing.models import DraftVersion, NumberSlot, Outgoing, PrintRun, SignOff
from people.models import Unit
from people.roles import Role
from tests.office import fresh, person, registered
from tests.outgoing.desk import (
    Desk,
    dispatching,
    drafted,
    make_desk,
    numbering,
    printing,
    sent,
    signing_,
    text,
)
from tests.outgoing.faults import answer, faulty
from tests.outgoing.papers import came_back, now, plain_original, stale_print, turns
from tests.races.threads import apart, at_once, passed, without_the_lock
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import Done

pytestmark = pytest.mark.django_db
CROWD = 32
PAPERS = 50
FEW = 4


@pytest.fixture(scope="module")
def made(django_db_setup: Callable[[], None], django_db_blocker: Any) -> Iterator[Desk]:
    """One office for all: every test takes papers of its own, and what it writes is committed."""
    with django_db_blocker.unblock():
        yield make_desk()
        django_db_setup()


@pytest.fixture
def d(made: Desk, db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(issuing, "issue_original", plain_original)
    return made


def wrong(*papers: Outgoing) -> list[str]:
    """What the entries of these papers say otherwise."""
    names = tuple(f"outgoing {paper.pk}:" for paper in papers)
    return [line for line in differences(Outgoing) if line.startswith(names)]


def done(results: list[Any]) -> list[Done]:
    return [r for r in results if isinstance(r, Done)]


def lost(results: list[Any], *kinds: type[Exception]) -> list[Any]:
    found = [r for r in results if not isinstance(r, Done)]
    assert all(type(r) in kinds and str(r) for r in found), found
    return found


Call = Callable[[], Done]


def either(paper: Outgoing, one: Callable[..., Done], other: Callable[..., Done], times: int) -> list[Call]:
    """Two forms drawn from the same paper, each sent by a crowd."""
    version = paper.version
    return [
        partial(act, paper, expected_version=version, key=f"{paper.ref}{n}{i}")
        for i in range(times)
        for n, act in enumerate((one, other))
    ]


# -- sign ∥ text -------------------------------------------------------------------------------------


def sign_or_change(d: Desk, times: int) -> tuple[Outgoing, list[Call]]:
    paper = apart(lambda: now(signing_(d)))
    signer, drafter = fresh(d.o.leader2), fresh(d.drafter)
    assert signer.hats
    assert drafter.hats
    sign = partial(signing.sign, by=signer, opinion="同意。")
    return paper, either(paper, sign, partial(texts.save, by=drafter, text=text("签发时改的一稿。")), times)


def test_what_is_signed_is_what_the_signer_saw(d: Desk) -> None:
    """Either it is signed as it was shown, or his signature is refused because it was changed meanwhile."""
    paper, calls = sign_or_change(d, CROWD // 2)
    results = at_once(calls)
    assert len(done(results)) == 1, results
    told = {(r.who, r.when) for r in lost(results, Faster)}
    [winner] = done(results)
    assert told == {(winner.entry.actor_name, winner.entry.at)}
    paper = now(paper)
    row = SignOff.objects.filter(paper=paper).first()
    if winner.entry.verb == "sign":
        assert row is not None
        assert (row.version, row.content_hash) == (1, paper.content_hash)
    else:
        assert (row, paper.text_version, paper.state) == (None, 2, "signing")
    assert wrong(paper) == []


def test_without_the_lock_a_text_is_signed_that_nobody_saw(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _paper, calls = sign_or_change(d, 1)
    without_the_lock(monkeypatch, 2)
    assert passed(at_once(calls)) == 2


# -- numbers -----------------------------------------------------------------------------------------


def to_number(d: Desk, count: int, layout: str = "ordinary") -> list[Outgoing]:
    return apart(lambda: [now(numbering(d, drafted(d, layout=layout))) for _ in range(count)])


def serials(papers: list[Outgoing]) -> list[int]:
    return sorted(NumberSlot.objects.filter(paper__in=papers).values_list("serial", flat=True))


def test_fifty_papers_fifty_numbers_without_a_gap(d: Desk) -> None:
    papers, by = to_number(d, PAPERS), fresh(d.o.clerk)
    assert by.hats
    last = (
        NumberSlot.objects.filter(series=d.series)
        .order_by("-serial")
        .values_list("serial", flat=True)
        .first()
        or 0
    )
    results = at_once(
        [partial(issuing.number, paper, by=by, expected_version=paper.version) for paper in papers]
    )
    assert len(done(results)) == PAPERS, lost(results)
    assert serials(papers) == list(range(last + 1, last + PAPERS + 1))
    assert len({r.subject.number for r in results}) == PAPERS
    assert wrong(*papers) == []


def test_one_paper_gets_one_number(d: Desk) -> None:
    [paper] = to_number(d, 1)
    clerks = [fresh(d.o.clerk), fresh(d.o.clerk2)]
    results = at_once(
        [partial(issuing.number, paper, by=who, expected_version=paper.version) for who in clerks * 8]
    )
    [winner] = done(results)
    told = {(r.who, r.when) for r in lost(results, Faster)}
    assert told == {(winner.entry.actor_name, winner.entry.at)}
    assert serials([paper]) == [NumberSlot.objects.filter(series=d.series).order_by("-serial")[0].serial]


def test_without_the_lock_one_paper_takes_two(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the key of the slot is left, which knows nobody's name; and a number is taken for nothing."""
    [paper] = to_number(d, 1)
    by = fresh(d.o.clerk)
    without_the_lock(monkeypatch, 2)
    results = at_once(
        [partial(issuing.number, paper, by=by, expected_version=paper.version) for _ in range(2)]
    )
    assert passed(results) == 2, results


def test_without_the_counter_s_row_the_same_number_comes_twice(
    d: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the fifty: the highest number and one more, as it is often done."""
    papers, by = to_number(d, FEW, "letter"), fresh(d.o.clerk)  # of a series that nobody counts on here
    all_read = Barrier(FEW)

    def highest(series: Any, year: int, *, by: Any, now: Any, paper: Any, reason: str = "") -> NumberSlot:
        last = NumberSlot.objects.filter(series=series, year=year).order_by("-serial").first()
        with suppress(BrokenBarrierError):
            all_read.wait(5)
        serial = (last.serial if last else 0) + 1
        return NumberSlot.objects.create(
            series=series, year=year, serial=serial, number=series.number(year, serial), paper=paper, status="used",
            taken_at=now, taken_by_id=by.pk, taken_by_name=by.name, changed_at=now, changed_by_name=by.name,
        )  # fmt: skip

    monkeypatch.setattr(slots, "take", highest)
    results = at_once(
        [partial(issuing.number, paper, by=by, expected_version=paper.version) for paper in papers]
    )
    assert len(done(results)) == 1, results


# -- countersign × 32 --------------------------------------------------------------------------------


def with_units(d: Desk, count: int) -> tuple[Outgoing, list[Call]]:
    """Sent to so many units, each with its clerk."""

    def make() -> tuple[Outgoing, list[Any]]:
        units, clerks = [], []
        begin = Unit.objects.count()
        for n in range(begin, begin + count):
            unit = Unit.objects.create(name=f"江东省第{n}厅", short_name=f"第{n}厅", relation="subordinate")
            units.append(unit)
            clerks.append(person(f"clerk{n}", f"厅员{n}", unit, Role.UNIT_CLERK, 20))
        return now(sent(d, units=[u.pk for u in units])), [fresh(who) for who in clerks]

    paper, clerks = apart(make)
    assert all(who.hats.seats for who in clerks)
    return paper, [
        partial(route.countersign, paper, by=who, expected_version=paper.version, result="agreed")
        for who in clerks
    ]


def test_every_unit_is_counted_and_it_goes_on_once(d: Desk) -> None:
    paper, calls = with_units(d, CROWD)
    results = at_once(calls)
    assert len(done(results)) == CROWD, lost(results)
    moved = Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk, to_state="reviewing")
    assert moved.count() == 1
    assert now(paper).state == "reviewing"
    assert [t.kind for t in Task.objects.about(paper).open()] == ["office_review"]
    assert Task.objects.about(paper).filter(kind="countersign", outcome="agreed").count() == CROWD
    assert wrong(paper) == []


def test_without_the_lock_units_are_lost(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper, calls = with_units(d, FEW)
    without_the_lock(monkeypatch, FEW)
    results = at_once(calls)
    assert len(done(results)) < FEW, results
    assert now(paper).state == "countersigning"  # it waits for those who have answered


def test_a_unit_answers_once_whoever_of_it_is_faster(d: Desk) -> None:
    paper = apart(lambda: now(sent(d, units=[d.o.unit.pk, d.o.unit2.pk])))
    both = [fresh(d.o.unit_clerk), fresh(d.o.head)]
    calls = [
        partial(route.countersign, paper, by=who, expected_version=paper.version, result="agreed")
        for who in both
    ]
    results = at_once(calls * 8)
    [winner] = done(results)
    assert {r.who for r in lost(results, Faster)} == {winner.entry.actor_name}


# -- in turn: the answer ∥ that it is overdue ----------------------------------------------------------


def answer_or_overdue(d: Desk, times: int) -> tuple[Outgoing, list[Call]]:
    """The first of two units that countersign one after the other answers as it is written down as late."""

    def make() -> Outgoing:
        paper = turns(d)
        Task.objects.about(paper).open().update(due_at=timezone.now() - timedelta(days=2))
        return now(paper)

    paper = apart(make)
    first = Task.objects.about(paper).open().get().pk
    clerk, chief = fresh(d.o.unit_clerk), fresh(d.o.chief)
    answers = partial(route.countersign, paper, by=clerk, expected_version=paper.version, result="agreed")
    ends = partial(
        route.overdue, paper, by=chief, expected_version=paper.version, task_ids=[first], reason="催过"
    )
    return paper, [call for _ in range(times) for call in (answers, ends)]


def test_the_next_unit_is_asked_once(d: Desk) -> None:
    paper, calls = answer_or_overdue(d, 8)
    results = at_once(calls)
    [winner] = done(results)
    lost(results, Faster, Incomplete)
    assert "请 省财政厅 会签" in winner.said
    assert [(t.holder_name, t.status) for t in Task.objects.about(paper).live()] == [("省财政厅", "open")]
    changes = [
        c
        for e in Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk)
        for c in e.data.get("tasks", ())
    ]
    assert [c[0] for c in changes].count("release") == 1
    assert wrong(paper) == []


def test_without_the_lock_the_loser_hears_no_sentence(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both close the first and open the next; only a unique key of the database is left below."""
    _paper, calls = answer_or_overdue(d, 1)
    without_the_lock(monkeypatch, 2)
    results = at_once(calls)
    assert len(done(results)) == 2 or any(isinstance(r, IntegrityError) for r in results), results


# -- void ∥ dispatch ---------------------------------------------------------------------------------


def void_or_send(d: Desk, times: int) -> tuple[Outgoing, list[Call]]:
    paper = apart(lambda: now(dispatching(d)))
    chief, clerk = fresh(d.o.chief), fresh(d.o.clerk2)
    assert chief.hats
    assert clerk.hats
    void = partial(issuing.void, by=chief, reason="有误")
    return paper, either(paper, void, partial(issuing.dispatch, by=clerk, channel="exchange"), times)


def test_it_is_void_or_on_its_way(d: Desk) -> None:
    paper, calls = void_or_send(d, CROWD // 2)
    results = at_once(calls)
    [winner] = done(results)
    told = {(r.who, r.when, r.verb) for r in lost(results, Faster)}
    assert told == {(winner.entry.actor_name, winner.entry.at, winner.entry.verb)}
    paper, slot = now(paper), NumberSlot.objects.get(paper=paper)
    gone = paper.addressees.filter(receipt="sent").count()
    assert (paper.state, slot.status, gone) in [("voided", "void", 0), ("dispatched", "used", 2)]
    assert wrong(paper) == []


def test_without_the_lock_it_is_both(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _paper, calls = void_or_send(d, 1)
    without_the_lock(monkeypatch, 2)
    assert passed(at_once(calls)) == 2


# -- print more ∥ dispatch -----------------------------------------------------------------------------


def more_or_send(d: Desk, times: int) -> tuple[Outgoing, list[Call]]:
    paper = apart(lambda: now(dispatching(d)))
    clerk, other = fresh(d.o.clerk), fresh(d.o.clerk2)
    assert clerk.hats
    assert other.hats
    more = partial(print_runs.print_more, by=clerk, copies=3, reason="分发单位增加")
    return paper, either(paper, more, partial(issuing.dispatch, by=other, channel="exchange"), times)


def test_more_is_printed_before_it_is_sent_or_after(d: Desk) -> None:
    """Either it waits for the seal once more, or it is on its way with what was stamped: never both."""
    paper, calls = more_or_send(d, CROWD // 2)
    results = at_once(calls)
    [winner] = done(results)
    told = {(r.who, r.when, r.verb) for r in lost(results, Faster)}
    assert told == {(winner.entry.actor_name, winner.entry.at, winner.entry.verb)}
    paper = now(paper)
    kinds = sorted(Task.objects.about(paper).open().filter(lane="main").values_list("kind", flat=True))
    runs = list(PrintRun.objects.filter(paper=paper).values_list("approved", "stamped"))
    found = (paper.state, paper.print_run, paper.sent_copies, kinds, runs)
    assert found in [
        ("sealing", 13, 0, ["seal"], [(10, 10), (3, None)]),
        ("dispatched", 10, 2, ["receipts"], [(10, 10)]),
    ]
    assert wrong(paper) == []


def test_without_the_lock_it_is_sent_and_stamped(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _paper, calls = more_or_send(d, 1)
    without_the_lock(monkeypatch, 2)
    assert passed(at_once(calls)) == 2


# -- check ∥ check -------------------------------------------------------------------------------------


def to_check(d: Desk) -> tuple[Outgoing, list[Call]]:
    paper = apart(lambda: now(came_back(d)))
    row = paper.joint_sheets.get()
    people = [fresh(d.o.clerk2), fresh(d.o.chief)]
    assert all(who.hats.seats for who in people)
    yes = partial(joint_paper.check_joint, paper, by=people[0], sheet=row.pk, matches=True)
    no = partial(joint_paper.check_joint, paper, by=people[1], sheet=row.pk, matches=False, reason="日期不符")
    return paper, [yes, no]


def test_a_signed_sheet_is_answered_once(d: Desk) -> None:
    paper, calls = to_check(d)
    results = at_once(calls * 4)
    [winner] = done(results)
    lost(results, Faster, Incomplete)
    paper = now(paper)
    signed = SignOff.objects.filter(paper=paper, signer=None).count()
    found = (paper.joint_sheets.get().status, signed, paper.state)
    assert found in [("checked", 1, "rechecking"), ("refused", 0, "signing")]
    assert paper.joint_sheets.get().checked_by_name == winner.entry.actor_name
    assert wrong(paper) == []


def test_without_the_lock_both_have_answered(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds the second one up then is the database, which answers a sheet once."""
    _paper, calls = to_check(d)
    without_the_lock(monkeypatch, 2)
    assert passed(at_once(calls)) == 2


# -- urge ∥ answer -----------------------------------------------------------------------------------


def urge_or_answer(d: Desk) -> tuple[Outgoing, Task, list[Call]]:
    paper = apart(lambda: now(sent(d, units=[d.o.unit.pk])))
    clerk, unit = fresh(d.o.clerk), fresh(d.o.unit_clerk)
    assert clerk.hats
    assert unit.hats
    task = Task.objects.about(paper).open().get()
    one = partial(urging.urge, paper, by=clerk, task_ids=[task.pk])
    return paper, task, [one, partial(route.countersign, paper, by=unit, result="agreed")]


def test_nobody_is_urged_who_has_just_answered(d: Desk) -> None:
    """Whoever is told to get on with it had not answered; who answered is urged no more."""
    paper, task, calls = urge_or_answer(d)
    results = at_once([calls[0]] * FEW + [calls[1]])
    [answer] = [r for r in done(results) if r.entry.verb == "countersign"]
    urged = [r for r in done(results) if r.entry.verb == "urge"]
    assert all(r.entry.seq < answer.entry.seq for r in urged)
    assert all("请选择还没有办" in str(r) for r in lost(results, Incomplete))
    task.refresh_from_db()
    assert (task.status, task.urged) == ("done", len(urged))
    assert wrong(paper) == []


def test_without_the_lock_who_answered_is_urged(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _paper, _task, calls = urge_or_answer(d)
    without_the_lock(monkeypatch, 2)
    assert passed(at_once(calls)) == 2


def test_every_urging_is_counted(d: Desk) -> None:
    """Beside one another: nobody is refused; a double click counts once."""
    paper, task, _calls = urge_or_answer(d)
    clerk = fresh(d.o.clerk)
    assert clerk.hats
    urge = partial(urging.urge, paper, by=clerk, task_ids=[task.pk])
    results = at_once([partial(urge, key=f"{paper.ref}-{n // 2}") for n in range(CROWD)])
    assert len({r.entry.pk for r in done(results)}) == CROWD // 2
    assert lost(results) == []
    task.refresh_from_db()
    assert task.urged == CROWD // 2
    assert wrong(paper) == []


# -- two drafts, one incoming paper ------------------------------------------------------------------


def to_claim(d: Desk) -> tuple[Document, list[Outgoing], list[Call]]:
    """Several drafts want to answer the same one, each by its own 改栏目; the first has to leave another for it."""
    asked, before = apart(lambda: (registered(d.o), registered(d.o)))
    papers = apart(lambda: [drafted(d, answers=before), *(drafted(d) for _n in range(FEW - 1))])
    calls: list[Call] = [
        partial(drafting.edit, paper, by=fresh(d.drafter), fields={"answers": asked}) for paper in papers
    ]
    return asked, papers, calls


def test_one_incoming_paper_has_one_answer(d: Desk) -> None:
    asked, papers, calls = to_claim(d)
    [winner] = done(results := at_once(calls))
    assert all("复文" in str(r) for r in lost(results, BadInput))
    asked.refresh_from_db()
    assert asked.answer_ref == winner.subject.ref
    assert [p.ref for p in map(now, papers) if p.answers_id == asked.pk] == [asked.answer_ref]
    assert wrong(*papers) == []


def test_two_that_change_places_do_not_wait_for_one_another_for_ever(d: Desk) -> None:
    """Both hold one and want the other's: each is told so, whichever was locked first."""
    one, other = apart(lambda: (registered(d.o), registered(d.o)))
    papers = apart(lambda: [drafted(d, answers=one), drafted(d, answers=other)])
    wanted = zip(papers, (other, one), strict=True)
    results = at_once(
        [partial(drafting.edit, p, by=fresh(d.drafter), fields={"answers": doc}) for p, doc in wanted]
    )
    assert len(lost(results, BadInput)) == 2, results
    assert [now(p).answers_id for p in papers] == [one.pk, other.pk]


# -- print ∥ text ------------------------------------------------------------------------------------


def print_or_change(d: Desk, times: int) -> tuple[Outgoing, list[Call]]:
    paper = apart(lambda: now(printing(d)))
    clerk, drafter = fresh(d.o.clerk), fresh(d.drafter)
    assert clerk.hats
    assert drafter.hats
    run = partial(issuing.print_run, by=clerk, copies=10)
    return paper, either(paper, run, partial(texts.save, by=drafter, text=text("开印时改的一稿。")), times)


def test_what_is_printed_is_what_was_signed(d: Desk) -> None:
    paper, calls = print_or_change(d, CROWD // 2)
    results = at_once(calls)
    [winner] = done(results)
    lost(results, Faster)
    paper = now(paper)
    found = (winner.entry.verb, paper.state, paper.is_stale, DraftVersion.objects.filter(paper=paper).count())
    assert found in [("print_run", "sealing", False, 1), ("text", "printing", True, 2)]
    assert wrong(paper) == []


def test_without_the_lock_another_text_is_printed(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _paper, calls = print_or_change(d, 1)
    without_the_lock(monkeypatch, 2)
    assert passed(at_once(calls)) == 2


def test_forms_that_were_never_drawn_are_refused_by_the_rule_itself(d: Desk) -> None:
    """Whoever calls without a version is held by the text: nothing is printed that nobody signed."""
    paper = apart(lambda: now(stale_print(d)))
    calls = [partial(issuing.print_run, paper, by=fresh(d.o.clerk), copies=10)] * FEW
    assert len(lost(at_once(calls), Incomplete, NotAllowed)) == FEW
    assert now(paper).state == "printing"


def waived_at_once(d: Desk, monkeypatch: pytest.MonkeyPatch | None = None) -> tuple[Outgoing, list[Any]]:
    """Both chiefs let the same error pass, at the same moment."""
    paper = apart(lambda: faulty(d))
    if monkeypatch is not None:
        without_the_lock(monkeypatch, 2)
    return paper, at_once([partial(answer, paper, who, "PUN-01") for who in (d.o.chief, d.o.deputy)])


def test_one_error_is_waived_by_one(d: Desk) -> None:
    """The other hears who was faster."""
    paper, results = waived_at_once(d)
    [late] = [r for r in results if isinstance(r, Exception)]
    assert isinstance(late, Faster)
    assert "已放行这一处" in str(late)
    assert ProofReply.objects.filter(subject_pk=paper.pk).count() == 1
    assert (
        Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk, verb="waive_finding").count() == 1
    )
    assert wrong(paper) == []


def test_without_the_lock_the_key_alone_holds_them_apart(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper, results = waived_at_once(d, monkeypatch)
    [late] = [r for r in results if isinstance(r, Exception)]
    assert not isinstance(late, Faster), "he would have been told by whom"
    assert ProofReply.objects.filter(subject_pk=paper.pk).count() == 1
