"""The two browsers behave alike in what the journeys ask of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as ec
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.journeys.browser import ensure

pytestmark = pytest.mark.journey
PAGE = """<!doctype html><title>one</title>
<form><input id=q name=q><textarea id=t></textarea>
<select id=s><option value=a>甲</option><option value=b>乙</option></select><input type=checkbox id=c>
<button id=b type=button onclick="document.title='clicked'; this.hidden=true">按</button></form>
<a href="data:text/html;charset=utf-8,<title>two</title>second">去</a>
<script>document.addEventListener('keydown', e => { document.body.dataset.last = e.code + (e.ctrlKey ? '+ctrl' : '') })</script>"""


@pytest.fixture
def browser() -> Iterator[Any]:
    window = ensure().launch(width=1000, height=700)
    window.get("data:text/html;charset=utf-8," + quote(PAGE))
    yield window
    window.quit()


def test_typing(browser: Any) -> None:
    field = browser.find_element(By.ID, "q")
    field.send_keys("Abc 1?，公文")
    assert field.get_attribute("value") == "Abc 1?，公文"
    field.send_keys(Keys.BACKSPACE, Keys.HOME, "x")
    assert field.get_attribute("value") == "xAbc 1?，公"
    field.send_keys(Keys.CONTROL, "a", Keys.NULL, "y")
    assert field.get_attribute("value") == "y"
    field.send_keys(Keys.TAB)
    assert browser.switch_to.active_element == browser.find_element(By.ID, "t")
    browser.switch_to.active_element.send_keys("a", Keys.ENTER, "b")
    assert browser.find_element(By.ID, "t").get_attribute("value") == "a\nb"
    browser.switch_to.active_element.send_keys(Keys.CONTROL, "k")
    assert browser.find_element(By.TAG_NAME, "body").get_attribute("data-last") == "KeyK+ctrl"
    field.clear()
    assert field.get_attribute("value") == ""


def test_clicking_and_choosing(browser: Any) -> None:
    button = browser.find_element(By.CSS_SELECTOR, "form button")
    assert button.is_displayed()
    assert button.text == "按"
    button.click()
    assert browser.title == "clicked"
    assert not button.is_displayed()
    Select(browser.find_element(By.ID, "s")).select_by_visible_text("乙")
    assert browser.execute_script("return document.querySelector(arguments[0]).value", "#s") == "b"
    box = browser.find_element(By.XPATH, "//input[@type='checkbox']")
    box.click()
    assert box.is_selected()
    assert len(browser.find_elements(By.TAG_NAME, "option")) == 2
    with pytest.raises(NoSuchElementException):
        browser.find_element(By.ID, "none")


def test_going_on(browser: Any) -> None:
    link = browser.find_element(By.LINK_TEXT, "去")
    browser.execute_script("arguments[0].remove()", browser.find_element(By.ID, "c"))
    assert not browser.find_elements(By.ID, "c")
    browser.get("data:text/html,<title>two</title>")
    WebDriverWait(browser, 5).until(ec.title_is("two"))
    with pytest.raises(StaleElementReferenceException):
        link.click()


def test_without_javascript() -> None:
    window = ensure().launch(javascript=False)
    window.get("data:text/html,<title>plain</title><body><script>document.title='js'</script>text")
    assert window.title == "plain"
    assert window.find_element(By.TAG_NAME, "body").text == "text"
    window.quit()


def test_pictures_and_the_console(browser: Any, tmp_path: Any) -> None:
    browser.get("data:text/html,<title>bad</title><script>throw new Error('boom')</script>")
    assert "boom" in str(browser.get_log("browser"))
    browser.save_screenshot(str(tmp_path / "a.png"))
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_scripts_see_the_page_and_may_take_their_time(browser: Any) -> None:
    browser.execute_script("window.mark = arguments[0]", 5)
    assert browser.execute_script("return window.mark + arguments[0].length", [1, 2]) == 7
    waited = browser.execute_async_script(
        "const done = arguments[1]; setTimeout(() => done(arguments[0]), 50)", "x"
    )
    assert waited == "x"
    found = browser.execute_script("return arguments[0].id", browser.find_element(By.ID, "q"))
    assert found == "q"
