"""Costs of one request, told in headers when asked for: statements, buffers, CPU."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from docflow.badges import badges

BUFFERS = """
SELECT coalesce(sum(hits), 0) + coalesce(sum(reads), 0) FROM pg_stat_get_backend_io(pg_backend_pid())
"""


def probe(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: with `X-Probe` it counts; timed requests pass through untouched."""

    def run(request: HttpRequest) -> HttpResponse:
        if "HTTP_X_PROBE" not in request.META:
            return get_response(request)
        before, statements = _buffers(), []

        def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            statements.append(sql)
            return execute(sql, params, many, context)

        start = time.thread_time()
        with connection.execute_wrapper(count):
            response = get_response(request)
        spent = time.thread_time() - start
        response["X-Statements"] = str(len(statements))
        response["X-CPU-ms"] = f"{spent * 1000:.2f}"
        response["X-Buffers"] = str(_buffers() - before)
        return response

    return run


def _buffers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT 1")
        cursor.execute(BUFFERS)
        return int(cursor.fetchone()[0])


def hello(request: HttpRequest) -> HttpResponse:
    """H: session and login, nothing else. Without the context processors, which are what pages cost."""
    return _named(request)


def seated(request: HttpRequest) -> HttpResponse:
    """H and what he may act as, which every page asks."""
    _ = request.user.hats  # type: ignore[union-attr]
    return _named(request)


def badges_only(request: HttpRequest) -> HttpResponse:
    """The same and all badges: what the badges cost is the difference to `seated`."""
    badges(request.user)
    return _named(request)


def _named(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("bench_hello.html", {"name": request.user.name}))  # type: ignore[union-attr]
