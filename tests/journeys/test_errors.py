"""错题本 by keyboard (S15): from any paper in two keys; and a report from the foot of the page to its end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bulletins.models import ErrorEntry, ErrorReport
from documents.actions.correcting import correct
from tests.journeys.visitor import Visitor
from tests.office import Office, make_office, registered

Visit = Callable[..., Visitor]


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.mark.parametrize(("digit", "category"), [("1", "number"), ("4", "wording"), ("6", "seal")])
def test_two_keys_from_a_paper(office: Office, visit: Visit, digit: str, category: str) -> None:
    doc = registered(office)
    chen = visit("chen")
    chen.open(f"/documents/{doc.ref}/")
    chen.groups = 0
    chen.keys("q")
    chen.sees("记差错", doc.receipt_no)
    assert chen.axe() == []
    chen.keys(digit)
    chen.sees("已记第", "补充这一条")
    assert chen.groups <= 2, chen.groups
    assert chen.path == f"/documents/{doc.ref}/", "back on the paper"
    [entry] = ErrorEntry.objects.all()
    assert (entry.category, entry.subject_ref, entry.found_by) == (category, doc.ref, office.clerk)
    chen.press("补充这一条")
    chen.fill("description", "来文字号少了年份")
    chen.send()
    chen.sees("已保存 1 处", "来文字号少了年份")
    assert chen.axe() == []


def test_without_a_script_too(office: Office, visit: Visit) -> None:
    chen = visit("chen", javascript=False)
    chen.open("/documents/")
    chen.one("footer a[href^='/errors/new/']").click()
    chen.one("[name=category][value=time]").click()
    chen.sees("已记第")
    assert ErrorEntry.objects.get().category == "time"


def test_a_report_from_the_foot_of_the_page(office: Office, visit: Visit) -> None:
    doc = registered(office)
    feng, wu = visit("feng"), visit("wu")
    feng.open(f"/documents/{doc.ref}/")
    feng.press("报错")
    feng.fill("field", "页数")
    feng.fill("what", "实际五页")
    feng.fill("proposed", "5")
    assert feng.axe() == []
    feng.send()
    feng.sees("已送", "核实")
    correct(doc, by=office.clerk, reason="看错", fields={"pages": 5})
    wu.open("/")
    wu.press("实际五页")
    wu.one("[name=answer][value=corrected]").click()
    wu.fill("new", "5")
    assert wu.axe() == []
    wu.send()
    wu.until(lambda: ErrorReport.objects.get().state == "answered", "no answer")
    feng.open(f"/reports/{ErrorReport.objects.get().ref}/")
    feng.sees("已更正", "流转记录第")
    feng.press("了结")
    feng.until(lambda: ErrorReport.objects.get().state == "closed", "not settled")
