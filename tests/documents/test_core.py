"""What the core must hold when people leave, stand in for one another, or a form comes twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from deadlines.limits import counted
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions.confirming import confirm_oral
from documents.actions.extension import extend
from documents.actions.files import add_file
from documents.actions.handling import accept, misdirected, progress, report
from documents.actions.handover import assign, open_instructions
from documents.actions.instruct import instruct, record
from documents.actions.propose import propose
from documents.actions.review import countersign, give_back
from documents.actions.signers import add_signer
from documents.models import Assignment, Attachment, Blob, Document, Instruction
from documents.queries.visible import visible_to
from people.models import Appointment, Delegation, Person, Post
from tests.office import (
    SINCE,
    Office,
    appoint,
    approve,
    fresh,
    handling,
    item,
    make_office,
    registered,
    reviewing,
    submitted,
)
from workflow.models import Entry, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def deputise(principal: Person, deputy: Person, *kinds: str) -> Person:
    """`deputy` stands in; the person as his next request sees him."""
    Delegation.objects.create(principal=principal, deputy=deputy, since=SINCE, kinds=list(kinds))
    return fresh(deputy)


def leave(who: Person) -> None:
    Person.objects.filter(pk=who.pk).update(is_active=False)


def main_holders(doc: Document) -> list[tuple[str, str]]:
    rows = Task.objects.about(doc).open().filter(lane="main").order_by("id")
    return list(rows.values_list("kind", "holder"))


def by_hand(office: Office, doc: Document, by: Person, **values: Any) -> Document:
    plain = {"text": "拟转省水利厅办理。", "reviewer": office.chief, "lead_unit": office.unit}
    return propose(doc, by=by, expected_version=doc.version, **{**plain, **values}).subject


# -- forms that come twice ---------------------------------------------------------------------------


def test_a_key_used_for_another_paper_does_not_pass_for_done(office: Office) -> None:
    one, other = handling(office), handling(office)
    progress(one, by=office.unit_clerk, text="第一件", key="k")
    with pytest.raises(Faster):
        progress(other, by=fresh(office.unit_clerk), text="第二件", key="k")
    assert not Entry.objects.filter(subject_pk=other.pk, verb="progress").exists()


def test_a_key_used_for_another_verb_does_not_pass_for_done(office: Office) -> None:
    doc = handling(office)
    accept(doc, by=office.unit_clerk, key="k")
    with pytest.raises(Faster):
        progress(doc, by=fresh(office.unit_clerk), text="进展", key="k")
    assert not Entry.objects.filter(subject_pk=doc.pk, verb="progress").exists()


def test_a_refused_form_may_be_sent_again_with_its_key(office: Office) -> None:
    doc = handling(office)
    with pytest.raises(Incomplete):
        progress(doc, by=office.unit_clerk, text=" ", key="k")
    assert not progress(doc, by=fresh(office.unit_clerk), text="进展", key="k").replayed
    assert progress(doc, by=fresh(office.unit_clerk), text="进展", key="k").replayed


# -- deputies ----------------------------------------------------------------------------------------


def test_whom_the_drafter_stood_in_for_may_not_approve(office: Office) -> None:
    """The deputy chief is on leave, a handler proposes for him: he cannot approve that on his return."""
    doc = registered(office, handler=office.deputy)
    doc = by_hand(office, doc, deputise(office.deputy, office.handler))
    Task.objects.about(doc).open().update(holder=office.deputy.principal)
    with pytest.raises(NotAllowed):
        approve(doc, by=fresh(office.deputy), expected_version=doc.version)


def test_a_deputy_cannot_send_the_proposal_to_his_principal(office: Office) -> None:
    doc = registered(office, handler=office.deputy)
    with pytest.raises(Incomplete, match="不能审核自己"):
        by_hand(office, doc, deputise(office.deputy, office.handler), reviewer=office.deputy)


def test_a_return_goes_to_the_desk_the_proposal_came_from(office: Office) -> None:
    doc = by_hand(office, registered(office), deputise(office.handler, office.clerk2))
    doc = give_back(doc, by=office.chief, expected_version=doc.version, reason="请补充").subject
    assert main_holders(doc) == [("propose", office.handler.principal)]


def test_who_stands_in_and_is_asked_himself_answers_for_himself_first(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    done = instruct(doc, by=deputise(office.leader, office.leader2), text="同意。")
    assert (done.entry.actor_id, done.entry.behalf_id) == (office.leader2.pk, None)
    assert main_holders(doc) == [("instruct", office.leader.principal)]


# -- people who leave --------------------------------------------------------------------------------


def test_a_leader_can_write_though_the_handler_has_left(office: Office) -> None:
    doc = submitted(office)
    leave(office.handler)
    doc = instruct(doc, by=office.leader, text="请办理。").subject
    assert main_holders(doc) == [("assign", office.chief.principal)]


def test_a_proposal_of_someone_who_left_goes_back_to_a_chief(office: Office) -> None:
    doc = reviewing(office)
    leave(office.handler)
    doc = give_back(doc, by=office.chief, expected_version=doc.version, reason="请补充").subject
    assert main_holders(doc) == [("propose", office.chief.principal)]


@pytest.mark.parametrize(
    ("since", "until", "active", "can"),
    [
        (-9, None, True, True),
        (-9, 0, True, True),
        (1, None, True, False),
        (-9, -1, True, False),
        (-9, None, False, False),
    ],
)
def test_who_counts_as_able_to_act(
    office: Office, since: int, until: int | None, active: bool, can: bool
) -> None:
    today = timezone.localdate()
    post = appoint(office.outsider, office.elsewhere, "unit_head")
    Post.objects.filter(unit=office.elsewhere).exclude(pk=post.pk).update(is_active=False)
    Post.objects.filter(pk=post.pk).update(is_active=active)
    Appointment.objects.filter(post=post).update(
        since=today + timedelta(days=since), until=None if until is None else today + timedelta(days=until)
    )
    with connection.cursor() as cursor:
        for holder in (post.principal, office.elsewhere.principal):
            cursor.execute("SELECT documents_holder_can_act(%s)", [holder])
            assert cursor.fetchone() == (can,), holder


# -- reviewing and leaders ---------------------------------------------------------------------------


def test_only_a_chief_reviews(office: Office) -> None:
    with pytest.raises(Incomplete, match="不是在任的处长"):
        by_hand(office, registered(office), office.handler, reviewer=office.clerk)


def test_a_leader_stands_once_in_a_route(office: Office) -> None:
    with pytest.raises(Incomplete, match="同一位领导"):
        by_hand(office, registered(office), office.handler, leaders=[office.leader, office.leader])


@pytest.mark.parametrize("straight", [True, False])
def test_straight_back_means_to_the_one_who_returned_it(office: Office, straight: bool) -> None:
    doc = reviewing(office)
    doc = give_back(
        doc, by=office.chief, expected_version=doc.version, reason="请补充", straight=straight
    ).subject
    doc = by_hand(office, doc, office.handler, reviewer=office.deputy)
    wanted = office.chief if straight else office.deputy
    assert main_holders(doc) == [("review", wanted.principal)]
    assert doc.straight_to == ""


def test_a_leader_whose_turn_has_not_come_is_not_recorded(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2])
    with pytest.raises(BadInput):
        record(doc, by=office.clerk, leader=office.leader2, text="同意。", scan_pending=True)


def test_the_time_of_the_next_leader_starts_with_his_turn(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2])
    late = timezone.now() - timedelta(days=20)
    Task.objects.about(doc).filter(holder=office.leader2.principal).update(due_at=late, due_first=late)
    doc = instruct(doc, by=office.leader, text="请李四同志阅示。").subject
    task = Task.objects.about(doc).open().get(holder=office.leader2.principal)
    assert task.due_at is not None
    assert task.due_at > timezone.now()
    assert task.due_first == task.due_at


def test_units_get_the_date_the_proposal_set(office: Office) -> None:
    due = counted("working_day", 2, start=timezone.now(), source="拟办人设定")
    doc = reviewing(office, leaders=[], due=due)
    doc = approve(doc, by=office.chief, expected_version=doc.version).subject
    row = Assignment.objects.get(document=doc)
    assert (row.due_at, row.given_by) == (due.at, office.chief)
    assert Task.objects.about(doc).open().get(kind="handle").due_at == due.at


def test_a_reading_item_given_to_units_becomes_an_action_item(office: Office) -> None:
    doc = reviewing(office, registered(office, category="reading", kind="report"), leaders=[])
    doc = approve(doc, by=office.chief, expected_version=doc.version).subject
    assert (doc.state, doc.category) == ("handling", "action")


def test_who_asks_for_more_time_has_accepted(office: Office) -> None:
    """Else the assignment could be withdrawn and the question would stay open for ever."""
    doc = handling(office)
    row = Assignment.objects.get(document=doc)
    until = counted("working_day", 9, start=row.due_at, source="申请延期")
    extend(doc, by=office.unit_clerk, until=until, reason="情况复杂", progress="已核实")
    row.refresh_from_db()
    assert row.status == "accepted"


# -- files and second pairs of eyes ------------------------------------------------------------------


def blob(office: Office, name: str) -> Blob:
    return Blob.objects.create(
        sha256=name * 64, size=1, ext="pdf", mime="application/pdf", uploaded_by=office.clerk
    )


def test_a_new_version_follows_the_newest_and_keeps_its_place(office: Office) -> None:
    doc = registered(office, blobs=[(blob(office, "1"), "正文.pdf", "body")])
    first = Attachment.objects.get(document=doc)
    add_file(doc, by=office.clerk, blobs=[(blob(office, "2"), "附件.pdf", "annex")])
    add_file(doc, by=office.clerk, blobs=[(blob(office, "3"), "正文2.pdf", "annex")], replaces=first)
    newest = Attachment.objects.get(document=doc, role="body", latest=True)
    assert (newest.version, newest.name) == (2, "正文2.pdf")
    with pytest.raises(Faster):  # somebody had the old one on his screen
        add_file(doc, by=fresh(office.handler), blobs=[(blob(office, "4"), "x.pdf", "body")], replaces=first)
    with pytest.raises(Faster):
        add_file(
            registered(office), by=office.clerk, blobs=[(blob(office, "5"), "x.pdf", "body")], replaces=newest
        )


def test_who_recorded_does_not_check_by_adding_the_scan(office: Office) -> None:
    doc = submitted(office)
    record(doc, by=office.secretary, leader=office.leader, text="同意。", scan_pending=True)
    confirm_oral(doc, by=fresh(office.secretary), number=1, scan=(blob(office, "1"), "批示.pdf"))
    row = Instruction.objects.get(document=doc)
    assert (row.scan_pending, row.checked_by_name) == (False, "")


def test_an_instruction_that_wants_an_answer_is_offered_until_it_is_given_out(office: Office) -> None:
    doc = submitted(office)
    instruct(doc, by=office.leader, text="原则同意，结果报我。", kind="in_principle", needs_feedback=True)
    assert [i.number for i in open_instructions(doc)] == [1]


def test_who_wraps_up_may_hand_over_one_more_thing(office: Office) -> None:
    doc = handling(office)
    report(doc, by=office.unit_clerk, result="已办结。")
    doc = Document.objects.get(pk=doc.pk)
    doc = assign(
        doc, by=office.handler, expected_version=doc.version, items=[item(office, lead=office.unit2)]
    ).subject
    assert main_holders(doc) == [("handle", office.unit2.principal)]


def test_a_signer_beside_the_chief_is_not_the_one_who_gave_it_to_the_units(office: Office) -> None:
    doc = reviewing(office, leaders=[])
    add_signer(doc, by=office.chief, expected_version=doc.version, signer=office.leader2, mode="after")
    doc = Document.objects.get(pk=doc.pk)
    approve(doc, by=fresh(office.chief), expected_version=doc.version)
    countersign(doc, by=office.leader2, opinion="无意见。")
    assert Assignment.objects.get(document=doc).given_by == office.chief
    misdirected(doc, by=office.unit_clerk, reason="不属本单位职责")
    assert main_holders(doc) == [("assign", office.chief.principal)]


def test_a_signer_asked_by_a_leader_does_not_end_the_route(office: Office) -> None:
    doc = submitted(office)
    add_signer(doc, by=office.leader, expected_version=doc.version, signer=office.leader2, mode="before")
    assert main_holders(doc) == [("countersign", office.leader2.principal)]
    countersign(doc, by=office.leader2, opinion="无意见。")
    assert main_holders(doc) == [("instruct", office.leader.principal)]


def test_the_administrators_have_no_part_in_the_work_of_their_unit(office: Office) -> None:
    doc = handling(office, items=[item(office, lead=office.office)])
    for who in (office.admin, office.secadmin, office.auditor):
        assert not visible_to(fresh(who)).filter(pk=doc.pk).exists()
        with pytest.raises(NotAllowed):
            accept(doc, by=fresh(who))
