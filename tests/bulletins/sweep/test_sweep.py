"""The daily sweep: which papers are on the list and why, once a working day; who may say what he found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bulletins.actions.sweep import answer, make_sweep
from bulletins.rules.sweep import OnWay, marks
from checking.models import Sweep, SweepRow
from docflow.celery import app
from documents.actions.copying import hand_copies
from documents.actions.pausing import suspend
from documents.actions.urging import urge
from documents.models import Document
from people.models import Appointment, Delegation
from seals.models import Absence
from tests.documents.handling.path import now
from tests.office import SINCE, Office, fresh, make_office, registered, reviewing, submitted
from tests.outgoing.desk import drafted, make_desk, sent
from tests.outgoing.papers import plainly
from workflow.clock import told
from workflow.models import Task

FIVE_OCLOCK = datetime(
    2026, 6, 3, 9, 0, tzinfo=timezone.get_fixed_timezone(0)
)  # a Wednesday, 17:00 in Shanghai


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def at(moment: datetime, make: Callable[[], Any]) -> Any:
    with told(moment):
        return make()


def swept(days: int = 1) -> dict[tuple[str, int], SweepRow]:
    """The list of the day so many days after everything was made."""
    sweep = make_sweep(FIVE_OCLOCK + timedelta(days=days))
    assert sweep is not None
    return {(row.side, row.subject_pk): row for row in sweep.rows.all()}


def notice(office: Office, **fields: Any) -> Document:
    values = {
        "kind": "notice",
        "physical_location": "甲柜1",
        "received_at": FIVE_OCLOCK - timedelta(hours=1),
        **fields,
    }
    doc: Document = at(FIVE_OCLOCK, lambda: registered(office, **values))
    return doc


# -- why a paper is on the list --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "colour", "wanted"),
    [
        ({}, "green", ["still"]), ({"moved_at": FIVE_OCLOCK}, "green", []),
        ({"moved_at": FIVE_OCLOCK}, "yellow", ["near"]), ({"moved_at": FIVE_OCLOCK}, "red", ["late"]),
        ({"moved_at": FIVE_OCLOCK, "able": False}, "", ["nobody"]), ({"moved_at": FIVE_OCLOCK, "away": 1}, "", ["away"]),
        ({"moved_at": FIVE_OCLOCK, "able": False, "away": 1}, "", ["nobody"]),
        ({"moved_at": FIVE_OCLOCK, "placed": False}, "", ["lost"]), ({"side": "outgoing", "state": "dispatched"}, "", []),
        ({"side": "outgoing", "state": "dispatched"}, "red", ["late"]), ({"side": "outgoing", "state": "signing"}, "", ["still"]),
    ],
)  # fmt: skip
def test_every_reason(changed: dict[str, Any], colour: str, wanted: list[str]) -> None:
    plain = {
        "side": "document",
        "pk": 1,
        "state": "handling",
        "moved_at": FIVE_OCLOCK - timedelta(days=1),
        "due_at": None,
    }
    since = FIVE_OCLOCK - timedelta(hours=9)
    assert marks(OnWay(**{**plain, **changed}), since, colour) == wanted


def test_what_moved_today_is_not_asked_for_and_what_did_not_is(office: Office) -> None:
    doc = notice(office)
    Task.objects.about(doc).update(due_at=FIVE_OCLOCK + timedelta(days=30))
    assert swept(0) == {}
    row = swept(1)["document", doc.pk]
    assert (row.marks[0], row.state, row.holders, row.holder_keys) == (
        "still",
        "proposing",
        "冯二二",
        [office.handler.principal],
    )
    assert row.sweep.papers == 1


def test_to_urge_and_to_read_is_no_movement(office: Office) -> None:
    doc = notice(office)
    task = Task.objects.about(doc).open().get()
    later = FIVE_OCLOCK + timedelta(days=1, hours=-1)
    at(later, lambda: urge(now(doc), by=fresh(office.chief), task_ids=[task.pk], note="请抓紧"))
    assert "still" in swept(1)["document", doc.pk].marks


def test_a_paper_that_stands_still_by_right_is_not_asked_for(office: Office) -> None:
    doc = notice(office)
    day = (FIVE_OCLOCK + timedelta(days=9)).date()
    at(
        FIVE_OCLOCK,
        lambda: suspend(now(doc), by=fresh(office.chief), code="supplement", reason="等附件", look_on=day),
    )
    assert swept(1) == {}


def test_late_and_near_by_the_lamp(office: Office) -> None:
    late, near = notice(office), notice(office)
    for doc, day in ((late, FIVE_OCLOCK), (near, FIVE_OCLOCK + timedelta(days=1, hours=1))):
        Task.objects.about(doc).update(due_at=day)
    found = swept(1)
    assert "late" in found["document", late.pk].marks
    assert "near" in found["document", near.pk].marks


def test_nobody_has_it_where_its_holder_left(office: Office) -> None:
    doc = notice(office)
    connection.check_constraints()  # it had a holder when it was written
    Appointment.objects.filter(person=office.handler).update(until=date(2025, 1, 1))
    assert "nobody" in swept(1)["document", doc.pk].marks


@pytest.mark.parametrize(("deputy", "wanted"), [(False, True), (True, False)])
def test_who_is_away_without_a_deputy(office: Office, deputy: bool, wanted: bool) -> None:
    doc = notice(office)
    Absence.objects.create(
        person=office.handler, person_name="冯二二", since=date(2026, 6, 1), until=date(2026, 6, 9), made_by_name="吴十",
        made_at=FIVE_OCLOCK,
    )  # fmt: skip
    if deputy:
        Delegation.objects.create(principal=office.handler, deputy=office.clerk2, since=SINCE)
    assert ("away" in swept(1)["document", doc.pk].marks) is wanted


def test_where_the_paper_is_nobody_knows(office: Office) -> None:
    lost, file = (
        notice(office, physical_location=""),
        notice(office, carrier="electronic", channel="electronic", physical_location=""),
    )
    given = notice(office, physical_location="")
    at(
        FIVE_OCLOCK,
        lambda: hand_copies(now(given), by=fresh(office.clerk), what="give", person=office.handler),
    )
    found = swept(1)
    assert [("lost" in found["document", doc.pk].marks) for doc in (lost, file, given)] == [
        True,
        False,
        False,
    ]


def test_a_draft_that_was_never_sent_is_its_drafters_own(db: Any) -> None:
    with plainly():
        d = make_desk()
        own = at(FIVE_OCLOCK, lambda: drafted(d))
        gone = at(FIVE_OCLOCK, lambda: sent(d))
    found = swept(1)
    assert ("outgoing", own.pk) not in found
    assert found["outgoing", gone.pk].holder_keys == [d.o.chief.principal]


# -- once a day ------------------------------------------------------------------------------------------


def test_it_is_made_once_a_day_however_often_it_is_asked_for(office: Office) -> None:
    notice(office)
    first = make_sweep(FIVE_OCLOCK + timedelta(days=1))
    second = make_sweep(FIVE_OCLOCK + timedelta(days=1, hours=2))
    assert first == second
    assert (Sweep.objects.count(), SweepRow.objects.count()) == (1, 1)


def test_there_is_none_on_a_day_off(office: Office) -> None:
    notice(office)
    assert make_sweep(FIVE_OCLOCK + timedelta(days=3)) is None, "a Saturday"
    assert not Sweep.objects.exists()


def test_the_command_makes_it_and_says_so(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    notice(office)
    for day in (1, 1, 3):
        with told(FIVE_OCLOCK + timedelta(days=day)):
            call_command("sweep")
    said = capsys.readouterr().out.splitlines()
    assert said == ["2026-06-04: 1 of 1 papers to look at"] * 2 + ["no working day: no sweep"]


def test_it_moves_no_paper(office: Office) -> None:
    doc = notice(office)
    before = (Document.objects.values_list().get(pk=doc.pk), list(Task.objects.about(doc).values_list()))
    row = swept(1)["document", doc.pk]
    answer({row.pk: "正常"}, fresh(office.chief))
    assert (
        Document.objects.values_list().get(pk=doc.pk),
        list(Task.objects.about(doc).values_list()),
    ) == before


# -- the answer of a second person -----------------------------------------------------------------------


def test_a_second_person_says_what_he_found_also_for_earlier_days(office: Office) -> None:
    doc = notice(office)
    swept(1)
    row = swept(2)["document", doc.pk]
    assert answer({row.pk: " 正常办理中 "}, fresh(office.clerk)) == (1, [])
    kept = list(SweepRow.objects.values_list("found", "checked_by_name"))
    assert kept == [("正常办理中", "陈三三")] * 2


def refused(row: SweepRow, words: str, by: Any) -> str:
    done, why = answer({row.pk: words}, fresh(by))
    assert done == 0
    return why[0][1]


def test_nobody_answers_for_his_own_work_nor_as_a_deputy(office: Office) -> None:
    Delegation.objects.create(principal=office.chief, deputy=office.clerk, since=SINCE)
    doc = at(FIVE_OCLOCK, lambda: reviewing(office, notice(office)))
    row = swept(1)["document", doc.pk]
    assert row.holder_keys == [office.chief.principal]
    for who in (office.chief, office.clerk):
        assert "由您经办" in refused(row, "正常", who)
    assert answer({row.pk: "正常"}, fresh(office.clerk2)) == (1, [])


@pytest.mark.parametrize(
    ("who", "wanted"),
    [("clerk", True), ("chief", True), ("deputy", True), ("supervisor", False), ("secretary", False), ("outsider", False),
     ("admin", False), ("auditor", False)],
)  # fmt: skip
def test_who_may_answer(office: Office, who: str, wanted: bool) -> None:
    doc = notice(office)
    row = swept(1)["document", doc.pk]
    done, _why = answer({row.pk: "正常"}, fresh(getattr(office, who)))
    assert bool(done) is wanted


def test_it_is_answered_once_and_the_second_is_told(office: Office) -> None:
    doc = notice(office)
    row = swept(1)["document", doc.pk]
    answer({row.pk: "正常"}, fresh(office.clerk))
    assert refused(row, "不正常", office.chief) == "陈三三 已填写：正常"
    with pytest.raises(IntegrityError, match="sweep_answered_once"), transaction.atomic():
        SweepRow.objects.filter(pk=row.pk).update(found="另一种")


def test_empty_too_long_and_secret_words_are_refused_one_by_one(office: Office) -> None:
    rows = [swept_row for doc in [notice(office) for _ in range(4)] for swept_row in [doc]]
    found = swept(1)
    keys = [found["document", doc.pk].pk for doc in rows]
    words = dict(zip(keys, ["正常", " ", "长" * 201, "机密★5年"], strict=True))
    done, why = answer(words, fresh(office.clerk))
    assert (done, [pk for pk, _ in why]) == (1, keys[1:])
    assert "国家秘密标志" in why[-1][1]


def test_a_work_secret_is_answered_by_who_may_see_it(office: Office) -> None:
    doc = notice(office, work_secret=True)
    row = swept(1)["document", doc.pk]
    assert "无权查看" in refused(row, "正常", office.clerk2)
    assert answer({row.pk: "正常"}, fresh(office.clerk)) == (1, []), "he registered it"


def test_submitted_papers_name_the_leader(office: Office) -> None:
    doc = at(FIVE_OCLOCK, lambda: submitted(office, notice(office)))
    assert swept(1)["document", doc.pk].holders == "赵六"


def test_a_clock_that_stood_still_at_five_makes_the_list_later() -> None:
    assert app.conf.beat_schedule["sweep"]["schedule"].hour == set(range(17, 24))
