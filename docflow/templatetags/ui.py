"""Template tags of the look: thin names for docflow.web.parts."""

import secrets
from collections.abc import Hashable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from docflow.web import parts

register = template.Library()


@register.simple_tag
def steady(name: str) -> SafeString:
    """{% steady "_keys.html" %}: a part of the frame that is the same for everybody, drawn once a language."""
    return _steady(name, get_language() or "")


@cache
def _steady(name: str, _language: str) -> SafeString:
    return render_to_string(name)


# Stand for what no two pages share; nobody can write them, for they are drawn anew at each start.
OWN = {name: f"own-{name}-{secrets.token_hex(16)}" for name in ("csrf_token", "path", "full_path")}


@register.simple_tag(takes_context=True)
def kept(context: template.Context, name: str, **values: Hashable) -> SafeString:
    """{% kept "_top.html" who=user.name … %}: a part of the frame that depends on these values alone, and on the
    page's token and address; drawn once for the same values."""
    html = _kept(name, get_language() or "", tuple(values.items()))
    for own, sign in OWN.items():
        html = html.replace(sign, conditional_escape(str(context.get(own, ""))))
    return SafeString(html)


@lru_cache(maxsize=512)
def _kept(name: str, _language: str, values: tuple[tuple[str, Hashable], ...]) -> str:
    return str(render_to_string(name, dict(values) | OWN))


@register.simple_tag
def menu_groups(groups: list[dict[str, Any]]) -> SafeString:
    """{% menu_groups menu %}: the side bar's headings and links."""
    return parts.menu_html(groups)


@register.simple_tag
def tabs_of_home(tabs: list[tuple[str, object]], current: str, counts: object) -> SafeString:
    """{% tabs_of_home tabs tab counts %}: the workbench's tabs with their counts."""
    return parts.tabs_html(tabs, current, counts)


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "bell" %}"""
    return parts.icon(name)


@register.simple_tag
def lamp(colour: str, text: object) -> SafeString:
    """{% lamp colour text %}: what deadlines.limits.lamp answered, drawn."""
    return parts.lamp(colour, text)


@register.simple_tag
def urgency(code: str, label: object) -> SafeString:
    """{% urgency paper.urgency paper.get_urgency_display %}"""
    return parts.urgency(code, label)


@register.simple_tag
def tag(text: object) -> SafeString:
    """{% tag "代录" %}"""
    return parts.tag(text)


@register.simple_tag
def state(kind: str, label: object) -> SafeString:
    """{% state "doing" paper.get_state_display %}"""
    return parts.state(kind, label)


@register.simple_tag
def due_box(colour: str, text: object, why: object = "") -> SafeString:
    """{% due_box colour text why %}"""
    return parts.due_box(colour, text, why)


@register.simple_tag
def stamp(value: date | datetime | None) -> SafeString:
    """{% stamp entry.at %}: <time> with the short form."""
    return parts.time_html(value)


@register.filter
def when(value: date | datetime | None) -> str:
    """{{ entry.at|when }}: 11-19 09:12"""
    return parts.when(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """{{ paper.received_at|day }}: 2026年11月19日"""
    return parts.day(value)
