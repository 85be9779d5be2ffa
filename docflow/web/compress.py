"""Pages go out compressed, a quarter to a sixth of their size; static files lie compressed on the disk already."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from gzip import GzipFile
from io import BytesIO

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

SMALLEST = 1400  # bytes: what fits in one packet gains nothing
LEVEL = 5  # the register's 57 KB: 9.8 KB in 0.4 ms; level 1 leaves 10.9 in 0.2, level 6 9.6 in 0.6
PADDING = 100  # bytes at most in the header, of random length, so that a length tells nothing (BREACH)


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Compress the HTML that a GET gets. Form tokens are masked anew on each page, as Django does."""

    def compressing(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "GET" and response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Accept-Encoding"])
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                _compress(response)
        return response

    return compressing


def _compress(response: HttpResponseBase) -> None:
    content: bytes = getattr(response, "content", b"")  # what streams has none
    if len(content) < SMALLEST or response.has_header("Content-Encoding"):
        return
    packed = BytesIO()
    name = "x" * secrets.randbelow(PADDING)
    with GzipFile(name, "wb", compresslevel=LEVEL, fileobj=packed, mtime=0) as file:
        file.write(content)
    response.content = packed.getvalue()  # type: ignore[attr-defined]
    response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(packed.tell())
