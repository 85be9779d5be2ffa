"""The print centre and the labels without a mouse: a scanner's digits, Enter, Enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from documents.models import FormPrint
from documents.rules.codes import code_of
from tests.journeys.visitor import Visitor
from tests.office import Office, registered


def focus(visitor: Visitor) -> Any:
    return visitor.window.switch_to.active_element


def on(visitor: Visitor, what: str, value: str) -> None:
    visitor.until(lambda: value in (focus(visitor).get_attribute(what) or ""), f"the focus is not on {value}")


def printed(visitor: Visitor, count: int) -> None:
    """So many forms went out, each into a window of its own."""
    visitor.until(lambda: FormPrint.objects.count() == count, "nothing was printed")
    assert len(visitor.window.window_handles) == 1 + count
    for handle in visitor.window.window_handles[1:]:
        visitor.window.switch_to.window(handle)
        visitor.window.close()
    visitor.window.switch_to.window(visitor.window.window_handles[0])


def test_scan_and_print(office: Office, visit: Callable[..., Visitor]) -> None:
    doc, other = registered(office), registered(office)
    clerk = visit("chen")
    clerk.open("/printing/")
    on(clerk, "name", "q")
    focus(clerk).send_keys("999999", Keys.ENTER)
    clerk.sees("没有这件公文")
    on(clerk, "name", "q")
    focus(clerk).send_keys(code_of(other.year, other.serial), Keys.ENTER)  # over what stood there
    clerk.sees(other.title)
    on(clerk, "href", f"/documents/{other.ref}/sheet/")
    focus(clerk).send_keys("b")
    on(clerk, "name", "q")
    focus(clerk).send_keys(code_of(doc.year, doc.serial), Keys.ENTER)
    clerk.sees(doc.title)
    on(clerk, "href", f"/documents/{doc.ref}/sheet/")
    focus(clerk).send_keys(Keys.ENTER)
    printed(clerk, 1)
    clerk.open("/printing/")
    clerk.sees("第 1 次")
    focus(clerk).send_keys(Keys.ESCAPE)
    clerk.window.find_element(By.TAG_NAME, "body").send_keys("j")
    on(clerk, "href", f"?paper=document-{doc.ref}")


def test_labels_of_what_is_selected(office: Office, visit: Callable[..., Visitor]) -> None:
    registered(office)
    clerk = visit("chen")
    clerk.open("/documents/")
    assert not clerk.one("[data-key=KeyL]").is_enabled()
    body = clerk.window.find_element(By.TAG_NAME, "body")
    body.send_keys("j")
    focus(clerk).send_keys("x")
    clerk.until(lambda: clerk.one("[data-key=KeyL]").is_enabled())
    focus(clerk).send_keys("l")
    printed(clerk, 1)
    assert FormPrint.objects.get().form == "label"
