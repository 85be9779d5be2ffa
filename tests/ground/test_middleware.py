"""What every answer carries, and what is refused before any view sees it."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.test import Client

from docflow import logs
from docflow.web.middleware import POLICY

pytestmark = pytest.mark.django_db
BROKEN = [
    "/healthz?q=%00",
    "/healthz?q=%ff",
    "/%00",
    "/%ff",
    "/%C0%AF",
    "/healthz?%b9%ab=1",
    "/a%ED%A0%80",
    "/x?q=%ED%A0%80",
]


@pytest.mark.parametrize("path", BROKEN)
def test_broken_text_is_refused(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer["X-Request-ID"]


@pytest.mark.parametrize("path", ["/no-such-page/", "/公文/", "/%E5%85%AC/?q=%E5%85%AC%20%F0%A0%AE%B7"])
def test_good_text_passes(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_headers(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


def test_request_ids(client: Client) -> None:
    given = client.get("/no-such-page/", headers={"X-Request-ID": "proxy-1234"})
    assert given["X-Request-ID"] == "proxy-1234"
    forged = client.get("/no-such-page/", headers={"X-Request-ID": 'a" <b>'})
    assert forged["X-Request-ID"] != 'a" <b>'
    assert client.get("/no-such-page/")["X-Request-ID"] != client.get("/no-such-page/")["X-Request-ID"]


def test_what_django_says_of_an_answer_has_the_id_too(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """It speaks when the request has left our middleware."""
    client.get("/no-such-page/", headers={"X-Request-ID": "proxy-1234"})
    [line] = [r for r in caplog.records if r.name == "django.request"]
    assert json.loads(logs.JsonFormatter().format(line))["request_id"] == "proxy-1234"


def test_a_log_line_is_json_with_the_request_id() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonFormatter())
    log = logging.Logger("house")
    log.addHandler(handler)
    token = logs.request_id.set("r-1")
    try:
        try:
            raise ValueError("坏\n了")
        except ValueError:
            log.exception("公文 %s", "甲", extra={"paper": 7})
    finally:
        logs.request_id.reset(token)
    log.info("later")
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["message"], first["request_id"], first["paper"], first["level"]) == (
        "公文 甲",
        "r-1",
        7,
        "ERROR",
    )
    assert "ValueError" in first["exception"]
    assert "request_id" not in second
