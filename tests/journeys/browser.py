"""The browser that the journeys drive: found on the machine, else installed by the system's packages.

``python tests/journeys/browser.py`` (part of `make test`) makes sure that there is one, or fails with
the sentence that says what to install. ``BROWSER`` and ``BROWSER_DRIVER`` name others.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.edge.service import Service as EdgeService

from tests.journeys.chromium90 import Chromium90

NAMES = {
    "chromedriver": ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    "msedgedriver": ["microsoft-edge", "microsoft-edge-stable"],
}
BESIDE = [
    "/usr/lib/chromium",
    "/usr/lib/chromium-browser",
    "/usr/lib64/chromium-browser",
    "/snap/bin",
    "/opt/google/chrome",
]
INSTALLERS = {
    "apt-get": [["apt-get", "update", "-q"],
                ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "chromium-driver"]],
    "dnf": [["dnf", "install", "-y", "-q", "chromium", "chromedriver"]],
    "apk": [["apk", "add", "--quiet", "chromium", "chromium-chromedriver"]],
    "pacman": [["pacman", "-Sy", "--noconfirm", "--quiet", "chromium"]],
    "zypper": [["zypper", "--non-interactive", "--quiet", "install", "chromium", "chromedriver"]],
}  # fmt: skip
MISSING = (
    "The journeys need Chromium, Chrome or Edge with the driver of the same version, and none was found. "
    "Install them (Debian, Ubuntu: `sudo apt-get install chromium chromium-driver`; Fedora: `sudo dnf install "
    "chromium chromedriver`), or name them: BROWSER=/path/to/chrome BROWSER_DRIVER=/path/to/chromedriver."
)


@dataclass(frozen=True)
class Browser:
    """A browser and its driver."""

    program: Path
    driver: Path
    arguments: list[str] = field(default_factory=list)

    def launch(self, *, width: int = 1440, height: int = 900, javascript: bool = True) -> Any:
        """A new window without a screen; the caller quits it. Talks to loopback only."""
        if os.environ.get("FLOOR"):
            return Chromium90(self.program, width=width, height=height, javascript=javascript)
        edge = "edge" in self.driver.name.lower()
        options = webdriver.EdgeOptions() if edge else webdriver.ChromeOptions()
        options.binary_location = str(self.program)
        for argument in [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
            "--disable-background-networking", "--disable-component-update", "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
            "--lang=zh-CN", f"--window-size={width},{height}", *self.arguments,
        ]:  # fmt: skip
            options.add_argument(argument)
        options.set_capability(f"{'ms' if edge else 'goog'}:loggingPrefs", {"browser": "ALL"})
        options.add_experimental_option(
            "prefs",
            {
                "intl.accept_languages": "zh-CN,zh",
                "profile.managed_default_content_settings.javascript": 1 if javascript else 2,
            },
        )
        if isinstance(options, webdriver.EdgeOptions):
            return webdriver.Edge(options, EdgeService(str(self.driver)))
        service = Service(str(self.driver), service_args=["--disable-build-check"])
        return webdriver.Chrome(options=options, service=service)


def find() -> Browser | None:
    """The machine's browser with a driver of the same version, or None; under `make floor` Chromium 90."""
    if os.environ.get("FLOOR"):
        return Browser(Path(os.environ["FLOOR"]), Path())
    if os.environ.get("BROWSER"):
        driver = os.environ.get("BROWSER_DRIVER") or _which("chromedriver")
        return Browser(Path(os.environ["BROWSER"]), Path(driver)) if driver else None
    for driver_name, names in NAMES.items():
        driver = os.environ.get("BROWSER_DRIVER") or _which(driver_name)
        for name in names:
            program = _which(name)
            if program and driver and _version(program) == _version(driver):
                return Browser(Path(program), Path(driver))
    return None


def ensure() -> Browser:
    """As `find`, after an attempt to install; SystemExit with a sentence when there is none."""
    found = find() or (_install() and find())
    if not found:
        sys.exit(MISSING)
    return found


def _install() -> bool:
    if os.geteuid() != 0:
        return False
    for manager, commands in INSTALLERS.items():
        if shutil.which(manager):
            print(f"Installing Chromium with {manager} for the journeys.", flush=True)
            env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            return all(
                subprocess.run(c, env=env, stdout=subprocess.DEVNULL, check=False).returncode == 0
                for c in commands
            )
    return False


def _which(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(BESIDE))


def _version(program: str) -> str:
    """The major version that ``--version`` tells."""
    try:
        told = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=30, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
    number = re.search(r"(\d+)\.\d+\.\d+", told)
    return number[1] if number else ""


if __name__ == "__main__":
    chosen = ensure()
    print(f"Browser: {chosen.program} {_version(str(chosen.program))}")
