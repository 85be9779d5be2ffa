"""Chromium 90, the oldest browser we promise, driven over its DevTools protocol.

No driver program of that age is to be had, and today's chromedriver no longer understands it. So this is
the part of Selenium's interface that the journeys use: the same names, the same exceptions.
"""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import websocket
from selenium.common.exceptions import (
    JavascriptException,
    NoSuchElementException,
    StaleElementReferenceException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--no-first-run", "--lang=zh-CN", "--remote-debugging-port=0", "--disable-background-networking",
             "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"]  # fmt: skip
SPECIAL = {
    Keys.ENTER: ("Enter", "Enter", 13), Keys.RETURN: ("Enter", "Enter", 13), Keys.TAB: ("Tab", "Tab", 9),
    Keys.ESCAPE: ("Escape", "Escape", 27), Keys.BACKSPACE: ("Backspace", "Backspace", 8),
    Keys.DELETE: ("Delete", "Delete", 46), Keys.ARROW_UP: ("ArrowUp", "ArrowUp", 38),
    Keys.ARROW_DOWN: ("ArrowDown", "ArrowDown", 40), Keys.ARROW_LEFT: ("ArrowLeft", "ArrowLeft", 37),
    Keys.ARROW_RIGHT: ("ArrowRight", "ArrowRight", 39), Keys.HOME: ("Home", "Home", 36),
    Keys.END: ("End", "End", 35), Keys.PAGE_UP: ("PageUp", "PageUp", 33),
    Keys.PAGE_DOWN: ("PageDown", "PageDown", 34), Keys.SPACE: (" ", "Space", 32), Keys.F1: ("F1", "F1", 112),
}  # fmt: skip
HELD = {
    Keys.CONTROL: ("Control", "ControlLeft", 17, 2), Keys.SHIFT: ("Shift", "ShiftLeft", 16, 8),
    Keys.ALT: ("Alt", "AltLeft", 18, 1), Keys.META: ("Meta", "MetaLeft", 91, 4),
}  # fmt: skip
PLAIN = {",": "Comma", ".": "Period", "/": "Slash", ";": "Semicolon", "'": "Quote", "[": "BracketLeft",
         "]": "BracketRight", "-": "Minus", "=": "Equal", "`": "Backquote", "\\": "Backslash", " ": "Space"}  # fmt: skip
SHIFTED = {"?": "Slash", ":": "Semicolon", '"': "Quote", "<": "Comma", ">": "Period", "_": "Minus", "+": "Equal",
           "!": "Digit1", "@": "Digit2", "#": "Digit3", "$": "Digit4", "%": "Digit5", "&": "Digit7", "*": "Digit8",
           "(": "Digit9", ")": "Digit0"}  # fmt: skip
# Without a screen this build dies (headless_clipboard.cc: IsSupportedClipboardBuffer) when a key event leaves text
# selected: it would offer it to the middle mouse button. So the page's own select() happens just after the key.
SELECT = """for (const kind of [HTMLInputElement, HTMLTextAreaElement]) {
    const select = kind.prototype.select;
    kind.prototype.select = function() {
        window.event instanceof KeyboardEvent ? setTimeout(() => select.call(this)) : select.call(this);
    };
}"""
FRAMES = (
    "function() { return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(0)))) }"
)
XPATH = "document.evaluate(value, root, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null)"
FIND = f"""function(root, by, value) {{
    if (by === 'xpath') {{
        const found = {XPATH};
        return Array.from({{length: found.snapshotLength}}, (_, i) => found.snapshotItem(i));
    }}
    if (by === 'link text' || by === 'partial link text')
        return Array.from(root.querySelectorAll('a')).filter(a =>
            by === 'link text' ? a.innerText.trim() === value : a.innerText.includes(value));
    const css = {{'id': '#' + CSS.escape(value), 'name': `[name="${{CSS.escape(value)}}"]`,
                 'class name': '.' + CSS.escape(value)}}[by] || value;
    return Array.from(root.querySelectorAll(css));
}}"""
CHOOSE = """
    if (this.localName !== 'option') return false;
    const list = this.closest('select');
    this.selected = list.multiple ? !this.selected : true;
    for (const kind of ['input', 'change']) list.dispatchEvent(new Event(kind, {bubbles: true}));
    return true;"""
