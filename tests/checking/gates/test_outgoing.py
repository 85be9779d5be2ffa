"""The gates of an outgoing paper: no text is signed that nobody has reviewed, and nobody closes his own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from checking.models import GateCheck
from docflow.web.errors import Faster, Incomplete, NotAllowed
from outgoing.actions import issuing, receipts, returning, route, signing, texts
from outgoing.actions.passing import reassign
from outgoing.forms.issue import SignForm
from outgoing.models import Addressee, Outgoing
from outgoing.queries import gates
from outgoing.queries.known import known
from outgoing.rules.offers import offer
from people.models import Delegation
from tests.office import SINCE, fresh
from tests.outgoing.desk import (
    CHECKED,
    RECHECKED,
    Desk,
    dispatched,
    drafted,
    make_desk,
    sent,
    signed,
    signing_,
    text,
)
from tests.outgoing.papers import now, plainly, scan
from workflow.clock import database_now
from workflow.models import Task


@pytest.fixture
def d(db: Any) -> Iterator[Desk]:
    with plainly():
        yield make_desk()


def checks(paper: Outgoing, gate: str = "before") -> list[GateCheck]:
    return list(GateCheck.objects.filter(side="outgoing", subject_pk=paper.pk, gate=gate).order_by("pk"))


def answered(paper: Outgoing) -> Outgoing:
    """Everybody has signed for his copies."""
    Addressee.objects.filter(paper=paper).update(
        receipt="signed", received_copies=1, answered_at=timezone.now()
    )
    return now(paper)


# -- gate 1 ----------------------------------------------------------------------------------------------


def test_the_review_is_written_down_for_its_text(d: Desk) -> None:
    paper = signing_(d)
    (kept,) = checks(paper)
    assert (kept.text_hash, kept.round, kept.verb, kept.checked_by) == (
        paper.content_hash,
        1,
        "review",
        d.o.chief,
    )
    assert [i["key"] for i in kept.items if not i["auto"]] == CHECKED
    assert {i["key"] for i in kept.items if i["auto"]} == {"fields", "reviews", "heard", "proof"}


def test_a_reviewed_text_is_signed_without_a_tick(d: Desk) -> None:
    paper = signing_(d)
    assert signing.sign(paper, by=d.o.leader2).subject.state == "rechecking"
    assert len(checks(paper)) == 1


def test_another_text_than_the_one_reviewed_is_looked_at_by_who_signs_it(d: Desk) -> None:
    paper = signing_(d)
    texts.save(paper, by=fresh(d.drafter), text=text("换一种说法。", "特此通知。"))
    paper = now(paper)
    assert paper.state == "signing"
    with pytest.raises(Incomplete) as refused:
        signing.sign(paper, by=fresh(d.o.leader2))
    assert len(refused.value.reasons) == 5
    assert signing.sign(paper, by=fresh(d.o.leader2), checked=CHECKED).subject.state == "rechecking"
    first, second = checks(paper)
    assert (first.text_hash != second.text_hash, second.verb) == (True, "sign")
    assert second.text_hash == now(paper).signed_hash


def test_who_reviewed_it_and_became_its_author_has_not_reviewed_it(d: Desk) -> None:
    """It came straight back, was given to the reviewer to draft, and he sends it as it is."""
    paper = signing_(d)
    paper = returning.give_back(paper, by=fresh(d.o.leader2), reason="改", straight=True).subject
    assert gates.reviewed(paper)
    task = Task.objects.about(paper).open().get(lane="main")
    paper = reassign(paper, by=fresh(d.o.deputy), task_id=task.pk, to=d.o.chief, reason="离任").subject
    paper = texts.save(paper, by=fresh(d.o.chief), text=text("换一种说法。")).subject
    assert not gates.reviewed(paper)


def test_signing_draws_the_points_only_where_they_are_owed(d: Desk) -> None:
    paper = signing_(d)
    shown = [f.name for f in SignForm(doc=paper, person=d.o.leader2).visible_fields()]
    assert shown == ["opinion", "signed_on"]
    texts.save(paper, by=fresh(d.drafter), text=text("换一种说法。"))
    form = SignForm(doc=now(paper), person=d.o.leader2)
    assert "checked" in [f.name for f in form.visible_fields()]
    assert "这一稿审核后有改动" in str(form.fields["checked"].label)


def test_what_changed_while_the_review_was_open_is_told(d: Desk) -> None:
    paper = sent(d)
    looked = gates.review(paper).text_hash
    texts.annex(paper, by=fresh(d.drafter), blobs=[(_blob(d), "附件.pdf")])
    with pytest.raises(Faster, match="请重新核对"):
        route.review(now(paper), by=fresh(d.o.chief), checked=CHECKED, looked=looked)
    route.review(
        now(paper), by=fresh(d.o.chief), checked=CHECKED
    )  # negative control: without a look nothing tells


def _blob(d: Desk) -> Any:
    return scan(d.drafter, 77)


def test_an_open_error_of_the_draft_check_stops_the_review(d: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "unresolved", lambda paper: ["NUM-01：发文字号不全。"])
    paper = sent(d)
    with pytest.raises(Incomplete, match="NUM-01"):
        route.review(paper, by=d.o.chief, checked=CHECKED)
    with pytest.raises(NotAllowed, match="不能放行"):
        route.review(paper, by=d.o.chief, checked=CHECKED, waived=["proof"], waive_reason="不改")


def test_the_recheck_has_its_own_list(d: Desk) -> None:
    paper = signed(d)
    issuing.recheck(paper, by=d.o.deputy, checked=RECHECKED)
    (kept,) = checks(paper, "during")
    assert [i["key"] for i in kept.items] == ["signed", "heard", "same", "proof", "approved", "content"]


def test_the_database_lets_nothing_be_signed_round_the_review(d: Desk) -> None:
    paper = sent(d)
    with pytest.raises(IntegrityError, match="gate_not_passed"):
        forced(paper, "signing", "rechecking", signed_hash=paper.content_hash)


def test_nor_closed_round_its_check(d: Desk) -> None:
    paper = dispatched(d)
    with pytest.raises(IntegrityError, match="gate_not_passed"):
        forced(paper, "closed", closed_at=timezone.now())


def forced(paper: Outgoing, *states: str, **values: Any) -> None:
    """Somebody writes the row himself."""
    with transaction.atomic(), connection.cursor() as cursor:
        for n, state in enumerate(states, 1):
            values |= {"state": state, "version": paper.version + n, "entry_count": paper.entry_count + n}
            Outgoing.objects.filter(pk=paper.pk).update(**values)
        cursor.execute("SET CONSTRAINTS outgoing_gate_passed IMMEDIATE")


# -- gate 3 ----------------------------------------------------------------------------------------------


def test_an_ordinary_paper_is_closed_by_the_desk_and_written_down(d: Desk) -> None:
    paper = answered(dispatched(d))
    assert receipts.close(paper, by=fresh(d.o.clerk)).subject.state == "closed"
    (kept,) = checks(paper, "closing")
    assert {i["key"] for i in kept.items} == {"receipts", "balance", "archive", "sweep"}


def test_a_clerk_does_not_close_what_he_drafted(d: Desk) -> None:
    paper = answered(dispatched(d, drafted(d, by=d.o.clerk)))
    with pytest.raises(NotAllowed, match="拟稿人不能复核自己的公文办结"):
        receipts.close(paper, by=fresh(d.o.clerk))
    assert receipts.close(paper, by=fresh(d.o.clerk2)).subject.state == "closed"


def test_nor_does_his_deputy_for_him(d: Desk) -> None:
    """The drafter stands in for the clerk; and the clerk's deputy may not close what the clerk drafted, in his name."""
    Delegation.objects.create(principal=d.o.clerk, deputy=d.drafter, since=SINCE)
    paper = answered(dispatched(d))
    with pytest.raises(NotAllowed):
        receipts.close(paper, by=fresh(d.drafter))


