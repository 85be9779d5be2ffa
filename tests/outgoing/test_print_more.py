"""加印: a second print run of the same kept original, stamped by itself; numbers that add up run by run."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import BadInput, Incomplete, NotAllowed
from outgoing.actions import after, issuing, jumping, print_runs, receipts, signing
from outgoing.actions.addressing import Entry, set_addressees
from outgoing.models import Addressee, Copy, Outgoing, PrintRun
from tests.office import fresh
from tests.outgoing.desk import CHECKED, Desk, dispatched, dispatching, drafted, printing, sealing, to
from tests.outgoing.papers import entry, holders, now, stale_print
from workflow.models import Task
from workflow.replay import differences


def more(d: Desk, paper: Outgoing, copies: int, reason: str = "分发单位增加") -> Outgoing:
    done = print_runs.print_more(
        paper, by=fresh(d.o.clerk), expected_version=paper.version, copies=copies, reason=reason
    )
    return done.subject


def stamped(d: Desk, paper: Outgoing, copies: int, **how: Any) -> Outgoing:
    return issuing.lift_seal(now(paper), by=fresh(d.keeper), copies=copies, **how).subject


def runs(paper: Outgoing) -> list[tuple[Any, ...]]:
    return list(
        PrintRun.objects.filter(paper=paper).values_list(
            "edition", "number", "approved", "stamped", "spoiled", "unused"
        )
    )


def listing(d: Desk, paper: Outgoing, *copies: int, by: Any = None) -> Any:
    """As many copies for the same organs: what is printed on the paper does not change."""
    rows = list(Addressee.objects.filter(paper=paper).order_by("order"))
    main = [Entry(r.unit, r.name, r.relation, "", n) for r, n in zip(rows, copies, strict=True)]
    return set_addressees(now(paper), by=fresh(by or d.o.clerk), main=main)


@pytest.mark.parametrize("who", ["clerk", "handler"])
def test_too_few_printed_is_mended_as_the_refusal_says(d: Desk, who: str) -> None:
    """A clerk or the drafter reduces the copies in 「分发单位」; then the same print run is enough."""
    paper = printing(d)
    listing(d, paper, 5, 5)
    with pytest.raises(BadInput, match="请至少印 10 份，或请拟稿人、文书在「分发单位」中减少份数"):
        issuing.print_run(now(paper), by=fresh(d.o.clerk), copies=4)
    listing(d, paper, 2, 2, by=getattr(d.o, who))
    paper = issuing.print_run(now(paper), by=fresh(d.o.clerk), copies=4).subject
    assert (paper.state, paper.print_run) == ("sealing", 4)


# -- before it is sent -------------------------------------------------------------------------------


def test_a_longer_list_is_no_reason_to_void_the_paper(d: Desk) -> None:
    paper = sealing(d)  # 10 printed
    assert "印数少 4 份，请在发出前「加印」" in listing(d, paper, 7, 7).said
    with pytest.raises(BadInput, match="用印共 10 份，少于分发的 14 份；印数不够的请先「加印」4 份"):
        stamped(d, paper, 10)
    first = now(paper)
    paper = more(d, first, 4)
    assert (paper.state, paper.print_run, paper.original_id) == ("sealing", 14, first.original_id)
    assert paper.printed_on == first.printed_on
    assert "还有 4 份待用印" in issuing.lift_seal(now(paper), by=d.keeper, copies=10).said
    paper = now(paper)
    assert (paper.state, paper.sealed, holders(paper)) == ("sealing", 10, ["印章保管员"])
    paper = stamped(d, paper, 4)
    assert (paper.state, paper.sealed) == ("dispatching", 14)
    assert runs(paper) == [(1, 1, 10, 10, 0, 0), (1, 2, 4, 4, 0, 0)]
    paper = issuing.dispatch(paper, by=d.o.clerk, channel="exchange").subject
    assert (paper.state, paper.sent_copies) == ("dispatched", 14)
    assert list(differences(Outgoing)) == []


def test_after_the_seal_it_goes_to_the_keeper_for_just_those(d: Desk) -> None:
    paper = dispatching(d)
    listing(d, paper, 6, 6)
    with pytest.raises(Incomplete, match="要发 12 份，只用印 10 份；请先「加印」2 份，或改分发份数"):
        issuing.dispatch(now(paper), by=d.o.clerk, channel="exchange")
    paper = more(d, now(paper), 3)
    assert (paper.state, holders(paper, "seal"), holders(paper, "dispatch")) == (
        "sealing",
        ["印章保管员"],
        [],
    )
    with pytest.raises(BadInput, match="用印 4 份，多于印数 3"):
        stamped(d, paper, 4)
    with pytest.raises(BadInput, match="用印 2 份、废损 2 份，多于印数 3"):
        stamped(d, paper, 2, spoiled=2)
    with pytest.raises(Incomplete, match="请说明原因"):
        stamped(d, paper, 2, spoiled=1)
    paper = stamped(d, paper, 2, spoiled=1, reason="盖歪一份")
    assert runs(paper) == [(1, 1, 10, 10, 0, 0), (1, 2, 3, 2, 1, 0)]
    row = PrintRun.objects.get(paper=paper, number=2)
    assert (row.reason, row.printed_by_name, row.sealed_by_name, row.seal_reason) == (
        "分发单位增加", "陈三三", "褚四四", "盖歪一份"
    )  # fmt: skip
    assert row.original == paper.original
    assert (paper.state, paper.sealed, holders(paper)) == ("dispatching", 12, ["公文运转处"])
    assert issuing.dispatch(paper, by=d.o.clerk, channel="exchange").subject.sent_copies == 12


def test_spoiled_copies_are_made_up_for(d: Desk) -> None:
    """The keeper spoils too many: without another run the paper could not be sent."""
    paper = sealing(d)
    listing(d, paper, 5, 5)
    with pytest.raises(BadInput, match="少于分发的 10 份"):
        stamped(d, paper, 8, spoiled=2, reason="盖坏两份")
    paper = print_runs.print_more(now(paper), by=fresh(d.keeper), copies=2, reason="盖坏两份").subject
    stamped(d, paper, 8, spoiled=2, reason="盖坏两份", run=1)
    paper = stamped(d, paper, 2, run=2)
    assert (paper.sealed, runs(paper)[0][3:]) == (10, (8, 2, 0))


def test_each_run_is_answered_once(d: Desk) -> None:
    paper = more(d, sealing(d), 5)
    stamped(d, paper, 5, run=2)
    with pytest.raises(BadInput, match="这一次印的已登记用印"):
        stamped(d, paper, 5, run=2)
    assert stamped(d, paper, 10).state == "dispatching"


def test_what_is_addressed_is_settled_once_some_are_stamped(d: Desk) -> None:
    paper = more(d, dispatching(d), 5)
    with pytest.raises(Incomplete, match="已印制用印，主送、抄送单位不能再改"):
        set_addressees(paper, by=fresh(d.o.clerk), main=[to(d.o.unit3)])


def test_what_has_the_seal_in_part_is_not_moved_back(d: Desk) -> None:
    """Two texts would be out under one number; with nothing stamped yet a chief may move it."""
    paper = more(d, dispatching(d), 5)
    with pytest.raises(Incomplete, match="本件已用印，不能再调整环节"):
        jumping.jump(paper, by=d.o.chief, target="signing", reason="引文有误")
    assert jumping.jump(
        more(d, sealing(d), 5), by=d.o.chief, target="signing", reason="引文有误"
    ).subject.state == ("signing")


# -- once it is sent ---------------------------------------------------------------------------------


def test_a_later_addressee_gets_copies_of_another_run(d: Desk) -> None:
    """补发 that the stamped copies are too few for."""
    paper = dispatched(d)
    listed = [to(d.o.unit), to(d.o.unit2), to(d.o.unit3, copies=12)]
    with pytest.raises(Incomplete, match="已用印的 10 份只剩 8 份；请先「加印」4 份"):
        set_addressees(paper, by=fresh(d.o.clerk), main=listed)
    paper = more(d, paper, 4, "补发省交通运输厅")
    assert (paper.state, holders(paper)) == ("dispatched", ["公文运转处", "印章保管员"])
    with pytest.raises(Incomplete, match="请先「加印」"):  # printed, not stamped yet
        set_addressees(paper, by=fresh(d.o.clerk), main=listed)
    Addressee.objects.filter(paper=paper).update(receipt="signed")
    with pytest.raises(Incomplete, match="加印的份数还没有用印") as refused:
        receipts.close(now(paper), by=fresh(d.o.clerk))
    assert refused.value.reasons
    paper = stamped(d, paper, 4)
    assert (paper.state, paper.sealed, holders(paper)) == ("dispatched", 14, ["公文运转处"])
    assert Alert.objects.filter(subject_ref=paper.ref, said__contains="可以补发、补寄").exists()
    paper = set_addressees(paper, by=fresh(d.o.clerk), main=listed).subject
    assert (paper.sent_copies, paper.sealed) == (14, 14)
    assert list(differences(Outgoing)) == []


def test_copies_nobody_needs_any_more_are_unused(d: Desk) -> None:
    paper = more(d, more(d, dispatched(d), 4), 2)
    assert len(Task.objects.about(paper).open().filter(kind="seal")) == 1
    stamped(d, paper, 0, reason="不用补发了")
    paper = stamped(d, paper, 0, spoiled=2, reason="不用补发了")
    assert [r[2:] for r in runs(paper)] == [(10, 10, 0, 0), (4, 0, 0, 4), (2, 0, 2, 0)]
    Addressee.objects.filter(paper=paper).update(receipt="signed")
    assert receipts.close(now(paper), by=fresh(d.o.clerk)).subject.state == "closed"


def test_not_of_a_paper_that_was_recalled_or_closed(d: Desk) -> None:
    paper = after.recall(dispatched(d), by=d.o.chief, reason="有误").subject
    with pytest.raises(Incomplete, match="已召回，不能再办"):
        more(d, paper, 2)
    closed = dispatched(d)
    Addressee.objects.filter(paper=closed).update(receipt="signed")
    closed = receipts.close(closed, by=fresh(d.o.clerk)).subject
    with pytest.raises(Exception, match="已办结，不能再加印"):
        more(d, closed, 2)


# -- copies with numbers -----------------------------------------------------------------------------


def test_the_numbers_go_on(d: Desk) -> None:
    paper = drafted(d, numbered_copies=True)
    paper = more(d, dispatching(d, paper), 3)
    kept = Copy.objects.filter(paper=paper).order_by("number")
    assert [c.number for c in kept] == list(range(1, 14))
    paper = stamped(d, paper, 3)
    paper = issuing.dispatch(paper, by=d.o.clerk, channel="exchange").subject
    paper = more(d, paper, 2)
    stamped(d, paper, 2)
    main = [to(d.o.unit), to(d.o.unit2), to(d.o.unit3, copies=13)]
    set_addressees(now(paper), by=fresh(d.o.clerk), main=main)
    given = Copy.objects.filter(paper=paper, status="given").order_by("number")
    assert [c.number for c in given] == list(range(1, 16))


# -- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("copies", [0, -1, 999_990, 10**30])
def test_a_number_that_cannot_be(d: Desk, copies: int) -> None:
    with pytest.raises(BadInput, match="加印份数应在 1 到 999989 之间"):
        more(d, sealing(d), copies)


def test_why_and_of_what(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = sealing(d)
    with pytest.raises(Incomplete, match="请说明加印的原因"):
        more(d, paper, 1, " ")
    with pytest.raises(NotAllowed, match="印章保管员|公文运转处|文书"):
        print_runs.print_more(paper, by=fresh(d.drafter), copies=1, reason="要")
    lost = dispatched(d)
    Outgoing.objects.filter(pk=lost.pk).update(original=None)
    with pytest.raises(Incomplete, match="没有留存的正本，不能加印"):
        more(d, now(lost), 1)
    monkeypatch.setattr(print_runs, "keepers", list)
    with pytest.raises(Incomplete, match="没有印章保管员"):
        more(d, now(paper), 1)


def test_printed_anew_the_runs_of_the_other_text_are_waste(d: Desk) -> None:
    paper = more(d, sealing(d), 5)
    set_addressees(paper, by=fresh(d.o.clerk), main=[to(d.o.unit3)])  # another list is another text
    assert now(paper).is_stale
    with pytest.raises(Incomplete, match="重新签发"):
        more(d, now(paper), 1)
    paper = signing.resign(now(paper), by=d.drafter).subject
    paper = signing.sign(paper, by=d.o.leader2, checked=CHECKED).subject
    paper = issuing.recheck(paper, by=d.o.deputy, checked=["approved", "content"]).subject
    paper = issuing.print_run(paper, by=d.o.clerk, copies=6).subject
    assert (paper.print_run, paper.sealed) == (6, None)
    assert runs(paper) == [
        (1, 1, 10, None, None, None),
        (1, 2, 5, None, None, None),
        (2, 1, 6, None, None, None),
    ]
    assert stamped(d, paper, 6).state == "dispatching"
    assert stale_print(d).print_run is None


# -- the database's own guard ------------------------------------------------------------------------


def test_the_database_keeps_the_runs(d: Desk) -> None:
    paper = more(d, sealing(d), 5)
    row = PrintRun.objects.filter(paper=paper, number=1)
    said = {"sealed_by": d.keeper, "sealed_at": timezone.now()}
    for bad, name in (
        ({"stamped": 9, "spoiled": 0, "unused": 0, **said}, "print_run_adds_up"),
        ({"stamped": 10, **said}, "print_run_sealed_pair"),
        ({"approved": 11}, "changed in nothing else"),
        ({"number": 3}, "changed in nothing else"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            row.update(**bad)
    with pytest.raises(IntegrityError, match="never removed"), transaction.atomic():
        row.delete()
    row.update(stamped=8, spoiled=1, unused=1, **said)
    with pytest.raises(IntegrityError, match="answered once"), transaction.atomic():
        row.update(stamped=9, spoiled=1, unused=0)
    with pytest.raises(IntegrityError, match="print_run_more_why"), transaction.atomic():
        PrintRun.objects.create(
            paper=paper, edition=1, number=3, approved=1, printed_by=d.o.clerk, printed_at=timezone.now()
        )


def test_the_database_sends_nothing_while_a_run_waits(d: Desk) -> None:
    paper = more(d, sealing(d), 5)
    stamped(d, paper, 10)
    paper = now(paper)
    with pytest.raises(IntegrityError, match="printed copies wait for the seal"), transaction.atomic():
        Outgoing.objects.filter(pk=paper.pk).update(
            state="dispatching", version=paper.version + 1, entry_count=paper.entry_count + 1
        )


# -- pages -------------------------------------------------------------------------------------------


def test_the_history_of_the_runs_is_on_the_page(d: Desk) -> None:
    paper = more(d, sealing(d), 5, "补发两个县")
    stamped(d, paper, 8, spoiled=1, reason="盖歪一份")
    client = Client()
    client.force_login(fresh(d.keeper))
    page = client.get(f"/outgoing/{paper.ref}/?tab=facts").content.decode()
    for words in ("印制、用印记录", "第 2 次", "补发两个县", "用印 8、废损 1、未用 1", "盖歪一份", "待用印"):
        assert words in page, words
    assert (
        client.get(f"/outgoing/{paper.ref}/do/lift_seal/").headers["Location"]
        == f"/seals/desk/?paper={paper.ref}"
    )
    client.force_login(fresh(d.o.clerk))
    drawn = client.get(f"/outgoing/{paper.ref}/do/print_more/").content.decode()
    assert "已印 15 份，已用印 8 份" in drawn
    assert entry(paper, "print_more").data["copies"] == 5
