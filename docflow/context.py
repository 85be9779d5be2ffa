"""What every page's frame shows: the office, the menu with its counts, the demo's identities, the alerter's alarm."""

from __future__ import annotations

import logging
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest

from bulletins.rules.error_rights import writes as writes_errors
from docflow.alarm import alarm
from docflow.badges import Badges, badges
from docflow.identities import demo_people
from docflow.menu import menu
from docflow.version import VERSION
from people.models import Unit

log = logging.getLogger(__name__)


def office_name() -> str:
    """The name in the top bar: `OFFICE_NAME`, or that of our own unit (asked once a minute)."""
    if settings.OFFICE_NAME:
        return str(settings.OFFICE_NAME)
    name: str | None = cache.get("office_name")
    if name is None:
        name = Unit.objects.filter(kind=Unit.Kind.OFFICE).values_list("name", flat=True).first()
        if name:  # an office without a name gets one any moment now
            cache.set("office_name", name, 60)
    return name or ""


def _counted(person: Any) -> Badges:
    """The counts; a dash for each where they cannot be had: the page itself still answers."""
    try:
        return badges(person)
    except (DatabaseError, InterfaceError):
        log.exception("The counts beside the menu cannot be had.")
        return Badges(*["–"] * len(fields(Badges)))


def _alarm(person: Any) -> list[str]:
    try:
        return alarm(person)
    except (DatabaseError, InterfaceError):
        log.exception("Whether the alerter is silent cannot be had.")
        return []


def page(request: HttpRequest) -> dict[str, Any]:
    """Template context: one statement of its own for a person logged in (two for a system administrator), none for a
    stranger."""
    user: Any = getattr(request, "user", None)
    context: dict[str, Any] = {
        "office_name": office_name(),
        "help_contact": settings.HELP_CONTACT,
        "version": VERSION,
        "demo": settings.DEMO,
        "demo_people": tuple((p["username"], p["label"]) for p in demo_people()) if settings.DEMO else (),
        "path": request.path,
        "full_path": request.get_full_path(),
        "who": "",
        "username": "",
        "is_demo": False,
        "menu": [],
        "alarm": [],
        "errs_here": False,
        "notice_count": "",
        "ui_size": "std",
        "ui_keys": "on",
        "ui_density": "",
    }
    if user is not None and user.is_authenticated:
        counts = _counted(user)
        context["menu"] = menu(user.hats, counts, request.path, request.GET.get("tab", ""))
        context["notice_count"] = counts.notices
        context["alarm"] = _alarm(user)
        context["errs_here"] = writes_errors(user.hats)
        context["who"], context["username"] = str(user), user.get_username()
        context["is_demo"] = user.is_demo
        context["counts"] = counts
        context["ui_size"] = user.text_size
        context["ui_density"] = user.density
        context["ui_keys"] = "on" if user.single_keys else "off"
    return context
