"""Windows that one journey leaves and the next one takes: a browser takes longer to start than most of them."""

from __future__ import annotations

import os
from typing import Any

from selenium.common.exceptions import WebDriverException

from tests.journeys.browser import Browser

KEPT = 2  # a browser takes some 300 MB, and each worker keeps its own


class Pool:
    """Of one test process. A window that comes out of it remembers nothing but the cached static files."""

    def __init__(self) -> None:
        self.free: list[Any] = []

    def take(self, browser: Browser, **options: Any) -> Any:
        """A window as `Browser.launch` makes it; only plain ones are used again."""
        if not options and self.free:
            return self.free.pop()
        return browser.launch(**options)

    def give(self, window: Any, site: str, **options: Any) -> None:
        """Keep it for the next, or close it."""
        plain = not options and not os.environ.get("FLOOR") and len(self.free) < KEPT
        if plain and forget(window, site):
            self.free.append(window)
        else:
            window.quit()

    def close(self) -> None:
        while self.free:
            self.free.pop().quit()


def forget(window: Any, site: str) -> bool:
    """A new tab in place of all the old ones, without cookies, storage or lines in the console."""
    try:
        old = window.window_handles
        window.switch_to.new_window("tab")
        new = window.current_window_handle
        for handle in old:
            window.switch_to.window(handle)
            window.close()
        window.switch_to.window(new)
        window.execute_cdp_cmd("Network.clearBrowserCookies", {})
        window.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "default"})
        everything = {"origin": site, "storageTypes": "all"}
        window.execute_cdp_cmd("Storage.clearDataForOrigin", everything)
        window.get_log("browser")
    except WebDriverException:
        return False
    return True
