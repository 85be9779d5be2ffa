"""A logged-in browser of the measured server: one kept connection, cookies by hand."""

from __future__ import annotations

import http.client
import re
import time
from urllib.parse import urlencode


class Client:
    """`get` and `post` answer (seconds, status, body, headers)."""

    def __init__(self, port: int, username: str) -> None:
        self.port, self.username, self.cookies = port, username, dict[str, str]()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.get("/login/")
        _, status, body, _ = self.post("/login/", {"username": username, "password": "bench-bench"})
        if status != 302:
            raise RuntimeError(f"{username} cannot log in: {status} {body[:200]!r}")

    def get(self, path: str, **headers: str) -> tuple[float, int, bytes, http.client.HTTPMessage]:
        return self._ask("GET", path, None, headers)

    def post(
        self, path: str, data: dict[str, object], **headers: str
    ) -> tuple[float, int, bytes, http.client.HTTPMessage]:
        sent = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **data}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._ask("POST", path, urlencode(sent, doseq=True), headers)

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[float, int, bytes, http.client.HTTPMessage]:
        cookie = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        sent = {
            "Cookie": cookie,
            "Accept-Encoding": "gzip",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        start = time.perf_counter()
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        text = response.read()
        spent = time.perf_counter() - start
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return spent, response.status, text, response.headers

    def hidden(self, path: str) -> dict[str, object]:
        """The hidden fields of the first posted form at `path` that has a key."""
        _, status, body, _ = self.get(path, Accept_Encoding="identity")
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body.decode())
        return {name: value for name, value in found if name != "csrfmiddlewaretoken"}
