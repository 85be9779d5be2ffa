"""The register as a ledger: its columns, its orders, the sheet in two key groups, all of the list at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.webdriver.common.keys import Keys

from documents.models import Export
from people.models import Person
from tests.journeys.visitor import Visitor
from tests.lists.bulk import papers
from tests.office import Office, registered
from workflow.models import Entry

Visit = Callable[..., Visitor]


def heads(visitor: Visitor) -> list[str]:
    return [h.text.rstrip(" ↑↓") for h in visitor.all("table.reg th") if h.text]


def titles(visitor: Visitor) -> list[str]:
    return [a.text for a in visitor.all("table.reg a.t")]


def downloads(visitor: Visitor, folder: Path) -> None:
    if hasattr(visitor.window, "execute_cdp_cmd"):
        how = {"behavior": "allow", "downloadPath": str(folder)}
        visitor.window.execute_cdp_cmd("Browser.setDownloadBehavior", how)


def test_columns_order_and_sheet(office: Office, visit: Visit, tmp_path: Path) -> None:
    for i in range(3):
        registered(office, title=f"关于第{i}批项目的请示", physical_location=f"甲柜{i}")
    chen = visit("chen")
    downloads(chen, tmp_path)
    chen.open("/documents/?state=open")
    chen.one("html.js [data-fetch]").click()
    chen.one("#columns [name=show][value=place]").click()
    chen.one("#columns [name=show][value=docno]").click()
    for _ in range(15):  # the line stays under the finger, and the focus with it
        chen.one("#columns [name=up][value=place]").click()
    chen.one("#columns [name=density][value=compact]").click()
    chen.one("#columns .btn-primary").click()
    chen.until(lambda: heads(chen)[0] == "纸质件位置", "the column is not first")
    assert heads(chen)[:3] == ["纸质件位置", "序号", "标题"]
    assert "来文字号" not in heads(chen)
    assert chen.path == "/documents/?state=open"
    height = "return document.querySelector('[data-row]').getBoundingClientRect().height"
    assert chen.window.execute_script(height) <= 33

    newest = titles(chen)
    chen.press("序号")
    chen.until(lambda: titles(chen) == newest[::-1], "the order is not turned round")
    chen.groups = 0
    chen.keys("e")
    chen.until(lambda: chen.one("#export").is_displayed(), "no dialog")
    chen.keys(Keys.ENTER)
    chen.until(lambda: Export.objects.exists(), "no export")
    assert chen.groups <= 2
    export = Export.objects.get()
    assert (export.rows, export.query) == (3, "state=open&sort=no-up")
    assert export.columns[:3] == ["place", "no", "title"]
    assert Entry.objects.filter(subject_kind="export").count() == 1
    if hasattr(chen.window, "execute_cdp_cmd"):
        file = chen.until(lambda: list(tmp_path.glob("*.xlsx")), "no file")[0]
        sheet = zipfile.ZipFile(io.BytesIO(file.read_bytes())).read("xl/worksheets/sheet1.xml").decode()
        assert sheet.index("甲柜0") < sheet.index("甲柜1") < sheet.index("甲柜2")
    chen.until(lambda: not chen.one("#export").is_displayed(), "the dialog stays")


def test_the_second_step_of_selecting(office: Office, visit: Visit) -> None:
    papers(office, 60)
    chen = visit("chen")
    chen.open("/documents/")
    head: Any = chen.one("html.js [data-all]")
    every = chen.one(".every")
    assert not every.is_displayed()
    head.click()
    chen.until(every.is_displayed, "the second step is not offered")
    chen.sees("已选 50 件")
    every.click()
    chen.sees("已选全部 60 件")
    chen.all("[data-row] .c-x input")[3].click()  # one less: no longer all
    chen.until(lambda: not every.is_displayed(), "the second step stays")
    chen.sees("已选 49 件")
    chen.all("[data-row] .c-x input")[3].click()
    chen.until(every.is_displayed, "the second step is not offered again")
    every.click()
    chen.keys("c")
    chen.sees("60 件公文")
    chen.submit_keys()
    chen.sees("成功 0 件，未办 60 件", "重试未办的 60 件")


def test_without_javascript(office: Office, visit: Visit) -> None:
    registered(office, physical_location="甲柜")
    chen = visit("chen", javascript=False)
    chen.open("/documents/?state=open")
    chen.press("列")
    chen.one("[name=show][value=place]").click()
    chen.one("[name=up][value=place]").click()
    last = ["place", "closed"]
    chen.until(
        lambda: [box.get_attribute("value") for box in chen.all("[name=show]")][-2:] == last, "not moved"
    )
    assert chen.one("[name=show][value=place]").is_selected()
    chen.press("保存")
    chen.until(lambda: "纸质件位置" in heads(chen), "the column is not there")
    assert Person.objects.get(username="chen").list_columns["register"][-1] == "place"
    chen.one("[data-key=KeyE]").click()
    chen.sees("状态：未办结", "第二张表写明条件")
    chen.one("main .btn-primary").click()
    chen.until(lambda: Export.objects.exists(), "no export")
