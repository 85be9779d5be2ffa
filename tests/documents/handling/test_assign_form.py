"""交办 is prefilled from the leaders' own words; whose date it is stays true."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from documents.actions.handling import misdirected
from documents.actions.instruct import instruct
from documents.forms.handover import AssignForm
from documents.models import Assignment, Document
from documents.rules.instructed import only_read, units_named
from people.models import Unit
from tests.documents.handling.path import asked_for_time, with_co
from tests.documents.handling.test_pages import Page
from tests.office import Office, fresh, instructed, make_office, submitted
from workflow.models import Task


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def form(office: Office, doc: Document) -> AssignForm:
    return AssignForm(doc=Document.objects.get(pk=doc.pk), person=fresh(office.handler))


@pytest.mark.parametrize("text", ["已阅。", "阅", "已阅，知悉。", "阅知", "已 阅"])
def test_words_that_only_say_read(text: str) -> None:
    assert only_read(text)


@pytest.mark.parametrize("text", ["已阅，请财政厅办。", "请研阅后提意见", "同意。", "", "。", "阅处"])
def test_words_that_say_more(text: str) -> None:
    assert not only_read(text)


@pytest.mark.parametrize(
    ("text", "lead", "others"),
    [
        ("请财政厅牵头。", "省财政厅", []),
        ("请水利厅会同省财政厅办理。", "省水利厅", ["省财政厅"]),
        ("请江东省水利厅、财政厅研究，财政厅牵头。", "省财政厅", ["省水利厅"]),
        ("同意，会同财政厅办理。", None, ["省财政厅"]),
        ("请抓紧办理。", None, []),
    ],
)
def test_units_in_the_words(office: Office, text: str, lead: str | None, others: list[str]) -> None:
    found, rest = units_named(text, Unit.objects.filter(pk__in=[office.unit.pk, office.unit2.pk]))
    assert (found and found.short, [u.short for u in rest]) == (lead, others)


def test_who_only_repeats_the_lead_leaves_those_beside(office: Office) -> None:
    doc = submitted(office, co_units=[office.unit2])
    instruct(doc, by=office.leader, text="请水利厅牵头研究。")
    shown = form(office, doc)
    assert shown["lead_0"].initial == office.unit
    assert list(shown["co_0"].initial) == [office.unit2]


def test_the_leaders_words_come_before_the_proposal(office: Office) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2])
    instruct(doc, by=office.leader, text="请财政厅牵头。")
    instruct(doc, by=fresh(office.leader2), text="已阅。")
    shown = form(office, doc)
    assert shown["lead_0"].value() == "省财政厅"
    assert [shown[f"content_{n}"].value() for n in range(2)] == ["请财政厅牵头。", ""]
    assert shown["no_work"].value() == ["2"]


def test_only_read_leaves_the_proposal(office: Office) -> None:
    shown = form(office, instructed(office, text="已阅。"))
    assert shown["content_0"].value() == "拟转省水利厅办理，请赵六同志阅示。"
    assert shown["lead_0"].value() == "省水利厅"
    assert shown["no_work"].value() == ["1"]


def test_a_date_beyond_the_papers_own_limit_is_told(office: Office) -> None:
    doc = instructed(office)
    day = timezone.localdate() + timedelta(days=60)
    limit = Document.objects.get(pk=doc.pk).due_at
    page = Page(fresh(office.handler))
    assert "本件办结限" in page.get(doc, "assign").content.decode()
    data = {"rows": "3", "content_0": "办理", "lead_0": "省水利厅", "due_0": day.isoformat(), "more": "1"}
    more = page.client.post(f"/documents/{doc.ref}/do/assign/", {"version": doc.version, "key": "k", **data})
    assert "本件办结限不变，到时未办结的仍计超期" in more.content.decode()
    page.send(doc, "assign", due_0=day.isoformat(), lead_0="省水利厅")
    told = page.client.get(f"/documents/{doc.ref}/").content.decode()
    assert "注意：期限晚于本件办结限" in told
    assert Document.objects.get(pk=doc.pk).due_at == limit


def test_an_extension_beyond_the_papers_own_limit_is_told(office: Office) -> None:
    doc = asked_for_time(office)
    Document.objects.filter(pk=doc.pk).update(due_at=timezone.now())
    page = Page(fresh(office.chief))
    assert "本件办结限不变，到时未办结的仍计超期" in page.get(doc, "answer_extension").content.decode()
    assert page.send(doc, "answer_extension", granted="yes").status_code == 302
    assert "注意：期限晚于本件办结限" in page.client.get(f"/documents/{doc.ref}/").content.decode()


def test_the_leaders_date_is_his_and_another_is_the_handlers(office: Office) -> None:
    day = timezone.localdate() + timedelta(days=9)
    text = f"请抓紧办理，{day.month}月{day.day}日前报结果。"
    for typed, source, basis in (
        (None, "领导批示写明", "按来文或领导批示写明的时间"),
        ((day + timedelta(days=1)).isoformat(), "交办时设定", "经办时设定的时间，不是来文或领导批示写明的"),
    ):
        doc = instructed(office, text=text)
        assert form(office, doc)["due_0"].value() == day.isoformat()
        page = Page(fresh(office.handler))
        assert page.send(doc, "assign", **({"due_0": typed} if typed else {})).status_code == 302
        task = Task.objects.get(subject_pk=doc.pk, kind="handle")
        assert (task.due_source, task.due_trace[0]["basis"]) == (source, basis)
        assert Assignment.objects.get(document=doc).due_at == task.due_at


def test_the_same_handing_over_sent_twice_is_one(office: Office) -> None:
    """The second time the instruction is no longer open: the form is known again by what was sent."""
    doc = submitted(office)
    instruct(doc, by=office.leader, text="请水利厅办理。")
    client = Page(office.handler).client
    path = f"/documents/{doc.ref}/do/assign/"
    form = client.get(path).context["form"]
    drawn = {name: form[name].value() for name in form.fields}
    sent = {k: v for k, v in drawn.items() if v not in (None, "") and not isinstance(v, bool)} | {
        "due_0": "+5"
    }
    first, again = client.post(path, sent), client.post(path, sent)
    assert (first.status_code, again.status_code) == (302, 302)
    assert Assignment.objects.filter(document=doc).count() == 1
    assert client.post(path, sent | {"due_0": "+6"}).status_code == 409


def sent_back(office: Office, who: Any) -> Document:
    """One item, 省水利厅 leads and 省财政厅 helps; `who` says that it is not his."""
    doc = with_co(office)
    misdirected(doc, by=who, reason="不属我厅职责。")
    return Document.objects.get(pk=doc.pk)


@pytest.mark.parametrize(("unit", "label"), [("unit2_clerk", "协办单位"), ("unit_clerk", "主办单位")])
def test_a_part_that_came_back_asks_for_its_unit_alone(office: Office, unit: str, label: str) -> None:
    """By the part's own role, with the date it had: one field to fill."""
    doc = sent_back(office, getattr(office, unit))
    shown = form(office, doc)
    assert str(shown["lead_0"].label) == label
    assert "co_0" not in shown.fields
    due = Assignment.objects.get(document=doc, status="misdirected").due_at
    assert shown["due_0"].value() == timezone.localtime(due).date().isoformat()
    page = Page(fresh(office.handler))
    html = page.get(doc, "assign").content.decode()
    assert ("协办单位" in html) == (label == "协办单位")
    answer = page.send(doc, "assign", lead_0="")
    assert f"请填{label}。" in answer.content.decode()
    page.send(doc, "assign", lead_0=office.unit3.short)
    row = Assignment.objects.get(document=doc, unit=office.unit3)
    assert row.get_role_display() in label
    assert row.due_at.date() == due.date()


def test_a_date_that_has_passed_is_not_offered_again(office: Office) -> None:
    doc = sent_back(office, office.unit2_clerk)
    Assignment.objects.filter(document=doc).update(due_at=timezone.now() - timedelta(days=1))
    assert form(office, doc)["due_0"].value() == ""
