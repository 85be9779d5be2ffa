"""Gates 1 and 3 of an incoming paper: nobody goes round them, nobody checks his own, and what was looked at is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from checking.models import GateCheck, GateItem, Sweep, SweepRow
from checking.rules.gates import BUILT_IN, OFFERED, Listing
from checking.words import Side
from docflow.web.errors import Faster, Incomplete, NotAllowed
from documents.actions import closing, correcting, review
from documents.actions.files import add_file
from documents.actions.signers import add_signer
from documents.actions.withdraw import withdraw
from documents.models import Attachment, Blob, Document, ReturnSlip
from documents.queries import gates
from documents.queries.approving import latest_proposal
from people.models import Delegation
from tests.documents.handling.path import asked, codes, now
from tests.office import (
    SINCE,
    Office,
    approve,
    fresh,
    handling,
    item,
    make_office,
    registered,
    reviewing,
    submitted,
    ticks,
)
from workflow.models import Task


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def before(doc: Document) -> Listing:
    return gates.before(doc, latest_proposal(doc))


def plain(office: Office, **fields: Any) -> Document:
    """An ordinary notice, proposed and waiting for the chief."""
    return reviewing(office, registered(office, kind="notice", **fields))


def blob(office: Office, n: int) -> Blob:
    return Blob.objects.create(
        sha256=f"{n:064}", size=1, ext="pdf", mime="application/pdf", uploaded_by=office.clerk
    )


def row(doc: Document, gate: str = "before") -> GateCheck:
    return GateCheck.objects.filter(side="document", subject_pk=doc.pk, gate=gate).latest("pk")


# -- gate 1 ----------------------------------------------------------------------------------------------


def test_an_ordinary_paper_passes_with_its_words_alone_and_is_written_down(office: Office) -> None:
    doc = plain(office)
    done = review.approve(doc, by=office.chief, expected_version=doc.version).subject
    kept = row(done)
    assert (kept.round, kept.version, kept.verb, kept.checked_by, kept.waived) == (
        1,
        done.version,
        "approve",
        office.chief,
        0,
    )
    assert kept.text_hash == gates.text(done, latest_proposal(done))
    assert {i["key"]: (i["auto"], i["result"]) for i in kept.items} == {
        "route": (True, "ok"), "lead": (True, "ok"), "leaders": (True, "ok"),
    }  # fmt: skip


def test_a_request_to_us_is_compared_with_its_original(office: Office) -> None:
    doc = reviewing(office)
    with pytest.raises(Incomplete) as refused:
        review.approve(doc, by=office.chief)
    assert refused.value.reasons == ["未核：已对照原件，拟办意见和送办去向无误。"]
    assert not GateCheck.objects.exists()
    review.approve(doc, by=office.chief, checked=["compared"])
    assert [(i["key"], i["result"]) for i in row(doc).items if not i["auto"]] == [("compared", "ticked")]


@pytest.mark.parametrize(
    ("fields", "proposal", "wanted"),
    [
        ({"kind": "notice"}, {}, []),
        ({"kind": "notice", "urgency": "urgent"}, {}, ["compared"]),
        ({"kind": "letter", "to_us": "copy"}, {}, []),
        ({"kind": "letter"}, {}, ["compared"]),
        ({"kind": "notice", "back_registered": True}, {}, ["compared"]),
        ({"kind": "notice"}, {"co": True}, ["compared", "parts"]),
    ],
)
def test_what_is_ticked_follows_from_the_paper(
    office: Office, fields: dict[str, Any], proposal: dict[str, Any], wanted: list[str]
) -> None:
    words = {"co_units": [office.unit2]} if proposal.pop("co", False) else {}
    assert ticks(reviewing(office, registered(office, **fields), **words)) == wanted


def test_a_red_item_says_what_to_do_and_is_not_let_pass_where_it_may_not_be(office: Office) -> None:
    doc = plain(office, urgency="urgent")
    Document.objects.filter(pk=doc.pk).update(due_at=None)
    doc = now(doc)
    with pytest.raises(Incomplete, match="急件没有写明办理时限"):
        review.approve(doc, by=office.chief, checked=["compared"])
    with pytest.raises(NotAllowed, match="不能放行：急件已写明办理时限"):
        review.approve(
            doc, by=office.chief, checked=["compared"], waived=["limit"], waive_reason="已电话约定"
        )
    assert now(doc).state == "reviewing"


def test_whatever_the_book_of_lists_calls_automatic_is_looked_at(office: Office) -> None:
    """On a paper of which everything is asked; else the page of the lists would promise what nobody does."""
    doc = reviewing(office, registered(office, urgency="urgent", attachments_note="附件1件"))
    for listing in (before(doc), gates.closing(doc)):
        promised = [i.key for i in BUILT_IN if (i.gate, i.side) == (listing.gate, "document") and i.auto]
        assert [p.key for p in listing.automatic] == promised


def with_note(office: Office, note: str, carrier: str = "electronic") -> Document:
    """Here with its text alone."""
    text = [(blob(office, 1), "正文.pdf", "body")]
    return registered(office, kind="notice", attachments_note=note, carrier=carrier, blobs=text)


@pytest.mark.parametrize(
    ("note", "carrier"), [("无", "electronic"), ("无附件。", "electronic"), ("附件2件", "paper")]
)
def test_attachments_that_are_none_or_may_be_in_the_scan_are_not_missed(
    office: Office, note: str, carrier: str
) -> None:
    assert not before(reviewing(office, with_note(office, note, carrier))).red


def test_missing_attachments_are_let_pass_by_a_chief_with_a_reason(office: Office) -> None:
    doc = reviewing(office, with_note(office, "附件2件"))
    with pytest.raises(Incomplete, match="登记有附件（附件2件），没有附件文件"):
        review.approve(doc, by=office.chief)
    with pytest.raises(Incomplete, match="放行理由"):
        review.approve(doc, by=office.chief, waived=["annexes"])
    review.approve(doc, by=office.chief, waived=["annexes"], waive_reason="附件是纸质图册")
    kept = row(doc)
    assert kept.waived == 1
    (one,) = [i for i in kept.items if i["key"] == "annexes"]
    assert one["result"] == "waived"
    assert one["note"].endswith("放行理由：附件是纸质图册")


def test_who_is_no_chief_lets_nothing_pass(office: Office) -> None:
    """A deputy of the chief's who is none himself may approve, but not waive."""
    Delegation.objects.create(principal=office.chief, deputy=office.clerk2, since=SINCE)
    doc = reviewing(office, with_note(office, "附件1件"))
    with pytest.raises(NotAllowed, match="只有处长、副处长可以放行"):
        review.approve(doc, by=fresh(office.clerk2), waived=["annexes"], waive_reason="纸质图册")


