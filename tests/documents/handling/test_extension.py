"""A later date is asked for before the old one is over; the first promise stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from deadlines.explain import explain
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from docflow.web.parts import when
from documents.actions import extension, handling
from documents.actions.transferring import reassign, takers
from documents.files.form import Field
from documents.models import Assignment, Extension
from documents.queries.forms import form
from documents.words import FormKind
from people.models import Delegation
from people.roles import Role
from tests.office import SINCE, Office, appoint, fresh, make_office, person
from tests.office import handling as at_units
from workflow.models import Task

from .path import asked_for_time, days, now, part, tasks

pytestmark = pytest.mark.django_db
ASK = {"reason": "需现场核查。", "progress": "已完成一半。"}


@pytest.fixture
def office() -> Office:
    return make_office()


def test_it_goes_to_the_chief_who_reviewed_and_changes_nothing_yet(office: Office) -> None:
    doc = at_units(office)
    before = part(doc, office.unit)
    extension.extend(doc, by=office.unit_clerk, until=days(20), **ASK)
    task = tasks(doc, "extend")[0]
    assert (task.holder, task.note) == (office.chief.principal, "需现场核查。")
    assert part(doc, office.unit).due_at == before.due_at
    with pytest.raises(Incomplete, match="还没有答复"):
        extension.extend(doc, by=office.unit_clerk, until=days(30), **ASK)


def test_after_expiry_it_is_too_late(office: Office) -> None:
    doc = at_units(office)
    Assignment.objects.filter(document=doc).update(due_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Incomplete, match="到期前才能申请"):
        extension.extend(doc, by=office.unit_clerk, until=days(20), **ASK)
    assert not Extension.objects.exists()


def test_everything_missing_is_named_at_once(office: Office) -> None:
    doc = at_units(office)
    with pytest.raises(Incomplete) as refused:
        extension.extend(doc, by=office.unit_clerk, until=days(20), reason=" ", progress="")
    assert len(refused.value.reasons) == 2


def test_the_new_date_is_later(office: Office) -> None:
    doc = at_units(office)
    with pytest.raises(BadInput):
        extension.extend(doc, by=office.unit_clerk, until=days(1), **ASK)


def test_granted_the_task_moves_and_the_first_date_stays(office: Office) -> None:
    doc = asked_for_time(office)
    first = part(doc, office.unit)
    wanted = Extension.objects.get().due_wanted
    extension.answer_extension(doc, by=office.chief, granted=True, answer="同意。")
    row, task, asked = part(doc, office.unit), tasks(doc, "handle")[0], Extension.objects.get()
    assert row.due_at == task.due_at == wanted
    assert row.due_first == task.due_first == first.due_first == asked.due_before
    assert task.due_version == 2
    assert "吴十批准延期" in task.due_source
    assert any("写明的时间" in line for line in explain(task.due_trace))
    assert (asked.granted, asked.answered_by_name) == (True, "吴十")
    assert tasks(doc, "extend") == []


def test_granted_to_another_date(office: Office) -> None:
    doc = asked_for_time(office)
    until = days(10)
    extension.answer_extension(doc, by=office.chief, granted=True, until=until)
    assert part(doc, office.unit).due_at == until.at
    assert "同意延期到" in Extension.objects.get().answer


def test_refused_needs_a_reason_and_keeps_the_date(office: Office) -> None:
    doc = asked_for_time(office)
    before = part(doc, office.unit).due_at
    with pytest.raises(Incomplete):
        extension.answer_extension(doc, by=office.chief, granted=False)
    extension.answer_extension(doc, by=office.chief, granted=False, answer="抓紧办理。")
    assert part(doc, office.unit).due_at == tasks(doc, "handle")[0].due_at == before
    assert Extension.objects.get().granted is False


def test_a_date_that_has_passed_meanwhile_cannot_be_granted(office: Office) -> None:
    doc = asked_for_time(office)
    Extension.objects.update(due_wanted=timezone.now() - timedelta(days=1))
    with pytest.raises(BadInput):
        extension.answer_extension(doc, by=office.chief, granted=True)
    extension.answer_extension(doc, by=office.chief, granted=True, until=days(30))


def test_another_chief_may_not_answer_what_is_not_his(office: Office) -> None:
    doc = asked_for_time(office)
    with pytest.raises(NotAllowed):
        extension.answer_extension(doc, by=office.deputy, granted=True)


def test_nobody_answers_his_own(office: Office) -> None:
    from people.models import Delegation
    from tests.office import SINCE, fresh

    doc = asked_for_time(office)
    Delegation.objects.create(principal=office.chief, deputy=office.unit_clerk, since=SINCE)
    with pytest.raises(NotAllowed, match="自己的延期"):
        extension.answer_extension(doc, by=fresh(office.unit_clerk), granted=True)


def test_a_report_ends_the_question(office: Office) -> None:
    doc = asked_for_time(office)
    task = tasks(doc, "extend")[0]
    handling.report(doc, by=office.unit_clerk, result="提前办完。")
    task.refresh_from_db()
    assert (task.status, Extension.objects.get().granted) == ("cancelled", False)
    with pytest.raises(Faster):
        extension.answer_extension(now(doc), by=office.chief, granted=True)
    assert Task.objects.about(doc).open().get().kind == "wrap_up"


def test_whom_the_asker_stands_in_for_does_not_answer_either(office: Office) -> None:
    """The deputy asks in the second chief's name: neither is asked, nor may either answer, also after a move."""
    appoint(office.deputy, office.unit, Role.UNIT_CLERK)
    Delegation.objects.create(principal=office.deputy, deputy=office.handler, since=SINCE, kinds=["handle"])
    third = person("third", "孙三", office.section, Role.DEPUTY_CHIEF, 9)
    doc = at_units(office)
    extension.extend(doc, by=fresh(office.handler), until=days(20), **ASK)
    [task] = Task.objects.about(doc).open().filter(kind="extend")
    assert office.deputy.principal != task.holder
    assert {p.pk for p in takers(doc, task)} == {third.pk}
    reassign(doc, by=fresh(office.chief), task_id=task.pk, to=third, reason="出差")
    Delegation.objects.create(principal=third, deputy=office.deputy, since=SINCE, kinds=["extend"])
    with pytest.raises(NotAllowed):
        extension.answer_extension(doc, by=fresh(office.deputy), granted=True, task_id=None)


