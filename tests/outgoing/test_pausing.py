"""Standing still: nothing is due and nobody moves it; going on, every date moves by that time and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from deadlines.days import SHANGHAI, local
from deadlines.engine import explain, recompute
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.queries.inbox import LATER, in_order
from documents.queries.reach import reach
from outgoing.actions import drafting, issuing, passing, pausing, route, signing, texts
from outgoing.models import Outgoing
from outgoing.queries.known import known
from outgoing.rules.offers import offer, offers
from tests.office import fresh
from tests.outgoing.desk import CHECKED, Desk, printing, sent, signed
from tests.outgoing.papers import entry, holders, now, paused, scan, two_units, with_signers
from workflow.clock import told
from workflow.models import Task
from workflow.queries import overdue, todo
from workflow.replay import differences


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@contextmanager
def at(text: str) -> Iterator[None]:
    with told(clock(text)):
        yield


def day(task: Task) -> date:
    assert task.due_at is not None
    return local(task.due_at).date()


def live(paper: Outgoing, *kinds: str) -> list[Task]:
    return list(Task.objects.about(paper).live().filter(kind__in=kinds).order_by("id"))


def stopped(d: Desk, paper: Outgoing, code: str = "supplement", on: date | None = None) -> Outgoing:
    on = on or timezone.localdate() + timedelta(days=5)
    return pausing.suspend(now(paper), by=d.drafter, code=code, reason="补送方案", look_on=on).subject


def test_dates_move_by_the_office_time_it_stood_still(d: Desk) -> None:
    with at("2026-03-02T09:00"):  # a Monday; the second signer waits for the first, and has no date yet
        paper = with_signers(d)
    first = {t.pk: (t.due_at, t.due_first, t.due_version) for t in live(paper, "sign")}
    [dated] = [t.pk for t in live(paper, "sign") if t.due_at]
    with at("2026-03-02T10:00"):
        paper = stopped(d, paper, on=date(2026, 3, 6))
    for task in live(paper, "sign"):
        assert (task.due_at, task.paused_at, task.due_version) == (first[task.pk][0], paper.paused_at, 2)
    with at("2026-03-03T15:00"):  # ten office hours later
        done = pausing.resume(paper, by=d.drafter, reason="方案已补来")
    for task in live(paper, "sign"):
        was, promised, version = first[task.pk]
        assert task.paused_at is None
        if task.pk != dated:
            assert (task.status, task.due_at) == ("waiting", None)
            continue
        assert was == clock("2026-03-04T17:30")
        assert task.due_at == clock("2026-03-06T11:30") == recompute(task.due_trace)
        assert (task.due_first, task.due_version, task.paused_at) == (promised, version + 2, None)
        assert any(
            "暂停办理（补件），停表工作时间10小时0分钟不计" in line for line in explain(task.due_trace)
        )
    assert done.said == "已恢复办理。期限顺延：赵一 03-06 11:30。".replace("赵一", holders(paper, "sign")[0])
    assert now(paper).due_at == clock("2026-03-06T11:30")
    assert [m[0] for m in done.entry.data["due_moved"]] == [dated]
    assert list(differences(Outgoing)) == []


def test_who_stopped_it_looks_again_and_everybody_is_told(d: Desk) -> None:
    paper = sent(d)
    Alert.objects.all().delete()
    paper = stopped(d, paper)
    [look] = live(paper, "look_again")
    assert (look.holder, day(look), look.paused_at) == (
        d.drafter.principal, paper.look_again_on, None,
    )  # fmt: skip
    assert recompute(look.due_trace) == look.due_at
    assert paper.holders == d.o.chief.name, "who looks again does not have it"
    [told_] = Alert.objects.filter(recipient=d.o.chief)
    assert "暂停办理" in told_.said
    assert "（补件）：补送方案" in told_.said
    mine = {row.kind: row for row in todo(reach(fresh(d.o.chief).hats))}
    assert mine["office_review"].paused


def test_what_stands_still_is_not_late_and_stands_below(d: Desk) -> None:
    with at("2026-03-02T09:00"):
        paper = stopped(d, sent(d), on=date(2026, 4, 1))
    late = clock("2026-03-20T09:00")
    rows = todo(reach(fresh(d.o.chief).hats))
    [shown] = [s for s in in_order(rows, local(late)) if s[2].ref == paper.ref]
    assert (shown[0], shown[1]) == (LATER, ("pause", "暂停"))
    assert paper.ref not in {row.ref for row in overdue(reach(fresh(d.o.chief).hats), late)}
    with at("2026-03-20T09:00"):
        pausing.resume(paper, by=d.drafter)
    later = clock("2026-04-20T09:00")
    assert paper.ref in {row.ref for row in overdue(reach(fresh(d.o.chief).hats), later)}


def test_nobody_moves_it_and_everybody_hears_why(d: Desk) -> None:
    paper = paused(d)
    said = "暂停办理本件（补件：请省水利厅补送方案全文）"
    with pytest.raises(Incomplete, match="暂停办理本件") as refusal:
        route.review(paper, by=d.o.chief, checked=CHECKED)
    for words in (d.drafter.name, said, "请拟稿人", "处长恢复办理", str(paper.look_again_on)):
        assert words in str(refusal.value)
    with pytest.raises(Incomplete, match="暂停办理本件"):
        texts.save(paper, by=d.drafter, text=texts.Text(["另一稿。"]))
    with pytest.raises(Incomplete, match="暂停办理本件"):
        pausing.suspend(paper, by=d.o.chief, code="higher", reason="等", look_on=paper.look_again_on)
    with pytest.raises(NotAllowed):
        pausing.resume(paper, by=d.o.clerk)
    with pytest.raises(Faster, match="本件没有暂停"):
        pausing.resume(sent(d), by=d.drafter)


def test_the_drafter_adds_the_supplement_and_who_answered_is_asked_when_it_goes_on(d: Desk) -> None:
    paper = two_units(d)
    route.countersign(paper, by=d.o.unit_clerk, result="agreed")
    paper = stopped(d, paper)
    done = texts.annex(paper, by=d.drafter, blobs=[(scan(d.o.clerk, 501), "方案.pdf")])
    assert "恢复办理时再请" in done.said
    assert len(live(paper, "countersign")) == 1
    done = pausing.resume(now(paper), by=d.drafter)
    assert "请 省水利厅 重新办理" in done.said
    assert len(live(paper, "countersign")) == 2
    assert [t.paused_at for t in live(paper, "countersign")] == [None, None]


def test_an_annex_is_no_supplement_where_it_waits_for_a_word(d: Desk) -> None:
    paper = stopped(d, sent(d), code="agreement")
    with pytest.raises(Incomplete, match="书面同意"):
        texts.annex(paper, by=d.drafter, blobs=[(scan(d.o.clerk, 502), "方案.pdf")])


def test_a_supplement_after_the_signature_is_signed_for(d: Desk) -> None:
    paper = stopped(d, signed(d))
    texts.annex(paper, by=d.drafter, blobs=[(scan(d.o.clerk, 503), "方案.pdf")])
    paper = pausing.resume(now(paper), by=d.drafter).subject
    assert paper.is_stale
    with pytest.raises(Incomplete, match="重新签发"):
        issuing.recheck(paper, by=d.o.deputy, checked=[])


def test_work_changes_hands_while_it_stands_still(d: Desk) -> None:
    paper = paused(d)
    [task] = live(paper, "office_review")
    paper = passing.reassign(paper, by=d.o.deputy, task_id=task.pk, to=d.o.deputy, reason="出差").subject
    [new] = live(paper, "office_review")
    assert (new.holder, new.paused_at, new.due_at) == (d.o.deputy.principal, paper.paused_at, task.due_at)
    [look] = live(paper, "look_again")
    paper = passing.reassign(paper, by=d.o.chief, task_id=look.pk, to=d.o.clerk, reason="拟稿人休假").subject
    clerk = fresh(d.o.clerk)
    found = offer("resume", clerk.hats, known(paper, timezone.now()))
    assert (found.ok, found.primary) == (True, True), "who looks again can let it go on"
    assert pausing.resume(paper, by=clerk).subject.paused_at is None
    [new] = live(paper, "office_review")
    assert recompute(new.due_trace) == new.due_at


def test_looked_at_again_later(d: Desk) -> None:
    paper = paused(d)
    [look] = live(paper, "look_again")
    on = timezone.localdate() + timedelta(days=20)
    with pytest.raises(BadInput, match="原来定的就是这一天"):
        pausing.look_later(paper, by=d.drafter, look_on=paper.look_again_on, reason="没来")
    done = pausing.look_later(paper, by=d.o.chief, look_on=on, reason="还没补来")
    [again] = live(paper, "look_again")
    assert (day(again), again.due_first, again.due_version) == (on, look.due_first, 2)
    assert done.subject.look_again_on == on
    assert done.subject.paused_at == paper.paused_at


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "tired"}, "只有等补件、书面同意或上级答复"),
        ({"reason": " "}, "请写明等什么"),
        ({"look_on": date(2020, 1, 1)}, "今天以后、一年以内"),
        ({"look_on": timezone.localdate()}, "今天以后、一年以内"),
        ({"look_on": timezone.localdate() + timedelta(days=900)}, "今天以后、一年以内"),
    ],
)
def test_without_a_reason_or_a_day_it_does_not_stand_still(d: Desk, typed: dict, sentence: str) -> None:
    words = {
        "code": "higher",
        "reason": "等批复",
        "look_on": timezone.localdate() + timedelta(days=3),
        **typed,
    }
    with pytest.raises((BadInput, Incomplete), match=sentence):
        pausing.suspend(sent(d), by=d.drafter, **words)


def test_given_up_while_it_stands_still(d: Desk) -> None:
    paper = drafting.withdraw(paused(d), by=d.drafter, reason="不发了").subject
    assert (paper.paused_at, paper.paused_why, live(paper, "look_again")) == (None, "", [])
    other = stopped(d, printing(d))
    assert issuing.void(other, by=d.o.chief, reason="有误").subject.state == "voided"
    assert list(differences(Outgoing)) == []


def test_a_lock_does_not_outlast_it(d: Desk) -> None:
    paper = texts.lock(sent(d), by=d.o.chief).subject
    paper = stopped(d, paper)
    assert (paper.lock_name, entry(paper, "suspend").data["unlocked"][1]) == ("", d.o.chief.name)


def test_a_clock_stopped_by_hand_is_found(d: Desk) -> None:
    """The nightly comparison: what no act did."""
    paper = sent(d)
    Task.objects.about(paper).update(paused_at=timezone.now())
    assert any("stands still" in line for line in differences(Outgoing))


def test_page_lists_and_log_show_it(d: Desk) -> None:
    paper = paused(d)
    client = Client()
    client.force_login(d.o.chief)
    page = client.get(f"/outgoing/{paper.ref}/").content.decode()
    assert "lamp-pause" in page
    assert "请省水利厅补送方案全文" in page
    assert "lamp-pause" in client.get("/outgoing/").content.decode()
    assert "lamp-pause" in client.get("/").content.decode()
    pausing.resume(paper, by=d.drafter)
    log = client.get(f"/outgoing/{paper.ref}/?tab=log").content.decode()
    for words in ("暂停办理", "等补件。", "恢复办理", "停表"):
        assert words in log, words
    assert "lamp-pause" not in client.get(f"/outgoing/{paper.ref}/").content.decode()


def test_what_is_his_first_is_to_let_it_go_on(d: Desk) -> None:
    found = offers(d.drafter.hats, known(paused(d), timezone.now()))
    assert (found[0].verb.code, found[0].primary) == ("resume", True)


def test_signing_before_and_after(d: Desk) -> None:
    paper = stopped(d, with_signers(d))
    with pytest.raises(Incomplete, match="暂停办理本件"):
        signing.sign(paper, by=d.o.leader)
    paper = pausing.resume(paper, by=d.o.chief).subject
    assert signing.sign(paper, by=d.o.leader).subject.state == "signing"
