"""Logging in, and being told when it fails."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.visitor import Visitor


def test_login(visit: Callable[..., Visitor]) -> None:
    chen = visit()
    chen.open("/")
    assert chen.path.startswith("/login/")
    chen.fill("username", "chen")
    chen.fill("password", "wrong")
    chen.press("登录")
    chen.sees("密码")
    chen.log_in("chen")
    chen.sees("公文运转")
