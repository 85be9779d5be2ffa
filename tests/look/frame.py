"""A page of the frame with made-up context, as the tests of the look need it."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.urls import path

HOSTILE = '"><script>alert(1)</script>'


def nothing(request: HttpRequest) -> HttpResponse:
    """Stands for a page of another room: only its name is needed here."""
    return HttpResponse()


urlpatterns = [path(f"{name}/", nothing, name=name) for name in ("switch_identity", "set_language", "logout")]


class Somebody:
    """A logged-in person as far as the frame asks."""

    is_authenticated = True

    def __init__(self, name: str = "陈文") -> None:
        self.name = name

    def get_username(self) -> str:
        return "chen"

    def __str__(self) -> str:
        return self.name


def context(**more: Any) -> dict[str, Any]:
    """What docflow.context gives to every page."""
    inbox = {
        "label": "待办",
        "url": "/",
        "icon": "inbox",
        "count": "99+",
        "late": True,
        "go": "D",
        "key": "",
        "current": True,
    }
    done = {
        "label": "已办",
        "url": "/?tab=done",
        "icon": "check2-circle",
        "count": "",
        "late": False,
        "go": "",
        "key": "",
        "current": False,
    }
    return {
        "office_name": "云川市人民政府办公室",
        "help_contact": "文电科 分机 8012",
        "version": "v0.1",
        "demo": True,
        "demo_people": (("chen", "陈文（收发员）"), ("wu", "吴明（科长）")),
        "who": "陈文",
        "username": "chen",
        "is_demo": True,
        "path": "/here/",
        "full_path": "/here/",
        "menu": [{"label": "我的工作", "items": [inbox, done]}],
        "notice_count": "4",
        "ui_size": "std",
        "ui_keys": "on",
        "ui_density": "",
        "user": Somebody(),
        "csrf_token": "token",
        "messages": [],
        **more,
    }


def request() -> HttpRequest:
    """A request that no middleware has touched."""
    made = HttpRequest()
    made.path = "/here/"
    made.META.update(SERVER_NAME="testserver", SERVER_PORT="80")
    return made


def page(template: str = "base.html", **more: Any) -> str:
    """The HTML of a template in the frame, without asking a database."""
    return render_to_string(template, context(request=request(), **more))


def source(text: str, **values: Any) -> str:
    """The HTML of template source."""
    return engines["django"].from_string(text).render(values)


def skeleton(html: str) -> list[tuple[str, ...]]:
    """Tags with the names of their attributes: the same for tame and hostile text, or something got out."""
    seen: list[tuple[str, ...]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, *(name for name, _ in attrs)))

    Parser().feed(html)
    return seen


def piece(pattern: str, html: str) -> re.Match[str]:
    """The part of a page that matches, or a failed test."""
    match = re.search(pattern, html)
    assert match, f"no {pattern}"
    return match