def test_a_waiver_of_what_is_green_counts_for_nothing(office: Office) -> None:
    doc = plain(office)
    review.approve(doc, by=office.chief, waived=["annexes", "limit"], waive_reason="x")
    assert row(doc).waived == 0


def test_the_author_checks_nothing_also_through_a_deputy(office: Office) -> None:
    """He who stands in for the chief wrote the proposal himself; and so did he for whom the chief's deputy stands in."""
    Delegation.objects.create(principal=office.chief, deputy=office.handler, since=SINCE)
    doc = plain(office)
    with pytest.raises(NotAllowed, match="拟办人不能审核自己的拟办意见"):
        review.approve(doc, by=fresh(office.handler))
    assert not GateCheck.objects.exists()


def test_the_offices_own_item_is_asked_until_it_ends(office: Office) -> None:
    own = GateItem.objects.create(
        gate="before", side="document", words="已电话告知来文单位", kinds=["notice"], added_by_name="吴十",
        added_at=timezone.now(),
    )  # fmt: skip
    doc = plain(office)
    with pytest.raises(Incomplete, match="未核：已电话告知来文单位"):
        review.approve(doc, by=office.chief)
    other = reviewing(office, registered(office, kind="report"))
    assert "own" not in "".join(ticks(other)), "of notices alone"
    GateItem.objects.filter(pk=own.pk).update(ended_at=timezone.now(), ended_by_name="吴十")
    review.approve(doc, by=office.chief)


LIKE: dict[str, dict[str, Any]] = {
    "urgent": {"urgency": "urgent"}, "asks_us": {"kind": "request"}, "work_secret": {"work_secret": True},
    "has_attachments": {"attachments_note": "附件1件"}, "on_paper": {"carrier": "paper"},
    "back_registered": {"back_registered": True}, "action": {}, "reading": {"category": "reading"},
    "several_units": {}, "goes_to_leader": {}, "resubmitted": {},
}  # fmt: skip