SHOWN = """function() {
    const style = getComputedStyle(this);
    return this.isConnected && style.visibility === 'visible' && style.display !== 'none'
        && this.getClientRects().length > 0;
}"""


class Chromium90:
    """One window. The subset of ``webdriver.Chrome`` that the journeys use."""

    def __init__(self, program: Path, *, width: int, height: int, javascript: bool) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="chromium90-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [str(program), *ARGUMENTS, f"--window-size={width},{height}", f"--user-data-dir={self._folder.name}",
             "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._told: list[dict[str, Any]] = []
        self._number = 0
        self._socket = websocket.create_connection(self._page(), timeout=30, suppress_origin=True)
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.call(f"{domain}.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=SELECT)
        self.call("Network.setUserAgentOverride", userAgent=self._agent(), acceptLanguage="zh-CN,zh")
        self._scripted = javascript
        self.call("Emulation.setScriptExecutionDisabled", value=not javascript)
        self.capabilities = {"browserVersion": self.call("Browser.getVersion")["product"].partition("/")[2]}
        self.switch_to = _SwitchTo(self)

    def _page(self) -> str:
        port_file = Path(self._folder.name) / "DevToolsActivePort"
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with contextlib.suppress(OSError, IndexError, ValueError):
                port = int(port_file.read_text().split()[0])
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=5) as answer:
                    return str(json.load(answer)[0]["webSocketDebuggerUrl"])
            time.sleep(0.05)
        raise WebDriverException("Chromium 90 did not start")

    def _agent(self) -> str:
        return str(self.call("Browser.getVersion")["userAgent"])

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One DevTools command and its answer; events on the way are kept for `get_log`."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._number:
                if "error" in message:
                    raise WebDriverException(f"{method}: {message['error']['message']}")
                return dict(message["result"])
            self._told.append(message)

    def evaluate(self, function: str, *arguments: Any, this: str | None = None, by_value: bool = True) -> Any:
        """Call a JavaScript function, waiting first until a page that is being loaded is there."""
        self._settle()
        this = this or self._object("globalThis")
        try:
            answer = self.call(
                "Runtime.callFunctionOn", functionDeclaration=function, returnByValue=by_value, awaitPromise=True,
                userGesture=True, arguments=[_argument(a) for a in arguments], objectId=this,
            )  # fmt: skip
        except WebDriverException as error:
            raise StaleElementReferenceException(str(error.msg)) from error
        if "exceptionDetails" in answer:
            detail = answer["exceptionDetails"]
            raise JavascriptException(detail.get("exception", {}).get("description", detail["text"]))
        return answer["result"].get("value") if by_value else answer["result"]

    def _settle(self, patience: float = 20) -> None:
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with contextlib.suppress(WebDriverException):
                state = self.call("Runtime.evaluate", expression="document.readyState", returnByValue=True)
                if state["result"].get("value") == "complete":
                    return
            time.sleep(0.02)
        raise TimeoutException("the page does not finish loading")

    def get(self, url: str) -> None:
        if error := self.call("Page.navigate", url=url).get("errorText"):
            raise WebDriverException(f"{url}: {error}")
        time.sleep(0.02)
        self._settle()
        if (
            self._scripted
        ):  # a hand is never quicker than the first frame, in which the page's autofocus is done
            self.evaluate(FRAMES)

    def back(self) -> None:
        history = self.call("Page.getNavigationHistory")
        entry = history["entries"][history["currentIndex"] - 1]
        self.call("Page.navigateToHistoryEntry", entryId=entry["id"])
        time.sleep(0.05)

    def refresh(self) -> None:
        self.call("Page.reload")
        time.sleep(0.05)

    def execute_script(self, script: str, *arguments: Any) -> Any:
        return self.evaluate(f"function() {{ {script} }}", *arguments)

    def execute_async_script(self, script: str, *arguments: Any) -> Any:
        """The script calls its last argument when it has done."""
        inner = f"(function() {{ {script} }}).apply(null, [...given, done])"
        return self.evaluate(
            f"function(...given) {{ return new Promise(done => {{ {inner} }}) }}", *arguments
        )

    def set_script_timeout(self, seconds: float) -> None:
        self._socket.settimeout(seconds)

    def find_elements(self, by: str = By.ID, value: str = "", root: Element | None = None) -> list[Element]:
        place = root.object_id if root else self._object("document")
        found = self.evaluate(FIND, {"objectId": place}, by, value, this=place, by_value=False)
        listed = self.call("Runtime.getProperties", objectId=found["objectId"], ownProperties=True)["result"]
        return [Element(self, p["value"]["objectId"]) for p in listed if p["name"].isdecimal()]

    def find_element(self, by: str = By.ID, value: str = "", root: Element | None = None) -> Element:
        found = self.find_elements(by, value, root)
        if not found:
            raise NoSuchElementException(f"no element {by}: {value}")
        return found[0]

    def _object(self, expression: str) -> str:
        self._settle()
        return str(self.call("Runtime.evaluate", expression=expression)["result"]["objectId"])

    def type(self, text: str) -> None:
        """Press keys where the focus is; a held key (Control…) is held to the end or to Keys.NULL."""
        held: list[str] = []
        for key in text:
            if key == Keys.NULL:
                self._release(held)
            elif key in HELD:
                held.append(key)
                name, code, number, _ = HELD[key]
                self._key("rawKeyDown", name, code, number, held)
            else:
                self._press(key, held)
        self._release(held)

    def _press(self, key: str, held: list[str]) -> None:
        if key in SPECIAL:
            name, code, number = SPECIAL[key]
            text = {"Enter": "\r", " ": " "}.get(name, "")
        elif key.isascii():
            name, text, number = key, key, ord(key.upper())
            code = (
                PLAIN.get(key)
                or SHIFTED.get(key)
                or (f"Digit{key}" if key.isdigit() else f"Key{key.upper()}")
            )
        else:
            self.call("Input.insertText", text=key)
            return
        shifted = [*held, Keys.SHIFT] if key in SHIFTED or (key.isascii() and key.isupper()) else held
        if name == "a" and Keys.CONTROL in held:  # this build dies of the key itself
            self.call("Runtime.evaluate", expression="document.activeElement.select()")
            return
        commanding = any(h in held for h in (Keys.CONTROL, Keys.ALT, Keys.META))
        self._key("keyDown" if text and not commanding else "rawKeyDown", name, code, number, shifted, text)
        self._key("keyUp", name, code, number, shifted)

    def _release(self, held: list[str]) -> None:
        while held:
            name, code, number, _ = HELD[held.pop()]
            self._key("keyUp", name, code, number, held)

    def _key(self, kind: str, name: str, code: str, number: int, held: list[str], text: str = "") -> None:
        extra: dict[str, Any] = {"text": text} if text and kind == "keyDown" else {}
        self.call(
            "Input.dispatchKeyEvent", type=kind, key=name, code=code, windowsVirtualKeyCode=number,
            modifiers=sum(HELD[h][3] for h in set(held)), **extra,
        )  # fmt: skip

    def get_log(self, kind: str = "browser") -> list[dict[str, Any]]:
        """Errors and warnings of the console since the last call, as Selenium writes them."""
        self.call("Runtime.evaluate", expression="0")
        told, self._told = self._told, []
        entries = [m["params"]["entry"] for m in told if m.get("method") == "Log.entryAdded"]
        lines = [
            {"level": {"error": "SEVERE"}.get(e["level"], "WARNING"), "message": e["text"]} for e in entries
        ]
        thrown = [
            m["params"]["exceptionDetails"] for m in told if m.get("method") == "Runtime.exceptionThrown"
        ]
        return lines + [
            {"level": "SEVERE", "message": str(t.get("exception", {}).get("description"))} for t in thrown
        ]

    def save_screenshot(self, path: str) -> bool:
        Path(path).write_bytes(self.get_screenshot_as_png())
        return True

    def get_screenshot_as_png(self) -> bytes:
        self._settle()
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])

    def set_window_size(self, width: int, height: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def get_cookies(self) -> list[dict[str, Any]]:
        return list(self.call("Network.getCookies")["cookies"])

    def delete_all_cookies(self) -> None:
        self.call("Network.clearBrowserCookies")

    @property
    def title(self) -> str:
        return str(self.evaluate("function() { return document.title }"))

    @property
    def current_url(self) -> str:
        return str(self.evaluate("function() { return location.href }"))

    @property
    def page_source(self) -> str:
        return str(self.evaluate("function() { return document.documentElement.outerHTML }"))

    def quit(self) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(10)
        self._folder.cleanup()


class Element:
    """One element; stale after its page is gone, as in Selenium."""

    def __init__(self, browser: Chromium90, object_id: str) -> None:
        self.browser, self.object_id = browser, object_id

    def _ask(self, body: str, *arguments: Any) -> Any:
        return self.browser.evaluate(f"function(...given) {{ {body} }}", *arguments, this=self.object_id)

    def click(self) -> None:
        if self._ask(CHOOSE):
            return
        self._ask("this.scrollIntoView({block: 'center', inline: 'nearest'})")
        x, y = self._ask("const r = this.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self.browser.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **button)
        time.sleep(0.05)

    def send_keys(self, *text: str) -> None:
        typed = "".join(text)
        if self._ask("return this.type === 'file'"):
            self.browser.call("DOM.setFileInputFiles", files=typed.split("\n"), objectId=self.object_id)
            return
        self._ask("if (document.activeElement !== this) this.focus()")
        self.browser.type(typed)

    def clear(self) -> None:
        self._ask("this.focus(); this.value = ''; this.dispatchEvent(new Event('input', {bubbles: true}));"
                  "this.dispatchEvent(new Event('change', {bubbles: true}))")  # fmt: skip

    def submit(self) -> None:
        self._ask("this.form ? this.form.requestSubmit() : this.requestSubmit()")
        time.sleep(0.05)

    def get_attribute(self, name: str) -> Any:
        return self._ask(
            "const n = given[0], v = this[n]; if (typeof v === 'boolean') return v ? 'true' : null;"
            "if (n === 'value' || n === 'href' || n === 'src' || n === 'innerHTML' || n === 'textContent') return v;"
            "return this.getAttribute(n)", name
        )  # fmt: skip

    def get_dom_attribute(self, name: str) -> Any:
        return self._ask("return this.getAttribute(given[0])", name)

    def get_property(self, name: str) -> Any:
        return self._ask("return this[given[0]]", name)

    def value_of_css_property(self, name: str) -> str:
        return str(self._ask("return getComputedStyle(this).getPropertyValue(given[0])", name))

    def is_displayed(self) -> bool:
        return bool(self.browser.evaluate(SHOWN, this=self.object_id))

    def is_enabled(self) -> bool:
        if not self._ask("return this.isConnected"):
            raise StaleElementReferenceException("the element is gone")
        return bool(self._ask("return !this.disabled"))

    def is_selected(self) -> bool:
        return bool(self._ask("return this.checked || this.selected || false"))

    def find_element(self, by: str = By.ID, value: str = "") -> Element:
        return self.browser.find_element(by, value, self)

    def find_elements(self, by: str = By.ID, value: str = "") -> list[Element]:
        return self.browser.find_elements(by, value, self)

    @property
    def text(self) -> str:
        return str(self._ask("return this.innerText")).strip()

    @property
    def tag_name(self) -> str:
        return str(self._ask("return this.localName"))

    @property
    def rect(self) -> dict[str, float]:
        return dict(
            self._ask(
                "const {x, y, width, height} = this.getBoundingClientRect(); return {x, y, width, height}"
            )
        )

    @property
    def size(self) -> dict[str, float]:
        return {name: self.rect[name] for name in ("width", "height")}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and bool(
            self.browser.evaluate("function(o) { return this === o }", other, this=self.object_id)
        )

    __hash__ = object.__hash__


class _SwitchTo:
    def __init__(self, browser: Chromium90) -> None:
        self._browser = browser

    @property
    def active_element(self) -> Element:
        return Element(self._browser, self._browser._object("document.activeElement"))


def _argument(value: Any) -> dict[str, Any]:
    if isinstance(value, Element):
        return {"objectId": value.object_id}
    if isinstance(value, dict) and set(value) == {"objectId"}:
        return value
    return {"value": value}
