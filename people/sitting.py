"""How long one login lasts: 30 minutes without a request, 10 hours in all. And what must come first."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from docflow.web.typed import typed_text

IDLE = 30 * 60  # seconds
WHOLE = 10 * 3600
GRAIN = 60  # the time of the last request is kept this exactly, so that not every page writes
SINCE, SEEN = "since", "seen"
FIRST = ("/settings/", "/logout/", "/language/", "/help/", "/identity/")


class LoginFirst(LoginRequiredMiddleware):
    """Strangers log in first. Who was logged in until a moment ago is shown what he sent, to be copied."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.method == "POST" and (draft := typed_text(request)):
            return render(request, "errors/csrf.html", {"draft": draft}, status=403)
        return super().handle_no_permission(request, view_func)


def begin(request: HttpRequest) -> None:
    """A person has just logged in."""
    request.session[SINCE] = request.session[SEEN] = int(time.time())


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """End a login that is over; send a person with somebody else's password to change it."""

    def sit(request: HttpRequest) -> HttpResponseBase:
        probe = request.path == "/healthz" or settings.SESSION_COOKIE_NAME not in request.COOKIES
        if not probe and request.user.is_authenticated:
            if _over(request):
                return _again(request)
            if request.user.must_choose_password and not request.path.startswith(FIRST):
                return redirect("settings")
        return get_response(request)

    return sit


def _over(request: HttpRequest) -> bool:
    now, session = int(time.time()), request.session
    if SINCE not in session:
        return False
    if now - session[SINCE] > WHOLE or now - session[SEEN] > IDLE:
        return True
    if now - session[SEEN] >= GRAIN:
        session[SEEN] = now
    return False


def _again(request: HttpRequest) -> HttpResponseBase:
    """To the login page; what was typed in a form is shown once, to be copied."""
    sentence = _("很久没有操作，请重新登录。")
    draft = typed_text(request) if request.method == "POST" else ""
    logout(request)
    if draft:
        return render(request, "errors/csrf.html", {"draft": draft}, status=403)
    messages.info(request, sentence)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