def test_a_work_secret_needs_a_person_who_did_not_send_it(d: Desk) -> None:
    paper = answered(dispatched(d, drafted(d, work_secret=True)))
    with pytest.raises(NotAllowed, match="核发本件的人不能自己复核办结"):
        receipts.close(paper, by=fresh(d.o.clerk), checked=["secret"])
    with pytest.raises(Incomplete, match="请先核对：工作秘密件的留存和分发已逐份核对"):
        receipts.close(paper, by=fresh(d.o.clerk2))
    assert receipts.close(paper, by=fresh(d.o.clerk2), checked=["secret"]).subject.state == "closed"


def test_a_chief_may_close_where_the_office_has_but_one_clerk(d: Desk) -> None:
    paper = answered(dispatched(d, drafted(d, numbered_copies=False, is_normative=False, by=d.o.clerk)))
    assert offer("close", fresh(d.o.deputy).hats, known(paper, database_now())).ok
    assert receipts.close(paper, by=fresh(d.o.deputy)).subject.state == "closed"


def test_what_is_not_kept_is_let_pass_by_a_chief_who_says_where_it_is(d: Desk) -> None:
    paper = answered(dispatched(d))
    Outgoing.objects.filter(pk=paper.pk).update(original=None)
    paper = now(paper)
    with pytest.raises(Incomplete, match="没有留存的正本"):
        receipts.close(paper, by=fresh(d.o.clerk))
    with pytest.raises(NotAllowed, match="只有处长、副处长可以放行"):
        receipts.close(paper, by=fresh(d.o.clerk), waived=["archive"], waive_reason="在甲柜")
    receipts.close(paper, by=fresh(d.o.deputy), waived=["archive"], waive_reason="在甲柜")
    (kept,) = checks(paper, "closing")
    assert kept.waived == 1


TABLE = {
    "clerk": True, "clerk2": True, "chief": True, "deputy": True, "handler": False, "leader": False, "leader2": False,
    "secretary": False, "supervisor": False, "unit_clerk": False, "outsider": False, "auditor": False, "admin": False,
}  # fmt: skip


@pytest.mark.parametrize("who", TABLE)
def test_who_may_close_what_is_sent(d: Desk, who: str) -> None:
    """The handler drafted it."""
    paper = answered(dispatched(d))
    person = fresh(getattr(d.o, who))
    try:
        receipts.close(paper, by=person)
    except NotAllowed:
        assert not TABLE[who]
    else:
        assert TABLE[who]
