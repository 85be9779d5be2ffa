"""The outgoing register as a ledger, by keys and on a phone: columns, order with its gaps, sheet, batch, forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from documents.models import Export
from outgoing.models import NumberSeries
from tests.journeys.test_ledger import heads, titles
from tests.journeys.test_pages import Inspector
from tests.journeys.visitor import Visitor
from tests.office import Office
from tests.outgoing.lists.stock import closing_task, issued, numbered, to_sign_for
from tests.outgoing.numbers.rows import THIS_YEAR, series, taken

Visit = Callable[..., Visitor]


@pytest.fixture
def rule(office: Office) -> NumberSeries:
    """1 and 2 issued, 3 reserved, 4 numbered."""
    made = series()
    for days in (9, 2):
        paper = issued(office, made, days, f"关于第{days}号防汛工作的通知")
        to_sign_for(paper, office.unit)
        closing_task(paper, office)
    taken(made, office, reason="会议纪要")
    numbered(office, made, "关于粮食安全的通知")
    return made


def test_columns_order_gaps_and_sheet(office: Office, visit: Visit, rule: NumberSeries) -> None:
    chen = visit("chen")
    chen.open("/outgoing/")
    chen.one("html.js [data-fetch]").click()
    chen.one("#columns [name=show][value=organ]").click()
    chen.one("#columns [name=show][value=lamp]").click()
    chen.one("#columns [name=show][value=kind]").click()
    for _ in range(12):
        chen.one("#columns [name=up][value=kind]").click()
    chen.one("#columns .btn-primary").click()
    chen.until(lambda: heads(chen)[:1] == ["文种"], "the column is not first")
    assert "时限" not in heads(chen)
    assert "发文机关" in heads(chen)
    chen.one(".beyond summary").click()
    chen.one(f"[name=series] option[value='{rule.pk}']").click()
    chen.until(lambda: "series=" in chen.path, "the list is not filtered")
    chen.one("[name=year]").send_keys(str(THIS_YEAR), Keys.ENTER)
    chen.sees("空号 3（预留，会议纪要）")
    whole = titles(chen)
    chen.one("table.reg th a[href*=number-up]").click()  # the menu has the same words
    chen.until(lambda: titles(chen) == whole[::-1], "the order is not turned round")
    chen.groups = 0
    chen.keys("e")
    chen.until(lambda: chen.one("#export").is_displayed(), "no dialog")
    chen.keys(Keys.ENTER)
    chen.until(lambda: Export.objects.exists(), "no export")
    assert chen.groups <= 2
    export = Export.objects.get()
    assert (export.ledger, export.rows, export.columns[0]) == ("outgoing_register", 3, "kind")
    assert export.query == f"series={rule.pk}&year={THIS_YEAR}&sort=number-up"


def test_urging_by_keys(office: Office, visit: Visit, rule: NumberSeries) -> None:
    chen = visit("chen")
    chen.open("/outgoing/")
    button: Any = chen.one("html.js [data-key=KeyW]")
    assert not button.is_enabled()
    chen.one("[data-all]").click()
    chen.until(button.is_enabled, "the batch bar stays shut")
    chen.sees("已选 3 件")
    chen.keys("w")
    chen.sees("3 件公文", "催尚未签收的单位")
    chen.submit_keys()
    chen.sees("成功 2 件，未办 1 件", "重试未办的 1 件")
    chen.press("返回登记簿")
    chen.keys("j", "x")
    chen.sees("已选 1 件")
    chen.keys("c")  # as in the incoming register: whoever has a step of it
    chen.sees("提醒还没有办的人")


def test_on_a_phone_and_in_pictures(office: Office, visit: Visit, rule: NumberSeries) -> None:
    inspect, chen = Inspector(), visit("chen")
    for path in ("/outgoing/", f"/outgoing/?series={rule.pk}&year={THIS_YEAR}", "/outgoing/columns/", "/outgoing/export/",
                 "/outgoing/views/?kind=notice", "/outgoing/?kind=order"):  # fmt: skip
        inspect.look(chen, path)
    inspect.close()
    chen.resize(390, 844)
    chen.open("/outgoing/")
    card: Any = chen.all("[data-row]")[0]
    assert "关于粮食安全的通知" in card.text
    assert f"江政办发〔{THIS_YEAR}〕4号" in card.text
    assert card.size["width"] <= 390
    assert not chen.one(".beyond").is_displayed()
    chen.one("[data-more]").click()
    chen.until(chen.one(".beyond").is_displayed, "the filters stay folded")


def test_without_javascript(office: Office, visit: Visit, rule: NumberSeries) -> None:
    chen = visit("chen", javascript=False)
    chen.open("/outgoing/?kind=notice")
    chen.press("列")
    chen.one("[name=show][value=main]").click()
    chen.press("保存")
    chen.until(lambda: "主送" in heads(chen), "the column is not there")
    chen.all("[data-row] [name=pick]")[0].click()
    chen.one("[formaction*=export]").click()
    chen.sees("选中的 1 件")
    chen.one("main .btn-primary").click()
    chen.until(lambda: Export.objects.exists(), "no export")
    assert Export.objects.get().rows == 1
