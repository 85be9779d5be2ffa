"""Units accept, report, send back; nothing is lost on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions import handling, handover
from documents.models import Assignment, Attachment, Blob, Document
from documents.queries.open_matters import open_matters
from tests.office import Office, fresh, instructed, item, make_office
from tests.office import handling as at_units
from workflow.models import Entry, Task

from .path import days, now, part, reported, tasks, with_co

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def office() -> Office:
    return make_office()


def test_accept_is_once_and_names_who_did_it(office: Office) -> None:
    doc = at_units(office)
    task = tasks(doc, "handle")[0]
    handling.accept(doc, by=office.unit_clerk, task_id=task.pk)
    task.refresh_from_db()
    assert (task.claimed_by_name, part(doc, office.unit).status) == ("吕祎", "accepted")
    with pytest.raises(Faster, match="吕祎"):
        handling.accept(doc, by=office.head, task_id=task.pk)
    assert now(doc).version == doc.version  # additive: other people's forms stay good


def test_only_the_unit_may_answer(office: Office) -> None:
    doc = at_units(office)
    other = office.unit2_clerk
    for call in (
        lambda: handling.accept(doc, by=other),
        lambda: handling.report(doc, by=other, result="x"),
        lambda: handling.progress(doc, by=other, text="x"),
        lambda: handling.misdirected(doc, by=other, reason="x"),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_a_colleague_who_comes_second_is_told_who_was_faster(office: Office) -> None:
    doc = with_co(office)
    task = tasks(doc, "assist")[0]
    handling.report(doc, by=office.unit2_clerk, result="已核。", task_id=task.pk)
    with pytest.raises(Faster, match="施堃"):
        handling.report(doc, by=fresh(office.unit2_clerk), result="又核。", task_id=task.pk)


def test_the_lead_reports_after_its_co_units(office: Office) -> None:
    doc = with_co(office)
    with pytest.raises(Incomplete, match="省财政厅尚未报结"):
        handling.report(doc, by=office.unit_clerk, result="已办。")
    handling.report(doc, by=office.unit2_clerk, result="已协办。")
    assert tasks(doc, "wrap_up") == []
    done = handling.report(doc, by=office.unit_clerk, result="已办。")
    assert "冯二二" in done.said
    assert [t.holder for t in tasks(doc)] == [office.handler.principal]
    assert part(doc, office.unit).accepted_at is not None  # who reports has accepted


def test_the_lead_of_another_item_does_not_wait(office: Office) -> None:
    doc = at_units(office, items=[item(office), item(office, lead=office.unit2, co=[office.unit3])])
    handling.report(doc, by=office.unit_clerk, result="第一项已办。")
    assert tasks(doc, "wrap_up") == []
    assert {t.kind for t in tasks(doc)} == {"handle", "assist"}


def test_a_report_is_an_opinion_with_its_files(office: Office) -> None:
    doc = at_units(office)
    blob = Blob.objects.create(
        sha256="a" * 64, size=1, ext="pdf", mime="application/pdf", uploaded_by=office.head
    )
    done = handling.report(doc, by=office.head, result=" 已办结。 ", blobs=[(blob, "报告.pdf", "evidence")])
    assert (done.entry.opinion_kind, done.entry.opinion) == ("handling", "已办结。")
    assert Attachment.objects.get(document=doc).get_role_display() == "办理材料"


@pytest.mark.parametrize("words", ["", "  \n"])
def test_empty_words_are_refused(office: Office, words: str) -> None:
    doc = at_units(office)
    for call in (
        lambda: handling.report(doc, by=office.unit_clerk, result=words),
        lambda: handling.progress(doc, by=office.unit_clerk, text=words),
        lambda: handling.misdirected(doc, by=office.unit_clerk, reason=words),
    ):
        with pytest.raises(Incomplete):
            call()


def test_progress_changes_no_date(office: Office) -> None:
    doc = at_units(office)
    before = tasks(doc, "handle")[0]
    handling.progress(doc, by=office.unit_clerk, text="已开始现场核查。")
    after = tasks(doc, "handle")[0]
    assert (after.due_at, after.due_version) == (before.due_at, 1)
    assert Entry.objects.get(verb="progress").opinion == "已开始现场核查。"


# -- misdirected ---------------------------------------------------------------------------------


def given_at(doc: Any, unit: Any, when: datetime) -> None:
    Assignment.objects.filter(document=doc, unit=unit).update(given_at=when, due_at=when + timedelta(days=90))


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ("2026-11-16T10:00", "2026-11-17"),  # Monday: until Tuesday's close
        ("2026-11-20T16:00", "2026-11-23"),  # Friday: over the weekend
        ("2026-09-30T10:00", "2026-10-08"),  # over the National Day holiday
        ("2026-02-13T10:00", "2026-02-14"),  # a Saturday that is worked
    ],
)
def test_the_window_is_one_working_day(office: Office, given: str, until: str) -> None:
    doc = at_units(office)
    given_at(doc, office.unit, datetime.fromisoformat(given).replace(tzinfo=SHANGHAI))
    last = handling.misdirected_until(part(doc, office.unit))
    assert last.astimezone(SHANGHAI).date().isoformat() == until


def test_after_the_window_it_is_too_late(office: Office) -> None:
    doc = at_units(office)
    given_at(doc, office.unit, timezone.now() - timedelta(days=20))
    with pytest.raises(Incomplete, match="一个工作日"):
        handling.misdirected(doc, by=office.unit_clerk, reason="不属我厅职责。")
    assert part(doc, office.unit).status == "given"


def test_the_only_unit_sends_it_back_and_another_takes_the_same_item(office: Office) -> None:
    doc = at_units(office)
    handling.misdirected(doc, by=office.unit_clerk, reason="不属我厅职责。")
    doc = now(doc)
    back = tasks(doc)
    assert (doc.state, [t.kind for t in back], back[0].holder) == (
        "instructed",
        ["assign"],
        office.handler.principal,
    )
    assert back[0].note == "不属我厅职责。"
    with pytest.raises(Incomplete, match="退回的一项"):
        handover.assign(doc, by=office.handler, items=[item(office), item(office)])
    again = [item(office, lead=office.unit2, co=[office.unit3])]
    doc = handover.assign(doc, by=office.handler, items=again, expected_version=doc.version).subject
    rows = Assignment.objects.filter(document=doc).order_by("pk")
    assert [(r.item, r.role, r.status) for r in rows] == [
        (1, "lead", "misdirected"), (1, "lead", "given"), (1, "co", "given"),
    ]  # fmt: skip
    assert rows[1].instruction == rows[0].instruction is not None
    assert (doc.state, doc.lead_unit_name) == ("handling", "省财政厅")


def test_while_others_work_the_paper_stays_with_them(office: Office) -> None:
    doc = with_co(office)
    handling.misdirected(doc, by=office.unit_clerk, reason="应由交通厅主办。")
    doc = now(doc)
    assert doc.state == "handling"
    assert {t.kind for t in tasks(doc)} == {"assist", "assign"}
    with pytest.raises(Incomplete, match="已承担"):
        handover.assign(doc, by=office.handler, items=[item(office, lead=office.unit2)])
    handling.report(doc, by=office.unit2_clerk, result="已协办。")
    assert tasks(doc, "wrap_up") == []  # the lead is still missing
    doc = now(doc)
    handover.assign(
        doc, by=office.handler, items=[item(office, lead=office.unit3)], expected_version=doc.version
    )
    handling.report(doc, by=office.unit3_clerk, result="已办。")
    assert [t.kind for t in tasks(doc)] == ["wrap_up"]


def test_two_leads_sent_back_are_two_tasks_for_the_same_giver(office: Office) -> None:
    doc = at_units(office, items=[item(office), item(office, lead=office.unit2)])
    handling.misdirected(doc, by=office.unit_clerk, reason="不是。")
    handling.misdirected(doc, by=office.unit2_clerk, reason="也不是。")
    doc = now(doc)
    first, second = tasks(doc, "assign")
    handover.assign(doc, by=office.handler, items=[item(office, lead=office.unit3)], task_id=second.pk)
    assert part(doc, office.unit3).item == 2
    assert (now(doc).state, tasks(doc, "assign")) == ("handling", [first])


def test_sent_back_by_a_unit_whose_giver_left(office: Office) -> None:
    doc = at_units(office)
    office.handler.is_active = False
    office.handler.save()
    handling.misdirected(doc, by=office.unit_clerk, reason="不属我厅职责。")
    assert tasks(doc)[0].holder == office.chief.principal


# -- rework, waive ---------------------------------------------------------------------------------


def test_rework_opens_the_same_unit_again_with_a_new_date(office: Office) -> None:
    doc = reported(office)
    first = part(doc, office.unit)
    doc = handling.rework(
        doc,
        by=office.handler,
        parts=[first.pk],
        reason="数据不全。",
        due=days(3),
        expected_version=doc.version,
    ).subject
    row, task = part(doc, office.unit), tasks(doc)[0]
    assert (row.status, row.reworks, row.due_first) == ("accepted", 1, first.due_first)
    assert row.due_at == task.due_at != first.due_at
    assert (task.kind, task.holder, task.due_first, task.note) == (
        "handle", office.unit.principal, first.due_first, "数据不全。",
    )  # fmt: skip
    assert len(tasks(doc)) == 1
    handling.report(doc, by=office.unit_clerk, result="已补。")
    assert [t.kind for t in tasks(doc)] == ["wrap_up"]


def test_rework_needs_reports(office: Office) -> None:
    doc = with_co(office)
    lead, co = part(doc, office.unit), part(doc, office.unit2)
    handling.report(doc, by=office.unit2_clerk, result="已协办。")
    with pytest.raises(BadInput):
        handling.rework(doc, by=office.handler, parts=[lead.pk, co.pk], reason="x", due=days(3))
    with pytest.raises(BadInput):
        handling.rework(doc, by=office.handler, parts=[], reason="x", due=days(3))
    handling.rework(doc, by=office.chief, parts=[co.pk], reason="不准。", due=days(3))
    assert {t.kind for t in tasks(doc)} == {"handle", "assist"}


def test_a_waived_co_unit_lets_the_lead_go_on(office: Office) -> None:
    doc = with_co(office)
    handling.waive(doc, by=office.chief, part=part(doc, office.unit2).pk, reason="资金已另行安排。")
    assert part(doc, office.unit2).status == "waived"
    handling.report(doc, by=office.unit_clerk, result="已办。")
    assert [t.kind for t in tasks(doc)] == ["wrap_up"]


def test_waiving_the_lead_waives_the_item_and_the_handler_gets_the_paper(office: Office) -> None:
    doc = with_co(office)
    doc = handling.waive(doc, by=office.deputy, part=part(doc, office.unit).pk, reason="事项已撤销。").subject
    assert {a.status for a in Assignment.objects.filter(document=doc)} == {"waived"}
    assert [(t.kind, t.holder) for t in tasks(doc)] == [("wrap_up", office.handler.principal)]


def test_a_part_that_nobody_can_take_may_be_waived(office: Office) -> None:
    doc = at_units(office)
    handling.misdirected(doc, by=office.unit_clerk, reason="无此职责。")
    doc = now(doc)
    doc = handling.waive(doc, by=office.chief, part=part(doc, office.unit).pk, reason="无需办理。").subject
    assert (doc.state, [(t.kind, t.assignment_id) for t in tasks(doc)]) == ("instructed", [("assign", None)])


def test_what_is_done_cannot_be_waived(office: Office) -> None:
    doc = reported(office)
    with pytest.raises(Incomplete, match="没有在办的事项"):
        handling.waive(doc, by=office.chief, part=part(doc, office.unit).pk, reason="x")


# -- handing over ------------------------------------------------------------------------------------


def test_an_item_without_a_date_or_lead_is_refused_with_everything_that_is_missing(office: Office) -> None:
    doc = instructed(office)
    with pytest.raises(Incomplete) as refused:
        handover.assign(doc, by=office.handler, items=[item(office, due=None, lead=None, content=" ")])
    assert len(refused.value.reasons) == 3
    assert any("请先定一个日期" in reason for reason in refused.value.reasons)


def test_a_lead_is_not_its_own_co_unit(office: Office) -> None:
    doc = instructed(office)
    with pytest.raises(Incomplete, match="不能同时协办"):
        handover.assign(doc, by=office.handler, items=[item(office, co=[office.unit])])


def test_one_lead_per_item_holds_in_the_database(office: Office) -> None:
    from django.db import IntegrityError, transaction

    row = part(at_units(office), office.unit)
    row.pk, row.unit = None, office.unit2
    with pytest.raises(IntegrityError, match="assignment_one_lead"), transaction.atomic():
        row.save()


def test_every_instruction_is_given_out_or_declared_without_work(office: Office) -> None:
    doc = instructed(office)
    wish = {"instruction": None}
    done = handover.assign(doc, by=office.handler, items=[item(office, **wish)])
    assert Assignment.objects.get(document=done.subject).instruction is not None  # the only one takes it


def test_instructions_without_an_item_are_refused(office: Office) -> None:
    from documents.actions.instruct import instruct
    from tests.office import submitted

    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    instruct(doc, by=office.leader, text="请水利厅办。")
    instruct(doc, by=office.leader2, text="请报结果。", needs_feedback=True)
    doc = now(doc)
    one, two = handover.open_instructions(doc)
    with pytest.raises(Incomplete, match="李四的批示没有交办"):
        handover.assign(doc, by=office.handler, items=[item(office, instruction=one)])
    with pytest.raises(Incomplete, match="要求反馈"):
        handover.assign(doc, by=office.handler, items=[item(office, instruction=one)], no_work=[two.number])
    handover.assign(doc, by=office.handler, items=[item(office, instruction=two)], no_work=[one.number])
    assert Entry.objects.get(verb="assign").data["no_work"] == [one.number]


def test_a_reading_item_becomes_an_action_item(office: Office) -> None:
    from tests.office import registered

    doc = instructed(office, registered(office, kind="report", category="reading"))
    doc = handover.assign(doc, by=office.handler, items=[item(office)]).subject
    assert doc.category == "action"


def test_no_unit_but_readers(office: Office) -> None:
    doc = instructed(office)
    doc = handover.circulate_only(doc, by=office.handler, readers=[office.leader2], note="请阅。").subject
    assert (doc.state, [t.kind for t in tasks(doc)]) == ("circulating", ["follow"])
    assert Task.objects.about(doc).open().get(lane="circulation").holder == office.leader2.principal


def test_no_circulation_instead_of_a_part_that_came_back(office: Office) -> None:
    doc = at_units(office)
    handling.misdirected(doc, by=office.unit_clerk, reason="不是。")
    doc = now(doc)
    with pytest.raises(Incomplete, match="退回的交办"):
        handover.circulate_only(doc, by=office.handler)


def test_taking_assignments_back(office: Office) -> None:
    from documents.actions.instruct import to_assign
    from workflow.spine import act

    @act("withdraw")
    def withdraw(a):  # the shape in which `withdraw` uses it
        names = handover.withdraw_assignments(a)
        to_assign(a)
        return "、".join(names)

    doc = with_co(office)
    assert withdraw(doc, by=office.handler).said == "省水利厅、省财政厅"
    doc = now(doc)
    assert (doc.state, [t.kind for t in tasks(doc)]) == ("instructed", ["assign"])
    assert {a.status for a in Assignment.objects.filter(document=doc)} == {"withdrawn"}
    assert not Task.objects.about(doc).filter(kind__in=["handle", "assist"], revoked=False).exists()
    handover.assign(doc, by=office.handler, items=[item(office)])
    handling.accept(doc, by=office.unit_clerk)
    with pytest.raises(Faster):
        withdraw(now(doc), by=office.handler)


def second_instruction(office: Office, doc: Document) -> Document:
    """A leader who only had to read it writes while the units are at work."""
    from documents.actions.from_reading import instruct_from_reading
    from tests.documents.handling.test_closing import circulate

    circulate(doc, by=office.handler, readers=[office.leader2])
    instruct_from_reading(now(doc), by=office.leader2, text="请财政厅一并研究。")
    return now(doc)


def test_a_further_instruction_is_handed_over_while_others_work(office: Office) -> None:
    doc = second_instruction(office, at_units(office))
    assert (doc.state, {t.kind for t in tasks(doc)}) == ("handling", {"handle", "assign"})
    assert "有新的批示，冯二二尚未交办。" in open_matters(doc)
    handover.assign(doc, by=office.handler, items=[item(office, lead=office.unit2)])
    found = Assignment.objects.order_by("pk").values_list("item", "instruction__leader_name")
    assert list(found) == [(1, "赵六"), (2, "李四")]


def test_a_further_instruction_may_need_nobody(office: Office) -> None:
    doc = second_instruction(office, at_units(office))
    with pytest.raises(Incomplete):
        handover.assign(doc, by=office.handler, items=[])
    handling.report(doc, by=office.unit_clerk, result="已办。")
    assert tasks(doc, "wrap_up") == []  # the instruction is still to be looked at
    handover.assign(now(doc), by=office.handler, items=[], no_work=[2])
    assert [t.kind for t in tasks(doc)] == ["wrap_up"]


def test_those_concerned_are_told(office: Office) -> None:
    from alerts.models import Alert

    doc = with_co(office)
    handling.waive(doc, by=office.chief, part=part(doc, office.unit2).pk, reason="已另行安排。")
    told = Alert.objects.get(recipient=office.unit2_clerk)
    assert "已免办：已另行安排。" in told.said
