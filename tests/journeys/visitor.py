"""A person at a browser: what he types, presses and sees."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import axe_core_python
from selenium.common.exceptions import (
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

AXE = Path(axe_core_python.__file__).with_name("axe.min.js")
PASSWORD = "docflow-demo"
PATIENCE = 20.0
PASSING = (StaleElementReferenceException, NoSuchElementException, ElementNotInteractableException)
BETWEEN = "does not belong to the document"  # the page is just being left
EXPECTED_STATUS = ("status of 409", "status of 422", "status of 403", "status of 404")


def not_left(lines: list[str]) -> list[str]:
    """Without what htmx says of a request that ended because its page was left; one that failed is an error of its own
    (`sendError`, `responseError`)."""
    left = sum("htmx:sendAbort" in line for line in lines)
    found = []
    for line in lines:
        if left and "htmx:afterRequest" in line:
            left -= 1  # it comes with each
        elif "htmx:sendAbort" not in line:
            found.append(line)
    return found


class Visitor:
    """Drives one window. Waits for what it asks for, up to ten seconds; counts keys for the targets."""

    def __init__(self, window: Any, site: str) -> None:
        self.window, self.site = window, site
        self.groups = 0  # one typed value with its Enter or Tab, or one shortcut

    def log_in(self, username: str) -> None:
        self.open("/login/")
        self.fill("username", username)
        self.fill("password", PASSWORD)
        self.press("登录")
        self.until(lambda: "/login/" not in self.window.current_url)

    def open(self, path: str) -> None:
        self.window.get(path if path.startswith("http") else self.site + path)

    @property
    def path(self) -> str:
        return str(self.window.current_url).removeprefix(self.site)

    @property
    def text(self) -> str:
        return str(self.window.find_element(By.TAG_NAME, "body").text)

    def one(self, css: str) -> Any:
        """The first element, waited for."""
        return self.until(lambda: self.window.find_element(By.CSS_SELECTOR, css))

    def all(self, css: str) -> list[Any]:
        return list(self.window.find_elements(By.CSS_SELECTOR, css))

    def fill(self, name: str, value: str) -> None:
        """Put text into the field of this name (a select takes the option with this text or value)."""
        field = self.one(f"[name='{name}']:not([type=hidden])")
        if field.tag_name == "select":
            for option in field.find_elements(By.TAG_NAME, "option"):
                if value in (option.text.strip(), option.get_attribute("value")):
                    option.click()
                    return
            raise AssertionError(f"{name} has no option {value}")
        field.clear()
        field.send_keys(value)

    def press(self, words: str) -> None:
        """Click the button or link that says this."""

        def click() -> bool:
            found = self.window.find_elements(
                By.XPATH, f"//button[contains(., '{words}')] | //a[contains(., '{words}')]"
            )
            for element in found:
                if element.is_displayed():
                    element.click()
                    return True
            return False

        self.until(click, f"no button 「{words}」 on {self.path}")

    def choose(self, verb: str) -> None:
        """Press a verb of the act panel, opening 更多 where it is kept there."""

        def go() -> bool:
            for link in self.all(".act .acts .btn, .act .more a"):
                if str(link.get_attribute("textContent")).strip().startswith(verb):
                    if not link.is_displayed():
                        self.one(".act .more summary").click()
                    link.click()
                    return True
            return False

        self.until(go, f"no verb 「{verb}」 on {self.path}")

    def send(self) -> None:
        """Press the button that submits the form, and wait until the answer is there."""
        button = self.one("form[data-submit] .btn-primary[type=submit]")
        button.click()
        self.until(lambda: self.gone(button), "the form is still there")

    @staticmethod
    def gone(element: Any) -> bool:
        try:
            element.is_enabled()
        except StaleElementReferenceException:
            return True
        except WebDriverException as error:
            if BETWEEN in str(error):
                return True
            raise
        return False

    def list_of(self, tab: str) -> list[str]:
        """The titles in one of the home lists (todo, doing, toread, overdue)."""
        self.open(f"/?tab={tab}")
        self.one("h1")
        return [row.text for row in self.all("main .card0 a.t")]

    def take(self, title: str, tab: str = "todo") -> None:
        """Open a paper from a home list as one does: by its title."""
        assert title in self.list_of(tab), f"「{title}」 is not in {tab} of {self.path}: {self.list_of(tab)}"
        self.press(title)
        self.until(
            lambda: any(place in self.path for place in ("/documents/", "/outgoing/")),
            "the paper did not open",
        )
        self.one("#main h1")

    def keys(self, *pressed: str) -> None:
        """One shortcut, or one value and its Enter: typed wherever the focus is. Counts as one group."""
        self.groups += 1
        self.window.switch_to.active_element.send_keys(*pressed)

    def submit_keys(self) -> None:
        self.keys(Keys.CONTROL, Keys.ENTER, Keys.NULL)

    def sees(self, *words: str) -> None:
        """All these words are on the page, within the patience."""
        for word in words:
            self.until(lambda word=word: word in self.text, f"「{word}」 is not on {self.path}:\n")

    def until(self, state: Any, otherwise: str = "") -> Any:
        """What `state` gives as soon as it is true."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                value = state()
                if value:
                    return value
            except WebDriverException as error:
                if not isinstance(error, PASSING) and BETWEEN not in str(error):
                    raise
                value = error
            if time.monotonic() > end:
                raise AssertionError(f"{otherwise or 'waited in vain'} {value!r}\n{self._page()}")
            time.sleep(0.05)

    def _page(self) -> str:
        try:
            return f"{self.path}\n{self.text[:3000]}"
        except WebDriverException as error:
            return str(error)

    def axe(self) -> list[str]:
        """axe-core's findings on this page (WCAG 2.0 and 2.1, A and AA)."""
        if not self.window.execute_script("return 'axe' in window"):
            self.window.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.window.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {runOnly: arguments[0]}).then(r => done(r.violations), e => done([{id: String(e), nodes: []}]))",
            ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
        )
        return [f"{v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found]

    def resize(self, width: int, height: int) -> None:
        """The inside of the window."""
        if hasattr(self.window, "execute_cdp_cmd"):
            size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
            self.window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        else:
            self.window.set_window_size(width, height)

    def sideways(self) -> bool:
        """Does the page scroll sideways?"""
        return bool(
            self.window.execute_script(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )

    def faults(self) -> list[str]:
        """What the console complained of: script errors and CSP violations; refusals by status are expected."""
        try:
            log = self.window.get_log("browser")
        except WebDriverException:
            return []
        loud = [line["message"] for line in log if line["level"] in ("SEVERE", "WARNING")]
        return [m for m in not_left(loud) if not any(e in m for e in EXPECTED_STATUS) and "favicon" not in m]
