"""The login form: one answer for every failure, and no more tries than are allowed."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as lazy

from docflow.web.forms import DressedMixin
from people import attempts

log = logging.getLogger(__name__)


class LoginForm(DressedMixin, AuthenticationForm):
    """Fields `username` and `password`."""

    error_messages = {
        "invalid_login": lazy("用户名或密码不正确。连续 5 次不正确后，须等 15 分钟再试。"),
        "inactive": lazy("用户名或密码不正确。连续 5 次不正确后，须等 15 分钟再试。"),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """Outside the demo its accounts are nobody's, should a database hold some all the same."""
        super().confirm_login_allowed(user)
        if user.is_demo and not settings.DEMO:
            raise self.get_invalid_login_error()

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (username and password):
            return self.cleaned_data
        address = peer(self.request)
        attempt = attempts.begin(username, address)
        if attempt is None:
            log.warning("Too many tries to log in.", extra={"address": address})
            raise self.get_invalid_login_error()
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            log.info("Login refused.", extra={"address": address, "name_digest": attempt.name[:12]})
            raise
        attempts.succeeded(attempt)
        log.info("Logged in.", extra={"address": address, "person": self.get_user().pk})
        return cleaned


def peer(request: HttpRequest | None) -> str:
    """The address of the browser; behind our proxy the one the proxy saw, whatever the browser claims."""
    if request is None:
        return ""
    direct: str = request.META.get("REMOTE_ADDR", "")
    if not settings.SECURE_PROXY_SSL_HEADER:
        return direct
    return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or direct
