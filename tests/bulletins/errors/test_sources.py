"""Every source makes exactly one entry, with what follows of it; read again it makes none."""

from __future__ import annotations

from typing import Any

import pytest

from bulletins.actions.collecting import collect
from bulletins.models import ErrorEntry, ErrorReport
from bulletins.queries.sources import checks
from bulletins.queries.sources.made import unknown
from outgoing.models import Outgoing
from tests.bulletins.errors import wrong
from tests.bulletins.errors.wrong import WAYS, make_world
from tests.bulletins.packs.world import decided, met
from tests.bulletins.packs.world import made as pack_of_a_week
from tests.seals.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db: Any) -> World:
    return make_world()


def settled() -> None:
    """What the making of the world itself left to be found."""
    collect()


@pytest.mark.parametrize("way", WAYS)
def test_exactly_one(w: World, way: str) -> None:
    settled()
    before = set(ErrorEntry.objects.values_list("pk", flat=True))
    happen, (source, category, stage, consequence, made, found) = WAYS[way]
    happen(w)
    collect()
    [entry] = ErrorEntry.objects.exclude(pk__in=before)
    assert (entry.source, entry.category, entry.stage, entry.consequence) == (
        source,
        category,
        stage,
        consequence,
    )
    assert (entry.made_by, entry.found_by) == (wrong.person(w, made), wrong.person(w, found))
    assert entry.description.endswith("。")
    assert entry.description.count("。") == 1, "one sentence"
    assert (collect(), collect(whole=True)) == (0, 0)


def test_a_report_that_was_right_and_the_mending_are_two(w: World) -> None:
    wrong.reported(w)
    assert collect() == 2
    entry = ErrorEntry.objects.get(source="report")
    assert (entry.found_by, entry.made_by, entry.subject_kind) == (w.o.handler, None, "document")
    assert entry.subject_pk is not None
    assert "「页数」有误" in entry.description


def test_a_recall_and_the_corrected_version_are_two(w: World) -> None:
    wrong.drawn_anew(w)
    assert collect() == 2
    assert {e.description.split("：")[0].rstrip("。") for e in ErrorEntry.objects.all()} == {
        "发出以后召回",
        "发出以后另拟更正稿",
    }


def test_errors_that_a_draft_had_when_it_was_sent_back(w: World) -> None:
    """Once for each rule; hints are no errors."""
    wrong.draft_back_with_errors(w)
    assert collect() == 2
    entry = ErrorEntry.objects.get(source="gate")
    assert (entry.rule, entry.category, entry.made_by) == (wrong.ERROR_RULE, "number", w.o.handler)
    assert collect(whole=True) == 0


def test_what_was_waived_is_not_found_twice(w: World) -> None:
    wrong.waived(w)
    reply = wrong.ProofReply.objects.get()
    paper = Outgoing.objects.get(pk=reply.subject_pk)
    row = {"rule": wrong.ERROR_RULE, "severity": "error"}
    wrong.ProofRun.objects.create(
        side="outgoing", subject_pk=paper.pk, text_hash="a" * 64, fields_hash="b" * 64, catalogue="1", findings=[row],
        checked_at=wrong.timezone.now(),
    )  # fmt: skip
    paper = wrong.sent(w.d, paper)
    wrong.returning.give_back(paper, by=w.o.chief, expected_version=paper.version, reason="再核")
    assert collect() == 2
    assert set(ErrorEntry.objects.values_list("source", flat=True)) == {"waiver", "return_inside"}


def test_what_is_no_error(w: World) -> None:
    """To give up the countersigning is a decision, to repeal a paper too, and a hint put aside is none."""
    paper = wrong.papers.two_units(w.d)
    wrong.jumping.jump(paper, by=fresh_chief(w), target="reviewing", reason="领导已口头征求")
    with wrong.papers.plainly():
        out = wrong.papers.now(wrong.dispatched(w.d))
    wrong.after.revoke(
        out, by=fresh_chief(w), repeal=True, on=wrong.timezone.localdate(), reason="新办法施行"
    )
    wrong.ProofReply.objects.create(
        side="outgoing", subject_pk=paper.pk, rule="DIG-02", place="p", text="x", severity="warn", replied="ignored",
        reason="引用原文", text_hash="a" * 64, by=w.o.handler, by_name="冯二二", at=wrong.timezone.now(),
    )  # fmt: skip
    assert collect() == 0


def fresh_chief(w: World) -> Any:
    return wrong.fresh(w.o.chief)


def test_a_clock_that_stood_still_is_no_missed_limit(w: World) -> None:
    """The date moved by the time the paper stood still: then the moved date counts; a later one that was granted does not."""
    wrong.late(w)
    task = wrong.Task.objects.get(kind="propose")
    later = wrong.timezone.now() + wrong.timedelta(days=1)
    stopped = [*task.due_trace, {"step": "stopped"}]
    wrong.Task.objects.filter(pk=task.pk).update(due_at=later, due_trace=stopped)
    assert collect(whole=True) == 0
    wrong.Task.objects.filter(pk=task.pk).update(due_trace=[*stopped, {"step": "extended"}])
    assert collect() == 1


def test_late_and_done_before_anybody_looked(w: World) -> None:
    """The tick looks at what is open; the night finds the rest. It is one, in whosever hands it was."""
    collect()  # the first time everything is read
    doc = wrong.registered(w.o)
    wrong.reviewing(w.o, doc)
    past = wrong.timezone.now() - wrong.timedelta(days=3)
    wrong.Task.objects.about(doc).filter(kind="propose").update(due_first=past)
    assert collect() == 0
    assert collect(whole=True) == 1
    assert collect(whole=True) == 0


def test_work_of_this_room_is_called_by_its_name(w: World) -> None:
    action = decided(w.o, met(w.o, pack_of_a_week()))
    then = wrong.timezone.now() - wrong.timedelta(days=7)
    wrong.Task.objects.about(action).update(due_at=then, due_first=then)
    collect()
    assert ErrorEntry.objects.get(source="missed").description == "「例会事项」超过原定时限。"


def test_what_the_book_has_is_not_read_again(w: World, django_assert_num_queries: Any) -> None:
    """Reports and findings become errors later: only those it has not are looked for, some at a time."""
    wrong.reported(w)
    collect()
    assert list(unknown(ErrorReport.objects.all(), "report", "report")) == []
    with django_assert_num_queries(1):
        assert checks.reports(0, 0, wrong.timezone.now(), False) == []
