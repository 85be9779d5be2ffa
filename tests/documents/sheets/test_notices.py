"""交办单 and 催办单: a page for each who gets one, with what he has to do and by when."""

from __future__ import annotations

import pypdfium2
import pytest
from django.test import Client

from documents.actions.handling import misdirected, report, rework, waive
from documents.actions.handover import assign
from documents.actions.urging import urge
from documents.models import Assignment
from tests.documents.handling.path import days
from tests.documents.sheets.test_handling_sheet import in_order, printed, words
from tests.office import Office, fresh, handling, instructed, item, make_office, reviewing
from workflow.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def status(who: object, path: str) -> int:
    client = Client()
    client.force_login(fresh(who))  # type: ignore[arg-type]
    return client.get(path).status_code


def test_a_page_for_each_unit(office: Office) -> None:
    doc = instructed(office)
    items = [item(office, co=[office.unit2]), item(office, lead=office.unit3, content="督促落实。")]
    doc = assign(doc, by=office.handler, items=items).subject
    pdf = printed(office.clerk, doc, "assignment-sheets")
    assert pages(pdf) == 3
    text = words(pdf)
    in_order(text, "交办单", office.unit.short, "主办", doc.title, "领导批示", office.leader.name, "办理要求", "办结时限",
             office.handler.name, "接收人", "交办单", office.unit2.short, "协办", "交办单", office.unit3.short,
             "督促落实。")  # fmt: skip


def test_a_unit_that_sent_it_back_has_none(office: Office) -> None:
    doc = handling(office)
    misdirected(doc, by=fresh(office.unit_clerk), reason="不属于我厅。")
    path = f"/documents/{doc.ref}/assignment-sheets/"
    assert status(office.clerk, path) == 404
    client = Client()
    client.force_login(fresh(office.clerk))
    assert path not in client.get(f"/documents/{doc.ref}/").content.decode()


def test_whoever_was_urged_gets_one_until_he_has_done_it(office: Office) -> None:
    doc = reviewing(office)
    path = f"/documents/{doc.ref}/urge-sheets/"
    assert status(office.clerk, path) == 404
    [task] = Task.objects.about(doc).open()
    for _ in range(2):
        urge(doc, by=fresh(office.clerk), task_ids=[task.pk])
    text = words(printed(office.clerk, doc, "urge-sheets"))
    in_order(
        text, "催办单", office.chief.name, "审核", doc.title, "办结时限", "催办次数", "2", "预计完成时间"
    )
    client = Client()
    client.force_login(fresh(office.clerk))
    assert path in client.get(f"/documents/{doc.ref}/").content.decode()


def test_what_was_waived_or_is_done_again_is_not_handed_out_as_a_result(office: Office) -> None:
    doc = handling(office)
    report(doc, by=fresh(office.unit_clerk), result="初步结果。")
    assert "初步结果。" in words(printed(office.clerk, doc, "assignment-sheets"))
    part = Assignment.objects.get(document=doc)
    rework(doc, by=fresh(office.chief), parts=[part.pk], reason="不完整。", due=days(3))
    text = words(printed(office.clerk, doc, "assignment-sheets"))
    assert "初步结果。" not in text
    assert "第1页" not in text  # each goes to somebody else
    waive(doc, by=fresh(office.chief), part=part.pk, reason="已并入他件。")
    assert status(office.clerk, f"/documents/{doc.ref}/assignment-sheets/") == 404


def test_the_outsider_gets_none(office: Office) -> None:
    doc = handling(office)
    urge(doc, by=fresh(office.clerk), task_ids=[t.pk for t in Task.objects.about(doc).open()])
    for form in ("assignment-sheets", "urge-sheets"):
        assert status(office.clerk, f"/documents/{doc.ref}/{form}/") == 200
        assert status(office.outsider, f"/documents/{doc.ref}/{form}/") == 404