def like(office: Office, gate: str, label: str) -> Document:
    """A paper of just this sort, at the gate; everything else of it is ordinary."""
    doc = registered(office, **{"kind": "notice", "carrier": "electronic", **LIKE.get(label, {})})
    if label == "resubmitted":
        first = registered(office)
        words = {"text": "缺附件", "codes": ["R01"], "handled_by_name": "李四", "approved_by_name": "吴十"}
        ReturnSlip.objects.create(document=first, resubmitted_as=doc, returned_at=timezone.now(), **words)
    co = [office.unit2] if label == "several_units" else []
    if gate == "before" or label == "reading":
        return reviewing(
            office, doc, co_units=co, leaders=[office.leader] if label == "goes_to_leader" else []
        )
    if label == "goes_to_leader":
        return handling(office, doc)
    return approve(reviewing(office, doc, leaders=[], co_units=co), by=office.chief).subject


@pytest.mark.parametrize("label", OFFERED[Side.INCOMING])
@pytest.mark.parametrize("gate", ["before", "closing"])
def test_an_item_is_asked_of_just_the_papers_it_is_offered_for(office: Office, gate: str, label: str) -> None:
    assert set(LIKE) == set(OFFERED[Side.INCOMING])
    GateItem.objects.create(
        gate=gate, side="document", words="已电话告知", labels=[label], added_by_name="吴十", added_at=timezone.now()
    )  # fmt: skip

    def asked(doc: Document) -> bool:
        listing = before(doc) if gate == "before" else gates.closing(doc)
        return "已电话告知" in [p.words for p in listing.manual]

    assert asked(like(office, gate, label))
    assert asked(like(office, gate, "")) == (label == "action")


# -- what changes while the gate is being passed ---------------------------------------------------------


def added(office: Office, doc: Document) -> None:
    add_file(doc, by=fresh(office.clerk), blobs=[(blob(office, 9), "补充.pdf", "annex")])


def test_what_changed_under_his_eyes_is_told(office: Office) -> None:
    """A file is added beside the main flow: the version stays, what the chief looked at does not."""
    doc = plain(office)
    looked = before(doc).text_hash
    added(office, doc)
    assert now(doc).version == doc.version, "else the version alone would tell"
    with pytest.raises(Faster, match="请重新核对"):
        review.approve(doc, by=office.chief, expected_version=doc.version, looked=looked)
    review.approve(doc, by=office.chief, expected_version=doc.version, looked=before(now(doc)).text_hash)


def test_without_the_look_nothing_would_be_noticed(office: Office) -> None:
    """Negative control of the test above."""
    doc = plain(office)
    added(office, doc)
    assert review.approve(doc, by=office.chief, expected_version=doc.version).subject.state == "submitted"


def test_a_signer_after_the_chief_does_not_carry_on_what_changed_since(office: Office) -> None:
    doc = plain(office)
    add_signer(doc, by=office.chief, signer=office.supervisor, mode="after")
    doc = now(doc)
    review.approve(doc, by=fresh(office.chief))
    added(office, doc)
    said = review.countersign(now(doc), by=fresh(office.supervisor), opinion="同意。").said
    assert "重新审核" in said
    doc = now(doc)
    assert doc.state == "reviewing"
    (task,) = Task.objects.about(doc).open().filter(lane="main")
    assert (task.kind, task.holder) == ("review", office.chief.principal)
    assert review.approve(doc, by=fresh(office.chief)).subject.state == "submitted"
    assert GateCheck.objects.filter(subject_pk=doc.pk).count() == 2


def test_a_signer_after_the_chief_carries_on_what_he_checked(office: Office) -> None:
    doc = plain(office)
    add_signer(doc, by=office.chief, signer=office.supervisor, mode="after")
    review.approve(now(doc), by=fresh(office.chief))
    review.countersign(now(doc), by=fresh(office.supervisor), opinion="同意。")
    assert now(doc).state == "submitted"


def test_taken_back_and_sent_again_it_passes_again(office: Office) -> None:
    doc = submitted(office)
    withdraw(doc, by=fresh(office.chief))
    doc = now(doc)
    correcting.correct(
        doc, by=fresh(office.clerk), reason="录入有误", fields={"title": f"{doc.title}（更正）"}
    )
    doc = now(doc)
    review.approve(doc, by=fresh(office.chief), checked=ticks(doc))
    first, second = GateCheck.objects.filter(subject_pk=doc.pk).order_by("pk")
    assert first.text_hash != second.text_hash == gates.text(now(doc), latest_proposal(doc))


# -- gate 3 ----------------------------------------------------------------------------------------------


