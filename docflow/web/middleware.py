"""Around every request: an id for the logs, refusal of broken text, security headers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from docflow import logs

Handler = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_REPAIRED = re.compile(r"%[89A-F][0-9A-F]")  # how Django writes path bytes that are no UTF-8
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


def request_id(get_response: Handler) -> Handler:
    """Give each request an id, or keep the proxy's; it is in every log line and in ``X-Request-ID``."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        current = given if _GIVEN_ID.match(given) else secrets.token_hex(8)
        token = logs.request_id.set(current)
        request.request_id = current  # type: ignore[attr-defined]
        try:
            response = get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = current
        return response

    return middleware


def refuse_broken_text(get_response: Handler) -> Handler:
    """Answer 400 to NUL or invalid UTF-8 in path or query, which Django would turn into empty or 500; and to a body in another
    encoding: some of them can say half a character, which no page can be drawn with and no row can hold."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            return HttpResponse("内容须用 UTF-8 编码。", status=400, content_type="text/plain; charset=utf-8")
        query = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        if "\0" in request.path_info or _REPAIRED.search(request.path_info) or _broken(query):
            return HttpResponse("地址不是有效的文字。", status=400, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def headers(get_response: Handler) -> Handler:
    """Content security policy, no caching of pages, no features of the browser that we do not need."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def _broken(text: bytes) -> bool:
    if b"\0" in text:
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
