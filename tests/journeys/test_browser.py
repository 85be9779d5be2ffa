"""Each browser is started with options of its own kind; no window is opened here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

from tests.journeys.browser import Browser
from tests.journeys.visitor import not_left


@pytest.mark.parametrize(
    ("driver", "kind", "prefix", "named"),
    [
        ("/usr/bin/chromedriver", "Chrome", "goog", "chrome"),
        ("/usr/bin/msedgedriver", "Edge", "ms", "MicrosoftEdge"),
        ("/opt/edge/MSEdgeDriver.exe", "Edge", "ms", "MicrosoftEdge"),
    ],
)
def test_the_options_are_the_browsers_own(
    monkeypatch: pytest.MonkeyPatch, driver: str, kind: str, prefix: str, named: str
) -> None:
    started: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.delenv("FLOOR", raising=False)
    for name in ("Chrome", "Edge"):
        monkeypatch.setattr(
            webdriver,
            name,
            lambda options, service, name=name: started.append((name, options.to_capabilities())),
        )
    Browser(Path("/usr/bin/browser"), Path(driver)).launch(javascript=False)
    [(what, asked)] = started
    assert what == kind
    assert asked["browserName"] == named
    assert asked[f"{prefix}:loggingPrefs"] == {"browser": "ALL"}
    options = asked[f"{prefix}:{'edge' if kind == 'Edge' else 'chrome'}Options"]
    assert options["binary"] == "/usr/bin/browser"
    assert options["prefs"]["profile.managed_default_content_settings.javascript"] == 2
    assert "--headless=new" in options["args"]


def test_a_request_whose_page_was_left_is_no_fault() -> None:
    after, aborted, failed = (
        'x.js 0:1 "htmx:afterRequest"',
        'x.js 0:1 "htmx:sendAbort"',
        'x.js 0:1 "htmx:sendError"',
    )
    assert not_left([after, aborted]) == []
    assert not_left([after, failed]) == [after, failed]
    assert not_left([after, aborted, after, failed, "TypeError"]) == [after, failed, "TypeError"]
