"""Every refusal and every failure gets its page (S28): the right status, what happened, what next.

Pages are drawn without the frame and without a query, since the database may be what failed.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from docflow import logs
from docflow.web.errors import Incomplete, Refusal
from docflow.web.typed import typed_text

log = logging.getLogger(__name__)
BUSY = {"55P03", "40P01", "40001"}  # somebody holds the row; two waited for one another
SLOW = {"57014"}  # took longer than a page may
PAGES = {400: "400", 403: "403", 404: "404", 409: "409", 413: "413", 422: "400", 500: "500", 503: "503"}


def page(status: int, message: str = "", *, template: str = "", **context: Any) -> HttpResponse:
    """The page of a status; `message` is the sentence for this case, `draft` what was typed."""
    context |= {
        "message": message,
        "office_name": settings.OFFICE_NAME,
        "help_contact": settings.HELP_CONTACT,
        "request_id": logs.request_id.get(),
    }
    html = render_to_string(f"errors/{template or PAGES.get(status, '400')}.html", context)
    response = HttpResponse(html, status=status)
    if status == 503:
        response["Retry-After"] = "5"
    return response


class Answers:
    """Middleware: what a view could not answer itself. Everything else stays an error with its trace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer(request, error)


def answer(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The page for a refusal or a database in trouble; None for what is a fault of ours."""
    if isinstance(error, Refusal):
        return refused(request, error)
    if isinstance(error, DataError):
        log.warning("The database refused a value.", exc_info=error)
        return page(400, draft=typed_text(request))
    if isinstance(error, OperationalError | InterfaceError):
        return troubled(request, error)
    return None


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that no form took in."""
    if refusal.status == 403:
        note(request, str(refusal))
    several = isinstance(refusal, Incomplete) and len(refusal.reasons) > 1
    return page(
        refusal.status,
        "" if several else str(refusal),
        reasons=refusal.reasons if isinstance(refusal, Incomplete) and several else [],
        draft=typed_text(request),
    )


def troubled(request: HttpRequest, error: OperationalError | InterfaceError) -> HttpResponse:
    """The database was busy, slow or away. Nothing was written; what was typed is shown to be sent again."""
    code = getattr(error.__cause__, "pgcode", None) or ""
    log.error("The database did not answer in time.", exc_info=error, extra={"pgcode": code})
    draft = typed_text(request)
    if code in BUSY:
        return page(409, _("别人正在办理同一件，暂时轮不到。没有写入任何内容，请稍候重试。"), draft=draft)
    slow = _("这一步用时太久，已停止，没有写入任何内容。请稍候重试。")
    away = _("数据库暂时连不上，没有写入任何内容。请稍候重试。")
    return page(503, slow if code in SLOW else away, draft=draft)


def note(request: HttpRequest, why: str) -> None:
    """Every refusal of a right is in the log: who, what, when (by the log line), why."""
    person = getattr(request, "user", None)
    log.warning(
        "Refused.",
        extra={
            "person": getattr(person, "pk", None),
            "path": request.path,
            "method": request.method,
            "why": why,
        },
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400; a body that is too big is 413."""
    return page(413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403"""
    note(request, str(exception))
    return page(403, str(exception))


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: the same for what is not there and what he may not see."""
    return page(404)


def failed(request: HttpRequest) -> HttpResponse:
    """handler500; a database that failed before any view was reached is 503."""
    return answer(request, sys.exc_info()[1]) or page(500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW: the page is too old or was sent from elsewhere."""
    note(request, reason)
    return page(403, template="csrf", draft=typed_text(request))
