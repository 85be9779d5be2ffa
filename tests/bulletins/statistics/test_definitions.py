"""Each definition against a small office whose figures are worked out by hand (domain.md §5.7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from bulletins.figures.base import Scope
from bulletins.figures.registry import find
from bulletins.queries.figures import counted, values
from documents.actions.pausing import suspend
from documents.models import Assignment, Document, ReturnSlip
from documents.words import State
from tests.bulletins.statistics.world import (
    at,
    closed,
    dead,
    error,
    gate,
    reported,
    returned,
    rewrite,
    run,
    swept,
    waived,
    went_back,
)
from tests.office import Office, handling, instructed, make_office, registered, reviewing
from workflow.models import Entry, Task

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
NOVEMBER = Scope(date(2026, 11, 1), date(2026, 11, 30), NOW)


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def value(code: str, scope: Scope = NOVEMBER) -> float | None:
    """By the rows, and as the page of statistics counts it: the same."""
    figure = find(code)
    assert figure, code
    found, at_once = counted(code, scope).value, values([figure], scope)[code].value
    assert at_once == pytest.approx(found)
    return found


def keys(code: str, scope: Scope = NOVEMBER) -> set[int]:
    return {row.pk for row in counted(code, scope).rows}


# -- papers in time ------------------------------------------------------------------------------------


def test_in_time_is_by_the_date_first_promised(office: Office) -> None:
    """A later date granted does not make it in time; it stands apart."""
    in_time = closed(office, "2026-11-02T09:00", "2026-11-06T17:30", "2026-11-06T17:30", "2026-11-06T17:30")
    put_off = closed(office, "2026-11-02T09:00", "2026-11-10T10:00", "2026-11-06T17:30", "2026-11-11T17:30")
    late = closed(office, "2026-11-02T09:00", "2026-11-12T10:00", "2026-11-06T17:30", "2026-11-11T17:30")
    dateless = closed(office, "2026-11-02T09:00", "2026-11-12T10:00", None, None)
    closed(office, "2026-10-02T09:00", "2026-10-31T23:59", "2026-11-06T17:30", "2026-11-06T17:30")
    for code, doc in [("in_time", in_time), ("put_off", put_off), ("late", late), ("dateless", dateless)]:
        assert keys(code) == {doc.pk}, code
    assert value("closed") == 4
    assert value("in_time_rate") == 1 / 4
    assert value("put_off_rate") == 1 / 4


def test_what_was_open_and_what_was_owed(office: Office) -> None:
    """Two open from before, one of them closed now; three came, one of them closed, one went back: 2 of 5."""
    before = registered(office)
    rewrite(before, received_at=at("2026-10-20T09:00"))
    closed(office, "2026-10-20T09:00", "2026-11-02T09:00", None, None)
    done_before = closed(office, "2026-10-20T09:00", "2026-10-31T23:59:59", None, None)
    closed(office, "2026-11-03T09:00", "2026-11-05T09:00", None, None)
    came = registered(office)
    rewrite(came, received_at=at("2026-11-09T09:00"))
    returned(office, "2026-11-10T09:00", "R07", received="2026-11-09T09:00")
    closed_later = closed(office, "2026-10-25T09:00", "2026-12-01T00:00", None, None)
    assert value("before") == 3
    assert value("received") == 3
    assert value("closed") == 2
    assert value("closing_rate") == 2 / 6
    assert keys("open") == {before.pk, came.pk, closed_later.pk}
    assert done_before.pk not in keys("before")


def test_what_goes_back_or_is_voided_later_was_owing_then(office: Office) -> None:
    """A week counted again after a paper went back, and another was voided, says the same; the week in which it happened less."""
    week = Scope(date(2026, 11, 2), date(2026, 11, 8), NOW)
    back, gone, stays = (registered(office) for _n in range(3))
    for doc in (back, gone, stays):
        rewrite(doc, received_at=at("2026-10-30T09:00"))
    first = {code: (keys(code, week), value(code, week)) for code in ("before", "open", "closing_rate")}
    assert first["open"][0] == {back.pk, gone.pk, stays.pk}
    returned(office, "2026-11-10T09:00", "R07", received="2026-10-30T09:00", again=back)
    rewrite(gone, state=State.VOIDED)
    went_back(office, gone, "void", "2026-11-11T09:00")
    again = {code: (keys(code, week), value(code, week)) for code in ("before", "open", "closing_rate")}
    assert again == first
    after = Scope(date(2026, 11, 9), date(2026, 11, 15), NOW)
    assert (value("before", after), value("open", after)) == (3, 1)


def test_late_and_near_are_of_now_and_not_while_the_clock_stands_still(office: Office) -> None:
    late, near, far = (registered(office) for _n in range(3))
    rewrite(late, due_at=at("2026-11-30T09:59"))
    rewrite(near, due_at=at("2026-12-01T17:30"))
    rewrite(far, due_at=at("2026-12-09T17:30"))
    assert (keys("late_now"), keys("near")) == ({late.pk}, {near.pk})
    rewrite(
        late, paused_at=at("2026-11-25T09:00"), paused_by_name="赵", paused_code="supplement", paused_why="补附件",
        look_again_on=date(2026, 12, 5),
    )  # fmt: skip
    assert not keys("late_now")


def test_the_last_day_counts_to_its_end_in_shanghai(office: Office) -> None:
    last = closed(office, "2026-11-30T23:59", "2026-11-30T23:59:59", None, None)
    first = closed(office, "2026-11-01T00:00", "2026-11-01T00:00", None, None)
    closed(office, "2026-12-01T00:00", "2026-12-01T00:00", None, None)
    closed(office, "2026-10-31T23:59", "2026-10-31T23:59:59", None, None)
    assert keys("received") == keys("closed") == {first.pk, last.pk}


def test_kinds_and_flows(office: Office) -> None:
    for kind, category in [("request", "action"), ("request", "action"), ("report", "reading")]:
        rewrite(registered(office, kind=kind, category=category), received_at=at("2026-11-03T09:00"))
    assert (value("received_action"), value("received_reading")) == (2, 1)
    days = (NOVEMBER.first, NOVEMBER.last, NOW)
    assert value("received", Scope(*days, kind="report")) == 1
    assert value("received", Scope(*days, side="document")) == 3
    assert value("received", Scope(*days, side="outgoing")) == 0


def test_nothing_to_divide_by(office: Office) -> None:
    for code in ("closing_rate", "in_time_rate", "return_rate", "instruction_rate", "again_rate", "clean_rate", "density",
                 "hours", "hours_nine", "feedback_days", "step_hours:document.propose"):  # fmt: skip
        assert value(code) is None, code
    for code in ("received", "late", "errors", "uses", "returns:R07"):
        assert value(code) == 0, code


# -- units' parts and instructions ---------------------------------------------------------------------


def test_parts_and_instructions(office: Office) -> None:
    """Reported after 7 and after 1 days; one of two was sent back once; one more is owed and late."""
    put_off = reported(
        office, "2026-11-02T09:00", "2026-11-09T09:00", "2026-11-06T17:30", "2026-11-10T17:30", reworks=1
    )
    in_time = reported(office, "2026-11-02T09:00", "2026-11-03T09:00", "2026-11-06T17:30", "2026-11-06T17:30")
    unasked = reported(
        office,
        "2026-11-02T09:00",
        "2026-11-09T09:00",
        "2026-11-02T17:30",
        "2026-11-02T17:30",
        instruction=None,
    )
    doc = handling(office)
    Assignment.objects.filter(document=doc).update(
        given_at=at("2026-11-20T09:00"), due_at=at("2026-11-27T17:30"), instruction=doc.instructions.first()
    )
    assert (keys("parts_in_time"), keys("parts_put_off"), keys("parts_late")) == (
        {in_time.pk},
        {put_off.pk},
        {unasked.pk},
    )
    assert value("parts_reported") == 3
    assert value("feedback_days") == pytest.approx(4.0)
    assert value("instruction_rate") == pytest.approx(2 / 3)
    assert value("again_rate") == 1 / 2
    assert value("instructions_late") == value("parts_late_now") == 1
    unit = Scope(NOVEMBER.first, NOVEMBER.last, NOW, unit=office.unit.pk)
    other = Scope(NOVEMBER.first, NOVEMBER.last, NOW, unit=office.unit2.pk)
    assert (value("parts_reported", unit), value("parts_reported", other)) == (3, 0)
    on = timezone.localdate() + timedelta(days=5)
    suspend(doc, by=office.chief, code="supplement", reason="请补附件", look_on=on)
    assert value("parts_late_now") == 0


def test_instructions_without_a_date(office: Office) -> None:
    waits = instructed(office)
    handling(office)
    found = counted("instructions_undated", NOVEMBER).rows
    assert [row.ref for row in found] == [waits.ref]


# -- how long ------------------------------------------------------------------------------------------


def stood(doc: Document, since: str, until: str) -> None:
    entry = Entry.objects.filter(subject_pk=doc.pk, subject_kind="document").latest("seq")
    Entry.objects.create(
        subject_kind="document", subject_pk=doc.pk, seq=entry.seq + 1, at=NOW, actor_id=1, verb="resume",
        data={"stood": [at(since).isoformat(), at(until).isoformat()]}, prev=bytes(entry.hash), hash=b"x" * 32,
        key=f"s{doc.pk}", version=1, round=1,
    )  # fmt: skip


def test_hours_are_office_hours_less_those_of_a_stopped_clock(office: Office) -> None:
    """Friday 16:30 to Monday 09:30 is two hours; what stood still from 17:00 to 09:00 takes one of them away."""
    doc = closed(office, "2026-11-06T16:30", "2026-11-09T09:30", None, None)
    assert value("hours") == pytest.approx(2.0)
    stood(doc, "2026-11-06T17:00", "2026-11-09T09:00")
    assert value("hours") == pytest.approx(1.0)


def test_median_and_nine_of_ten(office: Office) -> None:
    """1, 1, 2 and 3 hours: half of them up to 1.5; nine of ten up to 3."""
    for until in ("09:30", "09:30", "10:30", "11:30"):
        closed(office, "2026-11-05T08:30", f"2026-11-05T{until}", None, None)
    assert value("hours") == pytest.approx(1.5)
    assert value("hours_nine") == pytest.approx(3.0)


def test_steps_their_dates_and_whose_they_are(office: Office) -> None:
    doc = reviewing(office)
    task = Task.objects.get(subject_pk=doc.pk, kind="propose")
    Task.objects.filter(pk=task.pk).update(
        given_at=at("2026-11-05T09:00"), done_at=at("2026-11-05T11:00"),
        due_first=at("2026-11-05T10:00"), due_at=at("2026-11-05T12:00"),
    )  # fmt: skip
    propose = "document.propose"
    assert value(f"step_hours:{propose}") == value(f"step_nine:{propose}") == pytest.approx(2.0)
    said = [value(f"{code}:{propose}") for code in ("steps", "steps_in_time", "steps_put_off", "steps_late")]
    assert said == [1, 0, 1, 0]
    here = Scope(NOVEMBER.first, NOVEMBER.last, NOW, unit=office.section.pk)
    there = Scope(NOVEMBER.first, NOVEMBER.last, NOW, unit=office.unit.pk)
    assert (value(f"steps:{propose}", here), value(f"steps:{propose}", there)) == (1, 0)


def test_registering_counts_from_receipt(office: Office) -> None:
    doc = registered(office)
    rewrite(doc, received_at=at("2026-11-05T08:30"))
    Task.objects.filter(subject_pk=doc.pk, kind="register").update(
        given_at=at("2026-11-05T09:00"), done_at=at("2026-11-05T09:00")
    )
    assert value("step_hours:document.register") == pytest.approx(0.5)


# -- what went back, errors ----------------------------------------------------------------------------


def test_a_paper_sent_again_is_not_a_new_one(office: Office) -> None:
    """Three matters came. One went back, came again and went back again: 1 of 3. By reason each slip counts."""
    first = returned(office, "2026-11-04T09:00", "R07", "R14", received="2026-11-03T09:00")
    second = returned(office, "2026-11-08T09:00", "R07", received="2026-11-06T09:00")
    ReturnSlip.objects.filter(document=first).update(resubmitted_as=second)
    for _n in range(2):
        rewrite(registered(office), received_at=at("2026-11-05T09:00"))
    voided = registered(office)
    rewrite(voided, received_at=at("2026-11-05T09:00"), state=State.VOIDED)
    assert value("return_rate") == pytest.approx(1 / 3)
    assert [value(code) for code in ("returns", "returns:R07", "returns:R14", "returns:R01")] == [2, 2, 1, 0]
    assert find("returns:R99") is None


def test_returns_inside_by_what_was_done(office: Office) -> None:
    doc = registered(office)
    for verb in ("give_back", "give_back", "rework", "withdraw"):
        went_back(office, doc, verb, "2026-11-05T09:00")
    went_back(office, doc, "give_back", "2026-12-01T00:00")
    assert [value(f"returns_inside{part}") for part in ("", ":give_back", ":rework", ":not_yet")] == [
        3,
        2,
        1,
        0,
    ]


def test_errors(office: Office) -> None:
    one = error(1, "2026-11-02T09:00", category="number")
    error(2, "2026-11-03T09:00", category="number", repeat_of=one, closed_at=NOW)
    error(3, "2026-10-31T23:59", category="seal")
    said = [
        value(code) for code in ("errors", "errors:number", "errors:seal", "errors_repeat", "errors_open")
    ]
    assert said == [2, 2, 0, 1, 2]


# -- checks --------------------------------------------------------------------------------------------


def test_density_is_of_the_last_text_of_each_draft_of_ours(office: Office) -> None:
    """Six findings, corrected to two in 1,500 characters; two in 500 of another: 4 in 2,000, 2 a thousand. A sender's faults do not
    count."""
    run("outgoing", 1, "2026-11-03T09:00", 4, 2, 1500, "a")
    run("outgoing", 1, "2026-11-04T09:00", 1, 1, 1500, "b")
    run("outgoing", 2, "2026-11-04T09:00", 0, 2, 500, "c")
    run("document", registered(office).pk, "2026-11-04T09:00", 9, 9, 100, "d")
    assert value("density") == pytest.approx(2.0)
    figure = find("density")
    assert figure
    found = values([figure], NOVEMBER)["density"]
    assert (found.n, found.of) == (4, 2000)


def test_clean_at_the_first_gate(office: Office) -> None:
    """Of four drafts: one clean; one with a hint; one with something let pass; one whose text nobody checked."""
    for n, (warns, waivers, text) in enumerate([(0, 0, "a"), (1, 0, "b"), (0, 1, "c")], 1):
        run("outgoing", n, "2026-11-03T09:00", 0, warns, 100, text)
        gate(office, "outgoing", n, "2026-11-04T09:00", text, waived=waivers)
    gate(office, "outgoing", 4, "2026-11-04T09:00", "d")
    gate(office, "outgoing", 1, "2026-11-05T09:00", "a", gate="closing", waived=1)
    found = values([f for f in map(find, ("clean_rate", "gate_waivers")) if f], NOVEMBER)
    assert (found["clean_rate"].value, found["clean_rate"].of) == (1 / 4, 4)
    assert found["gate_waivers"].value == 2


def test_what_was_let_pass_not_answered_not_delivered(office: Office) -> None:
    doc = registered(office)
    waived(office, "document", doc.pk, "2026-11-03T09:00")
    waived(office, "document", doc.pk, "2026-12-01T00:00", rule="NUM-02")
    rows = swept("2026-11-30", "document", doc.pk)
    swept("2026-12-01", "document", doc.pk)
    dead(office, "2026-11-30T23:59")
    dead(office, "2026-12-01T00:00")
    assert [value(code) for code in ("proof_waivers", "sweep_open", "alerts_dead")] == [1, 1, 1]
    type(rows[0]).objects.filter(pk=rows[0].pk).update(
        checked_at=NOW, checked_by=office.chief, checked_by_name="吴十", found="在处长案头"
    )
    assert value("sweep_open") == 0
