"""Copies under the seal: approved = stamped + spoiled + unused, one line a time, never more than approved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docflow.web.errors import BadInput, Faster, Incomplete
from outgoing.actions.print_runs import print_more
from outgoing.models import Outgoing
from seals.actions.ledger import SealRefused
from seals.actions.sitting import leave
from seals.actions.stamping import desk_stamp
from seals.models import LinePhoto, Seal, SealRequest, SealTakeout
from tests.office import fresh
from tests.outgoing.desk import sealing
from tests.seals.desk.steps import again, ask, asked, blob, lines, of_paper
from tests.seals.world import World
from workflow.clock import database_now
from workflow.models import Task


def stamp(w: World, request: SealRequest, **how: Any) -> SealRequest:
    done: SealRequest = desk_stamp(again(request), by=fresh(w.keeper), **how).subject
    return done


def test_all_at_once_closes_the_request(w: World) -> None:
    request = asked(w, 3)
    done = desk_stamp(request, by=w.keeper, copies=3)
    [line] = lines(request)
    assert (line.kind, line.stamped, line.approved, line.impressions) == ("use", 3, 3, 3)
    assert (line.keeper_name, line.supervisor_name) == (w.keeper.name, w.supervisor.name)
    assert again(request).state == "closed"
    assert not Task.objects.filter(subject_kind="seal_request", status="open").exists()
    assert line.head in done.said
    assert f"第 {line.serial} 号" in done.said


def test_in_parts(w: World) -> None:
    request = asked(w, 3, per_copy=2)
    assert stamp(w, request, copies=1).state == "approved"
    assert stamp(w, request, copies=2).state == "closed"
    assert [(x.stamped, x.impressions) for x in lines(request)] == [(1, 2), (2, 4)]
    assert again(request).impressions == 6


def test_spoiled_and_unused_want_a_reason_and_a_second_person(w: World, settings: Any) -> None:
    request = asked(w, 3)
    with pytest.raises(BadInput, match="请说明原因"):
        desk_stamp(request, by=w.keeper, copies=2, spoiled=1)
    leave(w.keeper)
    settings.SEAL_SUPERVISOR_SEPARATE = False
    with pytest.raises(BadInput, match="第二人"):
        desk_stamp(request, by=w.keeper, copies=2, spoiled=1, reason="盖歪")
    with pytest.raises(BadInput, match="第二人"):
        desk_stamp(request, by=w.keeper, copies=2, spoiled=1, reason="盖歪", second=w.keeper)
    assert lines(request) == []
    stamp(w, request, copies=2, spoiled=1, reason="盖歪", second=w.stand_in)
    [line] = lines(request)
    assert (line.second_name, line.reason, line.spoiled) == (w.stand_in.name, "盖歪", 1)


def test_who_watches_is_the_second_person(w: World) -> None:
    request = asked(w, 3)
    stamp(w, request, copies=2, unused=1, reason="少发一份")
    assert [x.second_name for x in lines(request)] == [w.supervisor.name]


def test_nothing_stamped_is_settled(w: World) -> None:
    request = asked(w, 2)
    stamp(w, request, copies=0, unused=2, reason="不再需要")
    assert [(x.kind, x.impressions) for x in lines(request)] == [("settle", 0)]
    assert again(request).state == "closed"


@pytest.mark.parametrize(
    ("how", "field"), [({"copies": 0}, "copies"), ({"copies": -1}, "copies"), ({"copies": 2, "spoiled": -1}, "spoiled"),
                       ({"copies": 2, "impressions": 1}, "impressions"), ({"copies": 2, "impressions": 3}, "impressions")],
)  # fmt: skip
def test_what_cannot_be_counted(w: World, how: dict[str, Any], field: str) -> None:
    request = asked(w)
    with pytest.raises(BadInput) as refused:
        desk_stamp(request, by=w.keeper, **how)
    assert refused.value.field == field
    assert lines(request) == []


def test_across_the_edges(w: World) -> None:
    request = asked(w, 2, paging=2)
    assert stamp(w, request, copies=1, paging=1).state == "approved"
    with pytest.raises(SealRefused, match="骑缝 2 处，批准 2 处中只剩 1 处"):
        stamp(w, request, copies=1, paging=2)
    with pytest.raises(BadInput, match="骑缝与批准的不同"):
        stamp(w, request, copies=1)
    stamp(w, request, copies=1, reason="只有一份要骑缝")
    assert (again(request).state, again(request).paging_made, again(request).impressions) == ("closed", 1, 3)


def test_a_photograph_is_kept_by_its_line(w: World) -> None:
    request, photo = asked(w, 1), blob(w.keeper, "照片")
    stamp(w, request, copies=1, photo=photo)
    [line] = lines(request)
    assert line.photo_hash == photo.sha256
    assert LinePhoto.objects.get().line == line


def test_the_same_form_is_one_line(w: World) -> None:
    request = asked(w, 3)
    first = desk_stamp(
        request, by=w.keeper, copies=1, key="one-form-sent-twice", expected_version=request.entry_count
    )
    second = desk_stamp(
        request, by=w.keeper, copies=1, key="one-form-sent-twice", expected_version=request.entry_count
    )
    assert second.replayed
    assert second.said == first.said
    assert [x.stamped for x in lines(request)] == [1]


def test_the_last_form_twice_is_one_line_too(w: World) -> None:
    request = of_paper(w)
    for _n in range(2):
        desk_stamp(request, by=w.keeper, copies=10, key="the-last-form-sent-twice")
    assert [x.kind for x in lines()] == ["use"]


def test_a_form_from_before_another_stamping(w: World) -> None:
    request = asked(w, 3)
    stamp(w, request, copies=1)
    with pytest.raises(Faster, match=w.keeper.name):
        desk_stamp(request, by=w.keeper, copies=1, expected_version=request.entry_count)
    assert len(lines(request)) == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(approved=st.integers(1, 6), tries=st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=6))
def test_any_sequence_adds_up(w: World, approved: int, tries: list[tuple[int, int, int]]) -> None:
    """Whatever is tried over whatever was approved: request, lines and database say the same, and never more."""
    request, taken = asked(w, approved), [0, 0, 0]
    for one in tries:
        if not 0 < sum(one) <= approved - sum(taken):
            with pytest.raises((SealRefused, BadInput)):
                stamp(w, request, copies=one[0], spoiled=one[1], unused=one[2], reason="数")
            continue
        stamp(w, request, copies=one[0], spoiled=one[1], unused=one[2], reason="数")
        taken = [n + m for n, m in zip(taken, one, strict=True)]
    now = again(request)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    told = [x for x in lines(request) if x.kind in ("use", "settle")]
    assert [now.stamped, now.spoiled, now.unused] == taken
    assert [sum(getattr(x, name) for x in told) for name in ("stamped", "spoiled", "unused")] == taken
    assert (now.state == "closed") is (sum(taken) == approved)
    assert all(x.reason for x in told if x.spoiled or x.unused)
    assert Seal.objects.get(pk=w.seal.pk).line_count == len(lines(seal=w.seal))


# -- the outgoing paper ------------------------------------------------------------------------------


def test_the_paper_goes_on_after_its_last_run(w: World) -> None:
    paper = sealing(w.d)
    request = of_paper(w, paper)
    assert stamp(w, request, copies=4).state == "approved"
    assert Outgoing.objects.get(pk=paper.pk).state == "sealing"
    stamp(w, request, copies=5, spoiled=1, reason="盖歪一份")
    paper = Outgoing.objects.get(pk=paper.pk)
    assert (paper.state, paper.sealed, paper.sealed_by_name) == ("dispatching", 9, w.keeper.name)
    run = paper.print_runs.get()
    assert (run.stamped, run.spoiled, run.unused, run.seal_reason) == (9, 1, 0, "盖歪一份")


def test_two_runs(w: World) -> None:
    paper = sealing(w.d)
    first = of_paper(w, paper)
    print_more(paper, by=w.o.clerk, copies=2, reason="加发")
    second = of_paper(w, paper, paper.print_runs.get(number=2))
    stamp(w, second, copies=2)
    assert Outgoing.objects.get(pk=paper.pk).state == "sealing"
    stamp(w, first, copies=10)
    paper = Outgoing.objects.get(pk=paper.pk)
    assert (paper.state, paper.sealed) == ("dispatching", 12)


def test_too_few_are_in_the_book_and_the_paper_waits_for_more(w: World) -> None:
    paper = sealing(w.d)
    stamp(w, of_paper(w, paper), copies=1, spoiled=9, reason="油墨洇开")
    paper = Outgoing.objects.get(pk=paper.pk)
    assert (paper.state, paper.sealed) == ("sealing", None)
    print_more(paper, by=w.o.clerk, copies=5, reason="补印")
    stamp(w, of_paper(w, paper, paper.print_runs.get(number=2)), copies=5)
    paper = Outgoing.objects.get(pk=paper.pk)
    assert (paper.state, paper.sealed) == ("dispatching", 6)


# -- who watches -------------------------------------------------------------------------------------


def test_nobody_watches(w: World, settings: Any) -> None:
    request = asked(w, 2)
    leave(w.keeper)
    with pytest.raises(Incomplete, match="没有监印人在场"):
        stamp(w, request, copies=1)
    assert lines() == []
    settings.SEAL_SUPERVISOR_SEPARATE = False
    stamp(w, request, copies=1)
    assert [x.supervisor_name for x in lines()] == [w.keeper.name]


@pytest.mark.parametrize("separate", [True, False])
def test_who_watches_is_neither_applicant_nor_approver(w: World, settings: Any, separate: bool) -> None:
    settings.SEAL_SUPERVISOR_SEPARATE = separate
    request = asked(w, 1, approver_for=w.o.chief)
    for who in (request.applicant, request.approver, request.approver_for):
        with pytest.raises(Incomplete, match="不能监印"):
            stamp(w, request, copies=1, supervisor=who)
    assert lines() == []


def test_who_is_not_appointed_does_not_watch(w: World) -> None:
    with pytest.raises(Incomplete, match="不是这枚印章的监印人"):
        stamp(w, asked(w), copies=1, supervisor=w.stand_in)


# -- outside -----------------------------------------------------------------------------------------


def test_outside_the_other_traveller_watches(w: World, settings: Any) -> None:
    """In the time of the take-out, whatever the hours; before the seal is out it is refused."""
    settings.SEAL_OFFICE_HOURS = True
    now = database_now()
    values: dict[str, Any] = {
        "number": "外带〔2026〕1号", "seal": w.seal, "reason": "现场签约", "where": "云川市", "since": now - timedelta(hours=1),
        "until": now + timedelta(hours=5), "planned": 2, "applicant": w.d.drafter, "applicant_name": w.d.drafter.name,
        "unit_name": "公文运转处", "traveller1": w.keeper, "traveller1_name": w.keeper.name, "traveller2": w.stand_in,
        "traveller2_name": w.stand_in.name, "approver1": w.o.chief, "approver1_name": w.o.chief.name, "approved1_at": now,
        "approver2": w.director, "approver2_name": w.director.name, "approved2_at": now,
    }  # fmt: skip
    waiting = SealTakeout(**values, state="approved")
    ask(waiting, by=w.d.drafter, keeper=w.keeper)
    request = asked(w, 2, takeout=waiting)
    with pytest.raises(SealRefused, match="印章没有带出"):
        stamp(w, request, copies=2, supervisor=w.stand_in)
    out = SealTakeout(**values | {"number": "外带〔2026〕2号"}, state="out", out_at=now)
    ask(out, by=w.d.drafter, keeper=w.keeper)
    Seal.objects.filter(pk=w.seal.pk).update(
        state="out", version=w.seal.version + 1, entry_count=w.seal.entry_count + 1
    )
    request = asked(w, 2, takeout=out)
    stamp(w, request, copies=2, supervisor=w.stand_in)
    [line] = lines(request)
    assert (line.place, line.supervisor_name) == ("outside", w.stand_in.name)
