"""Pages are compressed for whoever can read that, and only pages."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from docflow.web import compress
from people.models import Person

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
PAGE = "<p>关于做好防汛工作的通知</p>" * 100


def answer(response: Any, method: str = "GET", **headers: str) -> Any:
    request = RequestFactory().generic(method, "/", headers=headers or GZIP)
    return compress.middleware(lambda request: response)(request)


def test_a_page_comes_whole() -> None:
    got = answer(HttpResponse(PAGE))
    assert gzip.decompress(got.content).decode() == PAGE
    assert got["Content-Encoding"] == "gzip"
    assert got["Content-Length"] == str(len(got.content))
    assert got["Vary"] == "Accept-Encoding"


def test_its_length_tells_nothing() -> None:
    assert len({len(answer(HttpResponse(PAGE)).content) for _ in range(40)}) > 10


def test_who_cannot_read_it_gets_it_plain() -> None:
    got = answer(HttpResponse(PAGE), **{"Accept-Encoding": "identity"})
    assert got.content.decode() == PAGE
    assert got["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("response", "method"),
    [
        (HttpResponse("<p>short</p>"), "GET"),
        (HttpResponse(PAGE, content_type="application/pdf"), "GET"),
        (HttpResponse(PAGE, headers={"Content-Encoding": "br"}), "GET"),
        (HttpResponse(PAGE), "POST"),
        (StreamingHttpResponse([PAGE]), "GET"),
    ],
)
def test_the_rest_stays(response: Any, method: str) -> None:
    before = None if response.streaming else response.content
    got = answer(response, method)
    assert got.get("Content-Encoding") in (None, "br")
    assert before is None or got.content == before


@pytest.mark.django_db
def test_on_the_way_of_every_page(client: Client) -> None:
    Person.objects.create_user("wu", "吴")
    plain = client.get("/login/")
    packed = client.get("/login/", headers=GZIP)
    assert b"csrfmiddlewaretoken" in gzip.decompress(packed.content)
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content)
    assert packed["Content-Security-Policy"]
    assert client.get("/healthz", headers=GZIP).json()