def test_closing_is_written_down_with_every_item(office: Office) -> None:
    doc = asked(office)
    done = closing.close(doc, by=office.chief, checked=codes(doc)).subject
    kept = row(done, "closing")
    assert (kept.round, kept.version, kept.verb) == (1, done.version, "close")
    assert {i["key"] for i in kept.items} >= {
        "open",
        "circulated",
        "copies",
        "reply",
        "sweep",
        "facts",
        "complete",
    }
    assert {i["result"] for i in kept.items} == {"ok", "ticked"}


def test_an_unanswered_row_of_the_sweep_keeps_it_open(office: Office) -> None:
    doc = asked(office)
    sweep = Sweep.objects.create(day=timezone.localdate(), made_at=timezone.now())
    one = SweepRow.objects.create(
        sweep=sweep, side="document", subject_pk=doc.pk, marks=["still"], state="closing"
    )
    with pytest.raises(Incomplete, match="运转中检查还没有填写核查情况"):
        closing.close(doc, by=office.chief, checked=codes(doc))
    SweepRow.objects.filter(pk=one.pk).update(
        found="正常", checked_by=office.deputy, checked_by_name="郑一一", checked_at=timezone.now()
    )
    closing.close(doc, by=office.chief, checked=codes(doc))


def test_nothing_of_gate_3_is_let_pass(office: Office) -> None:
    doc = asked(office)
    Document.objects.filter(pk=doc.pk).update(reply_note="")
    doc = now(doc)
    with pytest.raises(NotAllowed, match="不能放行"):
        closing.close(doc, by=office.chief, checked=codes(doc), waived=["reply"], waive_reason="口头答复")


def test_a_paper_of_before_the_gates_is_closed_all_the_same(office: Office) -> None:
    """It left the review before anything was written down."""
    doc = asked(office)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE checking_gatecheck DISABLE TRIGGER checking_gatecheck_append_only")
        cursor.execute("DELETE FROM checking_gatecheck")
        cursor.execute("ALTER TABLE checking_gatecheck ENABLE ALWAYS TRIGGER checking_gatecheck_append_only")
    assert closing.close(doc, by=office.chief, checked=codes(doc)).subject.state == "closed"


# -- the database ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how", ["UPDATE checking_gatecheck SET waived = 1", "DELETE FROM checking_gatecheck"]
)
def test_what_was_checked_stays(office: Office, how: str) -> None:
    submitted(office)
    with (
        pytest.raises(IntegrityError, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(how)


ROUND: dict[str, Callable[[Office], tuple[Document, str]]] = {
    "to the leaders": lambda o: (reviewing(o), "submitted"),
    "to the units": lambda o: (reviewing(o), "handling"),
    "to the readers": lambda o: (reviewing(o), "circulating"),
    "to the sender": lambda o: (reviewing(o), "returned"),
    "to its end": lambda o: (asked(o), "closed"),
}


@pytest.mark.parametrize("way", ROUND)
def test_the_database_lets_nobody_round(office: Office, way: str) -> None:
    doc, state = ROUND[way](office)
    with pytest.raises(IntegrityError, match="gate_not_passed"):
        forced(doc, state)


def forced(doc: Document, state: str) -> None:
    """Somebody writes the row himself."""
    values: dict[str, Any] = {"state": state, "version": doc.version + 1, "entry_count": doc.entry_count + 1}
    values |= {"closed_at": timezone.now()} if state == "closed" else {}
    with transaction.atomic(), connection.cursor() as cursor:
        Document.objects.filter(pk=doc.pk).update(**values)
        cursor.execute("SET CONSTRAINTS documents_gate_passed IMMEDIATE")


def test_a_gate_of_an_earlier_round_opens_nothing(office: Office) -> None:
    doc = asked(office)
    doc = closing.close(doc, by=office.chief, checked=codes(doc)).subject
    due = item(office)["due"]
    doc = closing.reopen(doc, by=fresh(office.chief), reason="补报", due=due).subject
    doc = reviewing(office, now(doc))
    with pytest.raises(IntegrityError, match="gate_not_passed"):
        forced(doc, "submitted")


def test_files_are_part_of_what_is_looked_at(office: Office) -> None:
    doc = plain(office)
    was = before(doc).text_hash
    added(office, doc)
    assert before(now(doc)).text_hash != was
    Attachment.objects.filter(document=doc).update(latest=False)
    assert before(now(doc)).text_hash == was
