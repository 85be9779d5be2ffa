"""Nothing open, a second person, a new round when it was too early."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions import closing, confirming, extension, handling, handover
from documents.actions.instruct import record
from documents.actions.reading import give_readers
from documents.forms.closing import SetReplyForm
from documents.models import Blob, Document, Instruction
from documents.queries.open_matters import open_matters
from people.models import Delegation
from people.roles import Role
from tests.office import (
    SINCE,
    Office,
    appoint,
    circulating,
    fresh,
    instructed,
    item,
    make_office,
    registered,
    submitted,
)
from tests.office import handling as at_units
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import act

from .path import answered, asked, closed, codes, days, now, part, reported, tasks, with_co

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@act("circulate", exclusive=False)
def circulate(a, *, readers):
    give_readers(a, readers)


# -- the list -----------------------------------------------------------------------------------------


def test_the_list_names_everything_that_is_open(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    record(
        doc,
        by=office.secretary,
        leader=office.leader,
        text="口头：请水利厅办。",
        kind="oral",
        needs_feedback=True,
    )
    record(doc, by=office.clerk, leader=office.leader2, text="请财政厅配合。", scan_pending=True)
    doc = now(doc)
    one, two = handover.open_instructions(doc)
    items = [
        item(office, co=[office.unit2], instruction=one),
        item(office, lead=office.unit3, instruction=two),
    ]
    doc = handover.assign(doc, by=office.handler, items=items).subject
    extension.extend(doc, by=office.unit_clerk, until=days(20), reason="x", progress="y")
    handling.misdirected(doc, by=office.unit3_clerk, reason="不是我们的。")
    circulate(doc, by=office.handler, readers=[office.head, office.supervisor])
    Task.objects.filter(holder=office.supervisor.principal).update(opened_at="2026-11-20T00:00Z")
    doc = now(doc)
    assert open_matters(doc) == [
        "第 1 项主办单位省水利厅未报结。",
        "第 1 项协办单位省财政厅未报结。",
        "第 2 项被省交通运输厅退回，冯二二尚未改交。",
        "省水利厅的延期申请未答复。",
        "赵六的口头批示未补书面确认。",
        "李四的批示未补扫描件。",
        "传阅未完（2人）：何明远、蒋六六；其中 1 人尚未打开。",
        "复文未关联，也没有说明无需答复的理由。",
    ]


def test_the_list_is_one_query_however_much_is_open(office: Office) -> None:
    doc = with_co(office)
    with CaptureQueriesContext(connection) as few:
        open_matters(doc)
    circulate(doc, by=office.handler, readers=[p for p in office.everybody().values() if p != office.admin])
    with CaptureQueriesContext(connection) as many:
        assert "等" in open_matters(doc)[2]
    assert len(few) == len(many) == 1


def test_before_the_leader_wrote_that_is_open_too(office: Office) -> None:
    doc = submitted(office)
    assert open_matters(doc)[0] == "赵六尚未批示。"


def test_feedback_that_nobody_was_asked_for(office: Office) -> None:
    doc = instructed(office)
    Instruction.objects.update(needs_feedback=True)
    assert "赵六的批示要求反馈，尚未交办。" in open_matters(doc)


@pytest.mark.parametrize(
    ("fields", "asks"),
    [
        ({"kind": "request"}, True),
        ({"kind": "opinion"}, True),
        ({"kind": "letter"}, True),
        ({"kind": "motion"}, True),
        ({"kind": "notice"}, False),
        ({"kind": "request", "to_us": "copy"}, False),
        ({"kind": "letter", "category": "reading"}, False),
    ],
)
def test_which_papers_ask_for_a_reply(office: Office, fields: dict[str, str], asks: bool) -> None:
    assert (open_matters(registered(office, **fields)) != []) is asks


# -- the reply ----------------------------------------------------------------------------------------


def test_a_reply_is_linked_or_declared_unnecessary(office: Office) -> None:
    doc = reported(office)
    with pytest.raises(BadInput):
        closing.set_reply(doc, by=office.handler)
    with pytest.raises(BadInput):
        closing.set_reply(doc, by=office.handler, number="1", no_reply="2")
    doc = closing.set_reply(doc, by=office.handler, no_reply="会上已答复。").subject
    assert open_matters(doc) == []
    reply = registered(office, kind="reply", title="批复")
    doc = closing.set_reply(doc, by=office.handler, reply=reply).subject
    assert (doc.reply_to, doc.reply_note, doc.no_reply_reason) == (reply, reply.source_doc_number, "")


def test_only_papers_he_may_see_are_linked(office: Office) -> None:
    doc = reported(office)
    hidden = registered(office, work_secret=True)
    with pytest.raises(BadInput):
        closing.set_reply(doc, by=office.supervisor, reply=hidden)
    with pytest.raises(BadInput):
        closing.set_reply(doc, by=office.handler, reply=doc)


@pytest.mark.parametrize(
    ("typed", "linked"), [("{serial}", False), ("收〔{year}〕{serial}号", True), ("{receipt_no}", True)]
)
def test_a_bare_number_is_no_receipt_number(office: Office, typed: str, linked: bool) -> None:
    """It may be that of the outgoing reply: it stays what was typed."""
    doc, reply = reported(office), registered(office)
    number = typed.format(**vars(reply))
    sent = {"number": number, "no_reply": "", "version": doc.version, "key": "set"}
    form = SetReplyForm(sent, doc=doc, person=fresh(office.handler))
    assert form.is_valid(), form.errors
    done = closing.set_reply(doc, by=fresh(office.handler), **form.act_kwargs()).subject
    assert (done.reply_to == reply) == linked
    assert done.reply_note == number


# -- asking and closing --------------------------------------------------------------------------------


def test_asking_refuses_with_the_whole_list(office: Office) -> None:
    doc = reported(office)
    circulate(doc, by=office.handler, readers=[office.head])
    doc = now(doc)
    with pytest.raises(Incomplete) as refused:
        closing.ask_to_close(doc, by=office.handler, checker=office.chief, result=" ")
    assert refused.value.reasons == [*open_matters(doc), "请写明办理结果。"]
    assert len(refused.value.reasons) == 3


def test_the_way_to_the_end(office: Office) -> None:
    doc = closed(office)
    assert (doc.state, doc.result) == ("closed", "已办复。")
    assert doc.closed_at is not None
    assert not Task.objects.about(doc).live().exists()
    assert not Task.objects.about(doc).filter(subject_live=True).exists()
    last = Entry.objects.get(verb="close")
    assert last.data["checked"] == codes(doc)
    assert list(differences(Document)) == []


def test_nobody_checks_what_he_asked_or_did(office: Office) -> None:
    doc = answered(office)
    for who in (office.handler, office.unit_clerk, office.leader):
        with pytest.raises(BadInput):
            closing.ask_to_close(doc, by=office.handler, checker=who, result="x")
    doc = asked(office, doc)
    with pytest.raises(NotAllowed):
        closing.close(doc, by=office.handler, checked=codes(doc))
    with pytest.raises(NotAllowed):
        closing.close(doc, by=office.deputy, checked=codes(doc))  # a chief, but it was not sent to him


def test_the_asker_does_not_close_as_the_checkers_deputy(office: Office) -> None:
    doc = asked(office)
    Delegation.objects.create(principal=office.chief, deputy=office.handler, since=SINCE)
    with pytest.raises(NotAllowed, match="不能自己复核"):
        closing.close(doc, by=fresh(office.handler), checked=codes(doc))


def test_who_did_the_work_does_not_close_as_a_deputy(office: Office) -> None:
    doc = asked(office)
    Delegation.objects.create(principal=office.chief, deputy=office.unit_clerk, since=SINCE)
    with pytest.raises(NotAllowed, match="承办人"):
        closing.close(doc, by=fresh(office.unit_clerk), checked=codes(doc))


def test_a_chief_whose_section_did_the_work_cannot_check(office: Office) -> None:
    doc = at_units(office, items=[item(office, lead=office.section)])
    handling.report(doc, by=office.deputy, result="已办。")
    assert closing.checkers(now(doc), {office.handler.pk}) == [office.chief]


def test_every_point_is_checked_and_what_came_in_meanwhile_counts(office: Office) -> None:
    doc = asked(office)
    circulate(doc, by=office.supervisor, readers=[office.head])
    doc = now(doc)
    with pytest.raises(Incomplete) as refused:
        closing.close(doc, by=office.chief, checked=codes(doc)[1:])
    assert refused.value.reasons == [
        "传阅未完（1人）：何明远；其中 1 人尚未打开。", "未核：事实清楚，问题已解决，结论准确。",
    ]  # fmt: skip


def test_the_checklist_follows_the_paper(office: Office) -> None:
    plain = registered(office, carrier="electronic", kind="report", category="reading")
    assert codes(plain) == ["read", "complete"]
    assert codes(registered(office, work_secret=True))[-2:] == ["originals", "work_secret"]


def test_an_old_form_of_closing_is_refused(office: Office) -> None:
    doc = asked(office)
    version = doc.version
    closing.close(doc, by=office.chief, checked=codes(doc), expected_version=version)
    with pytest.raises(Faster, match="吴十"):
        closing.close(doc, by=office.chief, checked=codes(doc), expected_version=version)


@pytest.mark.parametrize("came_from", ["instructed", "handling", "circulating"])
def test_not_yet_goes_back_where_it_came_from(office: Office, came_from: str) -> None:
    if came_from == "instructed":
        doc = closing.set_reply(instructed(office), by=office.handler, no_reply="无需。").subject
        kind = "assign"
    elif came_from == "handling":
        doc, kind = answered(office), "wrap_up"
    else:
        doc, kind = circulating(office), "follow"
        Task.objects.about(doc).filter(lane="circulation").update(status="done", done_at="2026-11-20T00:00Z")
    doc = asked(office, doc)
    doc = closing.not_yet(doc, by=office.chief, reason="缺办理材料。", expected_version=doc.version).subject
    assert (doc.state, [(t.kind, t.holder) for t in tasks(doc)]) == (
        came_from, [(kind, office.handler.principal)],
    )  # fmt: skip
    assert tasks(doc)[0].note == "缺办理材料。"
    assert asked(office, doc).state == "closing"
    if came_from != "circulating":  # its receipts were not written by an act
        assert list(differences(Document)) == []


def test_reopened_is_a_new_round_and_the_old_closure_stays(office: Office) -> None:
    doc = closed(office)
    closed_at, first = doc.closed_at, doc.due_first
    with pytest.raises(Incomplete):
        closing.reopen(doc, by=office.chief, reason=" ", due=days(5))
    with pytest.raises(NotAllowed):
        closing.reopen(doc, by=office.handler, reason="x", due=days(5))
    due = days(5)
    doc = closing.reopen(doc, by=office.chief, reason="来文单位补充了情况。", due=due).subject
    assert (doc.state, doc.round, doc.closed_at, doc.due_at, doc.due_first) == (
        "proposing",
        2,
        None,
        due.at,
        due.at,
    )
    assert [(t.kind, t.holder, t.round) for t in tasks(doc)] == [("propose", office.handler.principal, 2)]
    kept = Entry.objects.get(verb="reopen").data["closure"]
    assert closed_at
    assert first
    assert (kept["closed_at"], kept["due_first"]) == (closed_at.isoformat(), first.isoformat())
    assert Entry.objects.get(verb="close").round == 1
    assert part(doc, office.unit).status == "reported"  # of the first round: not open in the second
    assert open_matters(doc) == []
    assert list(differences(Document)) == []


def test_a_second_round_has_its_own_items_and_its_own_second_person(office: Office) -> None:
    doc = closing.reopen(closed(office), by=office.chief, reason="补充。", due=days(5)).subject
    doc = reported(office, at_units(office, doc))
    assert [(a.round, a.item) for a in doc.assignments.order_by("pk")] == [(1, 1), (2, 2)]
    doc = asked(office, doc)
    assert closing.close(doc, by=office.chief, checked=codes(doc)).subject.state == "closed"


# -- confirming an instruction --------------------------------------------------------------------------


def oral(office: Office) -> Document:
    doc = submitted(office)
    record(doc, by=office.secretary, leader=office.leader, text="请水利厅办。", kind="oral")
    return now(doc)


def scan() -> tuple[Blob, str]:
    who = Entry.objects.latest("pk").actor_id
    values = {"size": 1, "ext": "pdf", "mime": "application/pdf", "uploaded_by_id": who}
    blob = Blob.objects.get_or_create(sha256="b" * 64, defaults=values)[0]
    return blob, "确认.pdf"


def test_the_leader_confirms_what_he_said(office: Office) -> None:
    doc = oral(office)
    confirming.confirm_oral(doc, by=office.leader, number=1)
    row = Instruction.objects.get()
    assert (row.unconfirmed, row.checked_by_name, row.text) == (False, "赵六", "请水利厅办。")
    with pytest.raises(Faster, match="赵六"):
        confirming.confirm_oral(doc, by=office.leader, number=1)


def test_the_secretary_or_a_clerk_brings_the_paper(office: Office) -> None:
    doc = oral(office)
    with pytest.raises(BadInput, match="扫描件"):
        confirming.confirm_oral(doc, by=office.secretary, number=1)
    with pytest.raises(NotAllowed):
        confirming.confirm_oral(doc, by=office.leader2, number=1, scan=scan())
    done = confirming.confirm_oral(doc, by=office.secretary, number=1, scan=scan())
    assert (done.entry.actor_name, done.entry.behalf_name) == ("陶七八", "赵六")
    assert str(Instruction.objects.get().scan) == "确认.pdf"


def test_a_missing_scan_is_added_later(office: Office) -> None:
    doc = submitted(office)
    record(doc, by=office.clerk, leader=office.leader, text="请水利厅办。", scan_pending=True)
    confirming.confirm_oral(now(doc), by=office.clerk2, number=1, scan=scan())
    assert not Instruction.objects.get().scan_pending


def test_the_leader_hears_how_it_ended(office: Office) -> None:
    from alerts.models import Alert

    doc = closed(office)
    told = Alert.objects.get(recipient=office.leader)
    assert told.said == f"您批示的 {doc.receipt_no} 已办结：已办复。"


def test_who_worked_through_a_deputy_did_the_work_too(office: Office) -> None:
    """feng reports in wu's name, who is of the unit: wu does not check what was done for him."""
    appoint(office.deputy, office.unit, Role.UNIT_CLERK)
    Delegation.objects.create(principal=office.deputy, deputy=office.handler, since=SINCE, kinds=["handle"])
    doc = at_units(office)
    assert office.deputy in closing.checkers(doc, {office.handler.pk})
    handling.report(doc, by=fresh(office.handler), result="已办。")
    assert {office.deputy.pk, office.handler.pk} <= closing.workers(doc)
    assert office.deputy not in closing.checkers(doc, set())
