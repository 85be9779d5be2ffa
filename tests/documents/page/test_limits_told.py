"""Every date that changes is a line of the timeline with from, to and why; taking a proposal back puts the limit back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from deadlines.limits import due_for
from docflow.web.parts import when
from documents.actions.closing import reopen
from documents.actions.correcting import correct
from documents.actions.handling import rework
from documents.actions.register import register
from documents.actions.withdraw import withdraw
from documents.models import Document
from tests.documents.handling.path import closed, days, now, part, reported
from tests.office import Office, circulating, fresh, handling, item, registered, reviewing, unsaved
from workflow.models import Task
from workflow.replay import differences

from .browser import Page, text


def line(office: Office, doc: Document, did: str) -> str:
    """The newest line of the timeline about this, as text."""
    shown = text(Page(office.chief).open(doc, "?tab=log"))
    rows = re.findall(r"<li>(?:(?!<li>).)*?</li>", shown[shown.index('class="tl"') :], re.S)
    return re.sub(r"<[^>]+>", " ", next(row for row in rows if f"</span> {did}" in row))


def moved(old: Any, new: Any) -> str:
    return f"由 {when(old)} 改为 {when(new)}"


def test_a_proposal_that_moves_the_limit_says_so_and_puts_it_back_when_withdrawn(office: Office) -> None:
    doc = registered(office)
    before = Document.objects.get(pk=doc.pk)
    doc = reviewing(office, doc, due=days(30))
    assert moved(before.due_at, doc.due_at) in line(office, doc, "提出拟办意见")
    withdraw(doc, by=fresh(office.handler))
    after = Document.objects.get(pk=doc.pk)
    for name in ("due_at", "due_first", "due_source", "due_trace"):
        assert getattr(after, name) == getattr(before, name), name
    assert moved(doc.due_at, before.due_at) in line(office, after, "撤回")
    assert not list(differences(Document))


@pytest.mark.parametrize("amount", [30, None], ids=["set by the proposal", "by the rules"])
def test_what_comes_back_is_counted_as_the_register_was_corrected(office: Office, amount: int | None) -> None:
    """Beside the main flow the urgency was mended: the limits put back are those of the right urgency."""
    doc = registered(office)
    before = Document.objects.get(pk=doc.pk)
    doc = reviewing(office, doc, due=days(amount) if amount else None)
    correct(doc, by=office.clerk, reason="看错", fields={"urgency": "top_urgent"})
    proposed = Document.objects.get(pk=doc.pk)
    withdraw(proposed, by=fresh(office.handler))
    after = Document.objects.get(pk=doc.pk)
    task = Task.objects.about(doc).open().get(kind="propose")
    for step, row in (("handle", after), ("propose", task)):
        wanted = due_for(
            step, urgency="top_urgent", category=doc.category, kind=doc.kind, start=doc.received_at
        )
        assert (row.due_at, row.due_trace) == (wanted.at, wanted.trace)
    assert before.due_at
    assert after.due_at
    assert after.due_at < before.due_at
    assert after.due_first == before.due_first
    if amount:
        assert moved(proposed.due_at, after.due_at) in line(office, after, "撤回")
    assert not list(differences(Document))


@pytest.mark.parametrize("fields", [{"pages": 7}, {"urgency": "top_urgent"}])
def test_a_date_written_in_the_paper_comes_back_whatever_was_corrected(
    office: Office, fields: dict[str, Any]
) -> None:
    doc = registered(office, due=days(9))
    before = Document.objects.get(pk=doc.pk)
    doc = reviewing(office, doc, due=days(30))
    correct(doc, by=office.clerk, reason="看错", fields=fields)
    withdraw(Document.objects.get(pk=doc.pk), by=fresh(office.handler))
    after = Document.objects.get(pk=doc.pk)
    assert (after.due_at, after.due_trace) == (before.due_at, before.due_trace)


def test_a_proposal_that_keeps_the_limit_says_nothing(office: Office) -> None:
    doc = reviewing(office, due=None)
    assert "时限" not in line(office, doc, "提出拟办意见")


def test_handing_over_tells_item_unit_role_and_date(office: Office) -> None:
    doc = handling(office, items=[item(office, co=[office.unit2])])
    told = line(office, doc, "交办")
    due = when(part(doc, office.unit).due_at)
    assert f"第 1 项 主办 省水利厅，限 {due}；第 1 项 协办 省财政厅，限 {due}。" in told


def test_rework_and_reopening_tell_from_to_and_why(office: Office) -> None:
    doc = reported(office)
    row = part(doc, office.unit)
    rework(
        doc, by=office.handler, parts=[row.pk], reason="数据有误。", due=days(9), expected_version=doc.version
    )
    told = line(office, doc, "退回再办")
    assert f"省水利厅期限{moved(row.due_at, now(doc).assignments.get(pk=row.pk).due_at)}" in told
    assert "说明：数据有误。" in told
    old = closed(office)
    new = reopen(
        old, by=office.chief, reason="来文单位补报。", due=days(20), expected_version=old.version
    ).subject
    told = line(office, new, "重新办理")
    assert f"时限{moved(old.due_at, new.due_at)}" in told
    assert "说明：来文单位补报。" in told


def test_the_clerks_note_stays_in_the_line_of_the_register(office: Office) -> None:
    done = register(unsaved(office), by=office.clerk, handler=office.handler, note="建议转水利厅主办。")
    doc = reviewing(office, Document.objects.get(pk=done.subject.pk))
    assert "登记时附言：建议转水利厅主办。" in line(office, doc, "登记来文")


def test_the_date_of_a_reader_opens_to_its_reason(office: Office) -> None:
    doc = circulating(office)
    shown = re.sub(r"<[^>]+>", " ", text(Page(office.leader2).open(doc)))
    mine = shown[shown.index("怎么算的") :]
    assert "本环节 传阅限" in mine
    assert "时限：5个工作日" in mine[mine.index("本环节 传阅限") : mine.index("本件 办结限")]


def test_dates_of_many_units_open_to_one_reason_where_they_have_the_same(office: Office) -> None:
    co = [office.unit2, office.unit3]
    doc = handling(office, items=[item(office, co=co), item(office, lead=office.unit2, due=days(9))])
    hows = Page(office.clerk).client.get(f"/documents/{doc.ref}/").context["hows"]
    assert [how["label"] for how in hows[1:-1]] == ["省财政厅、省交通运输厅 协办", "省财政厅 主办"]
    assert all(how["how"] for how in hows)
