"""The register form without a mouse: groups counted (interface/ux.md §4.3, rows 1 and 1b)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from documents.files.sample_pdf import make_incoming_pdf
from documents.models import Document, Draft
from documents.words import State
from tests.journeys.visitor import Visitor
from tests.office import Office

TITLE = "云川市人民政府关于申请批复城市更新三年行动方案的请示"


def focused(visitor: Visitor) -> str:
    return str(visitor.window.switch_to.active_element.get_attribute("name"))


def at(visitor: Visitor, name: str) -> None:
    visitor.until(lambda: focused(visitor) == name, f"the focus is not on {name}")


def saved(visitor: Visitor) -> Document:
    visitor.until(lambda: "/new/" not in visitor.path, "not saved")
    return Document.objects.get()


def new_form(visitor: Visitor) -> None:
    """N from any page; one group."""
    visitor.one("main")
    visitor.window.execute_script("document.activeElement.blur()")
    visitor.groups += 1
    visitor.window.find_element(By.TAG_NAME, "body").send_keys("n")
    at(visitor, "sender")


def test_a_paper_in_at_most_twelve_groups(office: Office, visit: Callable[..., Visitor]) -> None:
    clerk = visit("chen")
    clerk.open("/help/")
    new_form(clerk)
    clerk.keys("ycszf", Keys.ENTER)
    at(clerk, "source_doc_number")
    assert clerk.one("[name=sender]").get_attribute("value") == "云川市人民政府"
    clerk.keys("212", Keys.ENTER)
    at(clerk, "urgency")
    clerk.keys(Keys.ARROW_DOWN, Keys.ENTER)
    at(clerk, "title")
    clerk.keys(TITLE, Keys.ENTER)
    at(clerk, "kind")
    clerk.keys(Keys.ENTER)
    clerk.keys("2", Keys.ENTER)
    at(clerk, "limit")
    clerk.keys("+5", Keys.ENTER)
    at(clerk, "handler")
    clerk.keys(Keys.ENTER)
    at(clerk, "note")
    clerk.keys("请先征求省财政厅意见。")
    clerk.submit_keys()
    doc = saved(clerk)
    assert clerk.groups <= 12, clerk.groups
    assert (doc.source, doc.title, doc.kind, doc.copies) == (office.sender, TITLE, "request", 2)
    assert doc.source_doc_number == f"云政〔{doc.year}〕212号"
    assert (doc.urgency, doc.due_source, doc.state) == ("urgent", "经办人填写", State.PROPOSING)


def test_a_born_digital_paper_in_at_most_five_groups(
    office: Office, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    clerk = visit("chen")
    clerk.open("/help/")
    new_form(clerk)
    clerk.groups += 1  # dropping or pasting the file
    clerk.one("#file").send_keys(str(paper(tmp_path)))
    clerk.until(lambda: clerk.one("[name=title]").get_attribute("value") == TITLE, "the title was not read")
    clerk.until(lambda: clerk.all("#files img"), "no page picture")
    assert "auto" in clerk.one("[name=source_doc_number]").get_attribute("class")
    clerk.until(lambda: "办结时限" in clerk.one("#basis").text, "the limit says nothing")
    clerk.window.execute_script("document.querySelector('[name=sender]').focus()")
    clerk.groups += 1  # checking
    clerk.submit_keys()
    doc = saved(clerk)
    assert clerk.groups <= 5, clerk.groups
    assert (doc.source, doc.title, doc.urgency, doc.signer) == (office.sender, TITLE, "urgent", "林越")
    assert doc.attachments.get().blob.pages == 1


def paper(folder: Path) -> Path:
    file = folder / "来文.pdf"
    file.write_bytes(
        make_incoming_pdf(
            organ="云川市人民政府", number="云政〔2026〕212号", title=TITLE, urgency="加急", signer="林 越",
            main_to="省人民政府", body_paragraphs=["现将有关情况请示如下。", "妥否，请批示。"], date=date(2026, 11, 19),
        )
    )  # fmt: skip
    return file


def test_the_carrier_switches_the_urgencies_and_the_previous_paper_is_copied(
    office: Office, visit: Callable[..., Visitor]
) -> None:
    clerk = visit("chen")
    clerk.open("/documents/new/")

    def choices() -> list[str]:
        return [o.text for o in clerk.all("[name=urgency] option") if o.is_enabled()]

    assert choices() == ["平件", "加急", "特急"]
    clerk.fill("carrier", "电报")
    clerk.until(lambda: choices() == ["平急", "加急", "特急", "特提"], "the telegram list is not shown")
    clerk.fill("sender", "云川市人民政府")
    clerk.fill("title", TITLE)
    clerk.press("保存并登记下一件")
    clerk.sees("已登记 收〔")
    clerk.window.switch_to.active_element.send_keys(Keys.CONTROL, "d", Keys.NULL)
    field = clerk.one("[name=title]")
    field.click()
    field.send_keys(Keys.CONTROL, "d", Keys.NULL)
    assert field.get_attribute("value") == TITLE
    field.send_keys(Keys.CONTROL, Keys.SHIFT, "d", Keys.NULL)
    clerk.until(lambda: clerk.one("[name=carrier]").get_attribute("value") == "telegram", "not copied")
    clerk.sees("可能重复")
    clerk.sees("标题相同")


def test_the_draft_is_kept_and_offered_back(office: Office, visit: Callable[..., Visitor]) -> None:
    clerk = visit("chen")
    clerk.open("/documents/new/")
    clerk.fill("title", TITLE)
    clerk.until(lambda: Draft.objects.exists(), "no draft")
    clerk.open("/documents/new/")
    clerk.press("接着填")
    clerk.until(lambda: clerk.one("[name=title]").get_attribute("value") == TITLE, "the draft is not back")


NETWORK = """
const real = window.real = window.real || window.fetch, there = arguments[0];
Object.defineProperty(navigator, "onLine", { get: () => there, configurable: true });
window.fetch = there ? real : () => Promise.reject(new TypeError("no network"));
"""


def test_sending_without_network_keeps_the_page(office: Office, visit: Callable[..., Visitor]) -> None:
    """Nobody answers: the form is held with what was typed, and goes when somebody does."""
    clerk = visit("chen")
    clerk.open("/documents/new/")
    clerk.fill("sender", office.sender.name)
    clerk.fill("title", TITLE)
    clerk.window.execute_script(NETWORK, False)
    clerk.one("[name=title]").send_keys(Keys.CONTROL, Keys.ENTER)
    clerk.sees("未保存，内容还在本页：现在连不上服务器")
    assert clerk.path == "/documents/new/"
    assert clerk.one("[name=title]").get_attribute("value") == TITLE
    assert not Document.objects.exists()
    clerk.window.execute_script(NETWORK, True)
    clerk.one("[name=title]").send_keys(Keys.CONTROL, Keys.ENTER)
    clerk.until(lambda: Document.objects.exists(), "not sent")


def test_a_draft_that_was_not_kept_holds_the_form(office: Office, visit: Callable[..., Visitor]) -> None:
    """The browser believes in its network, the server is away: the draft says so first."""
    clerk = visit("chen")
    clerk.open("/documents/new/")
    clerk.window.execute_script(
        "window.real = window.fetch; window.fetch = () => Promise.reject(new TypeError('away'))"
    )
    clerk.fill("sender", office.sender.name)
    clerk.fill("title", TITLE)
    clerk.sees("连接中断，未保存")
    clerk.one("[name=title]").send_keys(Keys.CONTROL, Keys.ENTER)
    clerk.sees("现在连不上服务器")
    assert not Document.objects.exists()
    clerk.window.execute_script("window.fetch = window.real")
    clerk.one("[name=title]").send_keys(Keys.CONTROL, Keys.ENTER)
    clerk.until(lambda: Document.objects.exists(), "not sent")


def test_the_page_works_without_javascript(
    office: Office, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    clerk: Any = visit("chen", javascript=False)
    clerk.open("/documents/new/")
    clerk.one("#file").send_keys(str(paper(tmp_path)))
    clerk.press("上传并读取")
    clerk.sees("请核对后保存")
    assert clerk.one("[name=title]").get_attribute("value") == TITLE
    clerk.press("保存并送出")
    doc = saved(clerk)
    assert doc.attachments.get().name == "来文.pdf"
    assert doc.urgency == "urgent"