def test_asked_too_late_from_the_page_says_what_to_do_and_keeps_what_was_typed(office: Office) -> None:
    doc = at_units(office)
    Assignment.objects.filter(document=doc).update(due_at=timezone.now() - timedelta(minutes=1))
    [task] = tasks(doc, "handle")
    client = Client()
    client.force_login(office.unit_clerk)
    sent = {"version": doc.version, "key": "k", "task": task.pk, "until": "+20", **ASK}
    answer = client.post(f"/documents/{doc.ref}/do/extend/", sent)
    shown = answer.content.decode()
    assert answer.status_code == 409
    for words in ("到期前才能申请延期", "先「报进展」写明原因", "联系交办人", *ASK.values(), "+20"):
        assert words in shown, words
    assert not Extension.objects.exists()


def test_the_first_date_is_seen_wherever_the_later_one_is(office: Office) -> None:
    doc = asked_for_time(office)
    first = part(doc, office.unit).due_first
    extension.answer_extension(doc, by=office.chief, granted=True, answer="同意。")
    client = Client()
    client.force_login(office.chief)
    said = f"原限 {when(first)}"
    assert said in client.get(f"/documents/{doc.ref}/").content.decode()
    assert said in client.get("/instructions/").content.decode()
    doc.now = timezone.now()  # type: ignore[attr-defined]
    made = form(FormKind.ASSIGNMENT, doc, office.chief, "办公厅")
    assert made is not None
    printed = {f.label: f.value for f in made.pages[0] if isinstance(f, Field)}
    assert "（原" in printed["办结时限"]
    assert "吴十于" in printed["怎么算的"]
    assert "原期限：5个工作日" in printed["怎么算的"]
